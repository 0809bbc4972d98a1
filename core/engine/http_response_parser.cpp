#include "core/engine/http_response_parser.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace core::engine {
namespace {

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; });
    return out;
}

template<class T>
std::optional<T> number(std::string_view text, int base)
{
    T value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

// "HTTP/1.1 200 OK"
std::optional<int> statusOf(std::string_view line)
{
    if (!line.starts_with("HTTP/1.") || line.size() < 12 || line[8] != ' ' || (line.size() > 12 && line[12] != ' '))
        return std::nullopt;
    const auto status = number<int>(line.substr(9, 3), 10);
    return status && *status >= 100 && *status <= 599 ? status : std::nullopt;
}

} // namespace

void HttpResponseParser::fail(std::string_view detail)
{
    m_state = State::Failed;
    m_error = {"engine.protocol", "The engine gave an answer that is not valid HTTP.", std::string(detail)};
}

bool HttpResponseParser::takeLine(std::string_view &bytes, std::size_t limit)
{
    if (!m_lineOpen) {
        m_line.clear();
        m_lineOpen = true;
    }
    const auto newline = bytes.find('\n');
    const std::size_t count = newline == std::string_view::npos ? bytes.size() : newline;
    m_taken += count;
    if (m_taken > limit || m_line.size() + count > limit) {
        fail("a line or head is too long");
        return false;
    }
    m_line.append(bytes.substr(0, count));
    if (newline == std::string_view::npos) {
        bytes = {};
        return false;
    }
    ++m_taken;
    bytes.remove_prefix(newline + 1);
    if (!m_line.empty() && m_line.back() == '\r')
        m_line.pop_back();
    m_lineOpen = false;
    return true;
}

std::size_t HttpResponseParser::feed(std::string_view bytes, const BodySink &sink)
{
    const std::size_t size = bytes.size();
    while (!bytes.empty()) {
        if (m_state == State::Head) {
            if (takeLine(bytes, m_limits.head))
                takeHeadLine();
        } else if (m_state == State::Body) {
            takeBody(bytes, sink);
        } else {
            break;
        }
    }
    return size - bytes.size();
}

void HttpResponseParser::takeHeadLine()
{
    if (m_head.status == 0) {
        const auto status = statusOf(m_line);
        if (!status)
            return fail("no status line");
        m_head.status = *status;
        return;
    }
    if (m_line.empty())
        return startBody();
    if (m_line.front() == ' ' || m_line.front() == '\t')
        return fail("a folded header");
    const auto colon = m_line.find(':');
    if (colon == 0 || colon == std::string::npos)
        return fail("a header without a name");
    m_head.headers.emplace_back(lowered(std::string_view(m_line).substr(0, colon)), trimmed(std::string_view(m_line).substr(colon + 1)));
}

void HttpResponseParser::startBody()
{
    m_taken = 0;
    const int status = m_head.status;
    if (m_request == Request::Upgrade && (status == 101 || status == 200)) {
        m_state = State::Upgraded;
        return;
    }
    if (status == 101)
        return fail("an upgrade that was not asked for");
    if (status < 200) {
        if (++m_interim > m_limits.interim)
            return fail("too many interim answers");
        m_head = {};
        return;
    }
    if (m_request == Request::Head || status == 204 || status == 304) {
        m_state = State::Done;
        return;
    }
    std::optional<std::uint64_t> length;
    bool chunked = false;
    for (const auto &[name, value] : m_head.headers) {
        if (name == "transfer-encoding") {
            if (lowered(value) != "chunked" || chunked)
                return fail("a transfer encoding other than chunked");
            chunked = true;
        } else if (name == "content-length") {
            const auto parsed = number<std::uint64_t>(value, 10);
            if (!parsed || (length && *length != *parsed))
                return fail("a bad Content-Length");
            length = parsed;
        }
    }
    if (chunked && length) // RFC 9112 6.3: a sign of smuggling, never sent by an engine
        return fail("both Content-Length and chunked");
    m_framing = chunked ? Framing::ChunkSize : length ? Framing::Length : Framing::UntilClose;
    m_left = m_bodyLength = length.value_or(0);
    m_state = length && *length == 0 ? State::Done : State::Body;
}

void HttpResponseParser::takeBody(std::string_view &bytes, const BodySink &sink)
{
    switch (m_framing) {
    case Framing::UntilClose:
        sink(bytes);
        bytes = {};
        return;
    case Framing::Length:
    case Framing::ChunkData: {
        const std::size_t count = std::min<std::uint64_t>(bytes.size(), m_left);
        sink(bytes.substr(0, count));
        bytes.remove_prefix(count);
        m_left -= count;
        if (m_left > 0)
            return;
        if (m_framing == Framing::Length)
            m_state = State::Done;
        else
            m_framing = Framing::ChunkEnd;
        return;
    }
    case Framing::ChunkSize:
        if (takeLine(bytes, m_limits.chunkLine))
            takeChunkLine();
        return;
    case Framing::ChunkEnd:
        if (!takeLine(bytes, m_limits.chunkLine))
            return;
        m_taken = 0;
        if (!m_line.empty())
            return fail("a chunk longer than it says");
        m_framing = Framing::ChunkSize;
        return;
    case Framing::Trailer:
        if (takeLine(bytes, m_limits.trailer) && m_line.empty())
            m_state = State::Done;
        return;
    }
}

void HttpResponseParser::takeChunkLine()
{
    m_taken = 0;
    const auto size = number<std::uint64_t>(trimmed(std::string_view(m_line).substr(0, m_line.find(';'))), 16);
    if (!size)
        return fail("a bad chunk size");
    m_left = *size;
    m_framing = m_left > 0 ? Framing::ChunkData : Framing::Trailer;
}

void HttpResponseParser::end()
{
    if (m_state == State::Body && m_framing == Framing::UntilClose)
        m_state = State::Done;
    else if (m_state == State::Head || m_state == State::Body)
        fail(m_state == State::Head ? "closed before the answer" : "closed inside the answer");
}

} // namespace core::engine
