#include "ui/terminal/search_matches.h"

#include <algorithm>

namespace ui::terminal {

using core::base::LineId;
using core::base::Position;

void SearchMatches::clear()
{
    m_all.clear();
    m_sorted = 0;
    m_cut = false;
}

void SearchMatches::replaceFrom(LineId first, LineId before, std::span<const SearchMatch> found, std::size_t sorted, bool cut)
{
    m_all.resize(m_sorted); // what was on the screen is looked at anew
    const auto lineLess = [](const SearchMatch &match, LineId line) { return match.line < line; };
    m_all.erase(std::lower_bound(m_all.begin(), m_all.end(), before, lineLess), m_all.end());
    m_all.erase(m_all.begin(), std::lower_bound(m_all.begin(), m_all.end(), first, lineLess));
    m_sorted = m_all.size() + std::min(sorted, found.size());
    m_all.insert(m_all.end(), found.begin(), found.end());
    m_cut = (m_cut && !m_all.empty()) || cut;
    if (m_all.size() > kMost) {
        const std::size_t excess = m_all.size() - kMost;
        m_all.erase(m_all.begin(), m_all.begin() + std::ptrdiff_t(excess));
        m_sorted -= std::min(m_sorted, excess);
        m_cut = true;
    }
}

std::vector<SearchMatch> SearchMatches::inLine(LineId line, std::uint32_t from, std::uint32_t before) const
{
    // Matches do not overlap: within a line their ends ascend as their starts do.
    const auto end = m_all.begin() + std::ptrdiff_t(m_sorted);
    auto at = std::partition_point(m_all.begin(), end, [&](const SearchMatch &match) { return match.line < line || (match.line == line && match.end <= from); });
    std::vector<SearchMatch> result;
    for (; at != end && at->line == line && at->from < before; ++at)
        result.push_back(*at);
    std::copy_if(end, m_all.end(), std::back_inserter(result),
                 [&](const SearchMatch &match) { return match.line == line && match.end > from && match.from < before; });
    return result;
}

std::optional<std::size_t> SearchMatches::indexOf(const SearchMatch &match) const
{
    const auto end = m_all.begin() + std::ptrdiff_t(m_sorted);
    const auto starts = [](const SearchMatch &one, Position position) { return one.start() < position; };
    auto at = std::lower_bound(m_all.begin(), end, match.start(), starts);
    if (at == end || *at != match)
        at = std::find(end, m_all.end(), match);
    return at == m_all.end() ? std::nullopt : std::optional(std::size_t(at - m_all.begin()));
}

std::optional<std::size_t> SearchMatches::lastUpTo(Position position) const
{
    std::optional<std::size_t> best;
    const auto end = m_all.begin() + std::ptrdiff_t(m_sorted);
    const auto after = std::upper_bound(m_all.begin(), end, position, [](Position p, const SearchMatch &match) { return p < match.start(); });
    if (after != m_all.begin())
        best = std::size_t(after - m_all.begin()) - 1;
    for (std::size_t i = m_sorted; i < m_all.size(); ++i) {
        if (m_all[i].start() <= position)
            best = i;
    }
    return best;
}

} // namespace ui::terminal
