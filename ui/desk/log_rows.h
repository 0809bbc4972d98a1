// Which lines of a log are shown: all, or those that match a pattern and come from the streams asked for. Lines are looked
// at once, in slices, so that a long log does not hold up the window.
#pragma once
#include "ui/desk/log_buffer.h"
#include "ui/terminal/search_query.h"

#include <chrono>
#include <optional>

namespace ui::desk {

class LogRows
{
public:
    struct Filter
    {
        std::optional<terminal::CompiledQuery> query = {};
        bool output = true, error = true; // which streams
    };

    explicit LogRows(const LogBuffer &buffer) : m_buffer(buffer) {} // `buffer` outlives it

    void setFilter(Filter filter);
    void restart(); // the buffer was emptied
    // Looks at lines that came since. False: there are more, call again.
    bool catchUp(std::chrono::milliseconds atMost);

    bool isFiltered() const { return m_filter.query || !m_filter.output || !m_filter.error; }
    std::size_t size() const { return isFiltered() ? m_ids.size() : m_buffer.size(); }
    std::uint64_t idAt(std::size_t row) const { return isFiltered() ? m_ids[row] : m_buffer.firstId() + row; }
    const LogLine &lineAt(std::size_t row) const { return *m_buffer.find(idAt(row)); }
    std::size_t rowOf(std::uint64_t id) const; // the row of that line, or of the next one that is shown

private:
    bool accepts(const LogLine &line) const;

    const LogBuffer &m_buffer;
    Filter m_filter;
    std::deque<std::uint64_t> m_ids;
    std::uint64_t m_next = 0; // the first line not looked at
    mutable std::vector<terminal::CompiledQuery::Found> m_found;
};

} // namespace ui::desk
