#include "core/attach/http_request.h"

#include <algorithm>

namespace core::attach {

namespace {
// RFC 9110 5.6.2
bool isTokenChar(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}

bool isToken(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isTokenChar);
}

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char &c : out) {
        if (c >= 'A' && c <= 'Z')
            c = char(c - 'A' + 'a');
    }
    return out;
}

std::string_view trim(std::string_view text)
{
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && blank(text.back()))
        text.remove_suffix(1);
    return text;
}
} // namespace

std::optional<std::string_view> HttpRequest::single(std::string_view lowerCaseName) const
{
    std::optional<std::string_view> found;
    for (const auto &[name, value] : headers) {
        if (name != lowerCaseName)
            continue;
        if (found)
            return std::nullopt;
        found = value;
    }
    return found;
}

bool HttpRequest::listContains(std::string_view lowerCaseName, std::string_view lowerCaseToken) const
{
    for (const auto &[name, value] : headers) {
        if (name != lowerCaseName)
            continue;
        for (std::string_view rest = value; !rest.empty();) {
            const std::size_t comma = rest.find(',');
            if (lower(trim(rest.substr(0, comma))) == lowerCaseToken)
                return true;
            rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
        }
    }
    return false;
}

HttpRequestParser::State HttpRequestParser::fail(int status)
{
    m_failure = status;
    return m_state = State::Failed;
}

HttpRequestParser::State HttpRequestParser::feed(std::string_view bytes)
{
    if (m_state != State::Incomplete)
        return m_state;
    const std::size_t searchFrom = m_head.size() < 3 ? 0 : m_head.size() - 3; // the blank line may be cut by chunks
    m_head.append(bytes.substr(0, kMaxHead + 1 - m_head.size()));
    const std::size_t end = m_head.find("\r\n\r\n", searchFrom);
    if (end != std::string::npos && end + 4 <= kMaxHead) {
        m_head.resize(end + 4);
        return parseHead();
    }
    return m_head.size() > kMaxHead ? fail(431) : m_state;
}

HttpRequestParser::State HttpRequestParser::parseHead()
{
    std::string_view rest(m_head);
    rest.remove_suffix(2); // each line still ends in CRLF
    bool first = true;
    while (!rest.empty()) {
        const std::size_t end = rest.find("\r\n");
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + 2);
        if (!(first ? parseRequestLine(line) : parseHeader(line)))
            return m_state;
        first = false;
    }
    for (const auto &[name, value] : m_request.headers) {
        if ((name == "content-length" && value != "0") || name == "transfer-encoding")
            return fail(400);
    }
    return m_state = State::Complete;
}

bool HttpRequestParser::parseRequestLine(std::string_view line)
{
    const std::size_t one = line.find(' ');
    const std::size_t two = one == std::string_view::npos ? one : line.find(' ', one + 1);
    if (two == std::string_view::npos)
        return fail(400), false;
    const std::string_view method = line.substr(0, one), target = line.substr(one + 1, two - one - 1), version = line.substr(two + 1);
    if (!isToken(method))
        return fail(400), false;
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return fail(version.starts_with("HTTP/") ? 505 : 400), false;
    if (target.size() > kMaxTarget)
        return fail(414), false;
    // Only the origin form: an absolute target would name a host of its own.
    const bool plain = std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    if (!target.starts_with('/') || !plain)
        return fail(400), false;
    const std::size_t question = target.find('?');
    m_request.method = method;
    m_request.path = target.substr(0, question);
    m_request.query = question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
    return true;
}

bool HttpRequestParser::parseHeader(std::string_view line)
{
    if (m_request.headers.size() >= kMaxHeaders)
        return fail(431), false;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !isToken(line.substr(0, colon))) // this also refuses folded lines
        return fail(400), false;
    const std::string_view value = trim(line.substr(colon + 1));
    if (std::any_of(value.begin(), value.end(), [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f'; }))
        return fail(400), false;
    m_request.headers.emplace_back(lower(line.substr(0, colon)), value);
    return true;
}

} // namespace core::attach
