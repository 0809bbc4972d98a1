// The head of one HTTP/1.x request: bytes in, a value out. Strict and bounded; a request with a body is refused, because
// nothing here takes one.
//
// Threads: a value; no I/O.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::attach {

struct HttpRequest
{
    std::string method;  // "GET"
    std::string path;    // decoded by nobody: "/", "/app.js"; without query
    std::string query;   // after '?', else empty
    std::vector<std::pair<std::string, std::string>> headers; // names in lower case

    // The value of a header that appears exactly once; nothing when it is missing or repeated.
    std::optional<std::string_view> single(std::string_view lowerCaseName) const;
    bool listContains(std::string_view lowerCaseName, std::string_view lowerCaseToken) const; // "Connection: a, Upgrade"
};

class HttpRequestParser
{
public:
    static constexpr std::size_t kMaxHead = 16 * 1024; // request line and headers: browsers send under 2 KiB
    static constexpr std::size_t kMaxHeaders = 64;
    static constexpr std::size_t kMaxTarget = 2048;

    enum class State : unsigned char { Incomplete, Complete, Failed };

    // Bytes in order, cut anywhere. Takes none after Complete or Failed.
    State feed(std::string_view bytes);
    State state() const { return m_state; }

    const HttpRequest &request() const { return m_request; } // once Complete
    std::size_t headBytes() const { return m_head.size(); }  // length of the head, once Complete
    int failure() const { return m_failure; }                // HTTP status, once Failed: 400, 414, 431, 505

private:
    State fail(int status);
    State parseHead();
    bool parseRequestLine(std::string_view line);
    bool parseHeader(std::string_view line);

    std::string m_head;
    HttpRequest m_request;
    State m_state = State::Incomplete;
    int m_failure = 0;
};

} // namespace core::attach
