#include "ui/desk/log_rows.h"

#include <algorithm>

namespace ui::desk {

void LogRows::setFilter(Filter filter)
{
    m_filter = std::move(filter);
    restart();
}

void LogRows::restart()
{
    m_ids.clear();
    m_next = 0;
}

bool LogRows::accepts(const LogLine &line) const
{
    if (!(line.stream == core::engine::LogSource::Error ? m_filter.error : m_filter.output))
        return false;
    if (!m_filter.query)
        return true;
    m_found.clear();
    (void)m_filter.query->findAll(readLogLine(line.bytes).text, m_found); // a line that is too much for the pattern is no match
    return !m_found.empty();
}

bool LogRows::catchUp(std::chrono::milliseconds atMost)
{
    if (!isFiltered())
        return true;
    while (!m_ids.empty() && m_ids.front() < m_buffer.firstId())
        m_ids.pop_front();
    m_next = std::max(m_next, m_buffer.firstId());
    const auto end = std::chrono::steady_clock::now() + atMost;
    constexpr std::uint64_t kBetweenLooks = 16; // at the clock
    while (m_next < m_buffer.nextId()) {
        if (accepts(*m_buffer.find(m_next)))
            m_ids.push_back(m_next);
        ++m_next; // at least one: every call comes nearer to the end
        if (m_next % kBetweenLooks == 0 && std::chrono::steady_clock::now() > end)
            return m_next >= m_buffer.nextId();
    }
    return true;
}

std::size_t LogRows::rowOf(std::uint64_t id) const
{
    if (isFiltered())
        return std::size_t(std::lower_bound(m_ids.begin(), m_ids.end(), id) - m_ids.begin());
    return id <= m_buffer.firstId() ? 0 : std::min(std::size_t(id - m_buffer.firstId()), m_buffer.size());
}

} // namespace ui::desk
