#include "core/agent/sse_parser.h"

#include <utility>

namespace core::agent {

std::vector<std::string> SseParser::feed(std::string_view bytes)
{
    std::vector<std::string> events;
    for (const char c : bytes) {
        if (m_overflowed)
            break;
        const bool second = std::exchange(m_afterCr, c == '\r') && c == '\n';
        if (second)
            continue;
        if (c == '\r' || c == '\n') {
            endLine(events);
            continue;
        }
        m_line += c;
        m_overflowed = m_line.size() + m_data.size() > m_maxEventBytes;
    }
    return events;
}

void SseParser::endLine(std::vector<std::string> &events)
{
    std::string_view line = m_line;
    if (std::exchange(m_first, false) && line.starts_with("\xEF\xBB\xBF"))
        line.remove_prefix(3);
    if (line.empty()) {
        if (std::exchange(m_hasData, false))
            events.push_back(std::exchange(m_data, {}));
    } else if (line == "data" || line.starts_with("data:")) {
        line.remove_prefix(std::min<std::size_t>(line.size(), 5));
        if (line.starts_with(' '))
            line.remove_prefix(1);
        if (m_hasData)
            m_data += '\n';
        m_data += line;
        m_hasData = true;
    }
    m_line.clear();
}

} // namespace core::agent
