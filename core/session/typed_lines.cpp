#include "core/session/typed_lines.h"

#include <algorithm>
#include <utility>

namespace core::session {

void TypedLines::feed(std::string_view bytes)
{
    constexpr char kInterrupt = 0x03, kBackspace = 0x08, kKillLine = 0x15, kDelete = 0x7f;
    for (const char c : bytes) {
        if (c == '\r' || c == '\n') {
            m_lines.push_back(std::exchange(m_current, {}));
            if (m_lines.size() > kMostLines)
                m_lines.pop_front();
        } else if (c == kInterrupt || c == kKillLine) {
            m_current = {};
        } else if ((c == kBackspace || c == kDelete) && !m_current.text.empty()) {
            while (!m_current.text.empty() && (static_cast<unsigned char>(m_current.text.back()) & 0xc0) == 0x80)
                m_current.text.pop_back(); // the rest of a UTF-8 character
            if (!m_current.text.empty())
                m_current.text.pop_back();
        } else if (static_cast<unsigned char>(c) < 0x20 || m_current.text.size() >= kMostBytes) {
            m_current.edited = true;
        } else {
            m_current.text += c;
        }
    }
}

bool TypedLines::take(std::string_view shown)
{
    const auto trimmed = [](std::string_view text) { return text.substr(0, text.find_last_not_of(' ') + 1); };
    const auto found = std::ranges::find_if(m_lines, [&](const Line &line) { return line.edited || trimmed(line.text) == trimmed(shown); });
    if (found == m_lines.end())
        return false;
    m_lines.erase(m_lines.begin(), found + 1);
    return true;
}

} // namespace core::session
