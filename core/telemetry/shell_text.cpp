#include "core/telemetry/shell_text.h"

#include <algorithm>

namespace core::telemetry {

std::size_t ShellText::wordEnd(std::size_t from)
{
    if (m_word.has(from))
        return m_word.end;
    m_word = {from, from};
    while (m_word.end < m_text.size() && !endsWord(m_text[m_word.end]))
        ++m_word.end;
    return m_word.end;
}

std::size_t ShellText::valueEnd(std::size_t from)
{
    if (m_value.has(from))
        return m_value.end;
    m_value = {from, from};
    while (m_value.end < m_text.size() && !endsValue(m_text[m_value.end]))
        m_value.end = std::min(m_value.end + (m_text[m_value.end] == '\\' ? 2 : 1), m_text.size());
    return m_value.end;
}

std::size_t ShellText::quotedEnd(std::size_t from, char quote, bool escapes) const
{
    while (from < m_text.size() && m_text[from] != quote && m_text[from] != '\n')
        from += m_text[from] == '\\' && (quote == '"' || escapes) && from + 1 < m_text.size() ? 2 : 1;
    return from;
}

ShellText::Opening ShellText::openingAt(std::size_t i) const
{
    const bool dollar = at(i) == '$' && isQuote(at(i + 1));
    const char quote = at(dollar ? i + 1 : i);
    return isQuote(quote) ? Opening{quote, dollar && quote == '\'', i + (dollar ? 2 : 1)} : Opening{'\0', false, i};
}

std::size_t ShellText::endOnAnotherLine(std::size_t stop, char quote) const
{
    constexpr std::size_t kFarthest = 4096;
    for (std::size_t i = stop; i < m_text.size() && i - stop < kFarthest; ++i) {
        if (m_text[i] == quote)
            return i + 1 == m_text.size() || endsValue(m_text[i + 1]) ? i : stop;
    }
    return stop;
}

std::size_t ShellText::shellWordEnd(std::size_t stop, char quote)
{
    if (quote && at(stop) != quote)
        return stop;
    for (std::size_t i = quote ? stop + 1 : stop; i < m_text.size();) {
        const Opening next = openingAt(i);
        const bool goesOn = (m_text[i] == ',' || m_text[i] == '}') && i + 1 < m_text.size() && !endsValue(m_text[i + 1]) && m_text[i + 1] != ']';
        if (next.quote) {
            stop = quotedEnd(next.end, next.quote, next.escapes);
            if (at(stop) == '\n')
                stop = endOnAnotherLine(stop, next.quote);
            if (at(stop) != next.quote)
                break;
            i = stop + 1;
        } else if (m_text[i] == '\\' || goesOn) {
            stop = i = std::min(i + (goesOn ? 1 : 2), m_text.size());
        } else if (m_text[i] == ']' || endsValue(m_text[i])) {
            break;
        } else {
            stop = i = valueEnd(i);
        }
    }
    return stop;
}

} // namespace core::telemetry
