// Server-sent events (html.spec.whatwg.org, "Interpreting an event stream"): bytes in, the data of whole events out.
// Input may be split anywhere. Only `data` matters here; `event`, `id`, `retry` and comments are read over.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace core::agent {

class SseParser
{
public:
    explicit SseParser(std::size_t maxEventBytes) : m_maxEventBytes(maxEventBytes) {}

    // The events that these bytes complete. After an event larger than the limit nothing more is parsed.
    std::vector<std::string> feed(std::string_view bytes);
    bool overflowed() const { return m_overflowed; }

private:
    void endLine(std::vector<std::string> &events);

    std::size_t m_maxEventBytes;
    std::string m_line;
    std::string m_data;
    bool m_hasData = false;
    bool m_afterCr = false; // the LF of a CR LF belongs to it
    bool m_first = true;    // a byte order mark may stand before the first line
    bool m_overflowed = false;
};

} // namespace core::agent
