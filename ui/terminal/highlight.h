// What is marked in a row besides selection and cursor: the matches of a search, and the labels of keyboard hints.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ui::terminal {

struct Highlight
{
    enum Kind : std::uint8_t {
        Match,        // on a tint, under the text
        CurrentMatch, // on the accent colour, text in the colour that reads on it
        Hint,         // what a hint stands for: underlined
        HintLabel,    // `label` in place of the cells from `from` on; `to` counts its columns
    };
    int from = 0, to = 0; // columns, exclusive end; what lies outside the row is cut off
    Kind kind = Match;
    std::u32string label;
    friend bool operator==(const Highlight &, const Highlight &) = default;
};

// What to mark in a row of the Document. Asked on every refresh for each row on show, so it must be cheap; where they
// overlap the later one of its answer wins.
using Highlighter = std::function<std::vector<Highlight>(std::size_t documentRow)>;

} // namespace ui::terminal
