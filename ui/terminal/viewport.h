// Which part of the shown rows is in view. At the bottom it follows the output; scrolled back it is held by the position of
// its top row, so that output, reflow, folding and forgotten history do not move what is being read.
#pragma once
#include "ui/terminal/shown_rows.h"

namespace ui::terminal {

class Viewport
{
public:
    void show(const ShownRows &rows);       // a new frame, or others of its rows
    void scrollBy(const ShownRows &rows, long long by); // negative: up
    void scrollTo(const ShownRows &rows, std::size_t top);
    void scrollToBottom(const ShownRows &rows);
    void scrollPixels(const ShownRows &rows, int pixels, int rowPixels); // the only one that stops between rows
    void align() { m_offset = 0; }          // the rows' height has changed

    std::size_t top() const { return m_top; } // a place among the shown rows
    int offset() const { return m_offset; } // pixels of the top row that are above the edge
    bool isAtBottom() const { return !m_anchor; }

private:
    std::size_t m_top = 0;
    int m_offset = 0;
    std::optional<core::base::Position> m_anchor; // nothing: follow the output
};

} // namespace ui::terminal
