#include "core/session/typed_lines.h"

#include <algorithm>
#include <utility>

namespace core::session {
namespace {

std::string_view trimmed(std::string_view text)
{
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

bool isShown(const TypedLines::Line &line, std::string_view shown, bool isCut)
{
    const std::string_view text = line.text;
    const bool echoesControls = shown.find("^[") != std::string_view::npos; // no line editor read the arrow keys
    return (line.edited && !isCut && !echoesControls) || trimmed(text) == shown || (line.before > 0 && trimmed(text.substr(line.before)) == shown);
}

} // namespace

void TypedLines::feed(std::string_view bytes)
{
    constexpr char kInterrupt = 0x03, kBackspace = 0x08, kKillLine = 0x15, kDelete = 0x7f;
    for (const char c : bytes) {
        auto &text = m_current.text;
        if (c == '\r' || c == '\n') {
            m_current.ahead = !std::exchange(m_atPrompt, false);
            m_lines.push_back(std::exchange(m_current, {}));
            if (m_lines.size() > kMostLines) {
                m_lines.pop_front();
                m_forgot = true;
            }
        } else if (c == kInterrupt || c == kKillLine) {
            m_current = {};
        } else if ((c == kBackspace || c == kDelete) && !text.empty()) {
            while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80)
                text.pop_back(); // the rest of a UTF-8 character
            if (!text.empty())
                text.pop_back();
            m_current.before = std::min(m_current.before, text.size());
        } else if (static_cast<unsigned char>(c) < 0x20 || text.size() >= kMostBytes) {
            m_current.edited = true;
        } else {
            text += c;
        }
    }
}

void TypedLines::promptShown()
{
    m_atPrompt = true;
    m_current.before = m_current.text.size();
    m_current.editedBefore |= std::exchange(m_current.edited, false);
}

void TypedLines::commandSettled()
{
    for (Line &line : m_lines)
        line.editedBefore |= std::exchange(line.edited, false);
}

bool TypedLines::take(std::string_view shown, bool isCut, Row row)
{
    const bool onlyAtPrompt = row == Row::AtPrompt && std::ranges::any_of(m_lines, [](const Line &line) { return !line.ahead; });
    const auto found = std::ranges::find_if(m_lines, [text = trimmed(shown), isCut, onlyAtPrompt](const Line &line) {
        return !(onlyAtPrompt && line.ahead) && isShown(line, text, isCut);
    });
    if (found == m_lines.end())
        return false;
    m_lines.erase(m_lines.begin(), found + 1);
    m_forgot = false;
    return true;
}

std::optional<std::string> TypedLines::newest() const
{
    return m_lines.empty() || m_lines.back().edited || m_lines.back().editedBefore ? std::nullopt : std::optional(m_lines.back().text);
}

std::optional<std::vector<TypedLines::Line>> TypedLines::takeAll(std::size_t count)
{
    bool certain = m_lines.size() == count && !m_forgot;
    std::vector<Line> lines;
    for (; count > 0 && !m_lines.empty(); --count) {
        Line &line = lines.emplace_back(std::move(m_lines.front()));
        m_lines.pop_front();
        certain = certain && !line.edited && !line.editedBefore && (line.before == 0 || line.ahead);
    }
    return certain ? std::optional(std::move(lines)) : std::nullopt;
}

} // namespace core::session
