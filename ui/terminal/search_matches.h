// What a search has found, in the order of the text. Held in shared positions, so that output and reflow do not move a
// match off its text.
#pragma once
#include "core/base/coordinates.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace ui::terminal {

struct SearchMatch
{
    core::base::LineId line = 0;
    std::uint32_t from = 0, end = 0; // cells; the end is exclusive
    core::base::Position start() const { return {line, from}; }
    friend constexpr bool operator==(const SearchMatch &, const SearchMatch &) = default;
};

class SearchMatches
{
public:
    static constexpr std::size_t kMost = 100'000; // more are counted as "or more"; the newest are kept

    std::size_t size() const { return m_all.size(); }
    bool isEmpty() const { return m_all.empty(); }
    bool isCut() const { return m_cut; } // there were more than kMost
    const SearchMatch &operator[](std::size_t index) const { return m_all[index]; }

    void clear();
    // Keeps what lies in lines of [first, before), then adds what was found from there on. `sorted` of the new ones are
    // in lines that the history holds, ascending; a screen's lines may be in any order.
    void replaceFrom(core::base::LineId first, core::base::LineId before, std::span<const SearchMatch> found, std::size_t sorted, bool cut);

    // Those that touch the cells [from, before) of a line; a line may hold all of them.
    std::vector<SearchMatch> inLine(core::base::LineId line, std::uint32_t from = 0, std::uint32_t before = std::uint32_t(-1)) const;
    std::optional<std::size_t> indexOf(const SearchMatch &match) const;
    // The last one that starts at or before this position.
    std::optional<std::size_t> lastUpTo(core::base::Position position) const;

private:
    std::vector<SearchMatch> m_all;
    std::size_t m_sorted = 0; // so many from the front ascend
    bool m_cut = false;
};

} // namespace ui::terminal
