// HTTP/1.1 as the engines speak it (RFC 9112), one request per connection.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::engine {

struct HttpRequest
{
    std::string method = "GET";
    std::string target; // path and query, already encoded
    std::vector<std::pair<std::string, std::string>> headers; // besides Host, Content-Length and Connection
    std::string body;
    bool chunked = false; // the body comes in pieces of which nobody knows the number, see HttpCall::setBodyFrom()
    bool upgrade = false; // asks for the raw stream behind an exec

    std::string encodedHead() const; // up to and including the empty line
};

struct HttpHead
{
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers; // names in lower case
    std::string_view header(std::string_view lowerName) const; // empty when absent
    bool isSuccess() const { return status >= 200 && status < 300; }
};

std::string percentEncoded(std::string_view text); // everything but RFC 3986 unreserved

} // namespace core::engine
