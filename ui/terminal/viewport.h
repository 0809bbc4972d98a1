// Which rows are on show. At the bottom it follows the output; scrolled back it is held by the position of its top row,
// so that output, reflow and forgotten history do not move what is being read.
#pragma once
#include "ui/terminal/document.h"

namespace ui::terminal {

class Viewport
{
public:
    void show(const Document &document);    // a new frame
    void scrollBy(const Document &document, long long rows); // negative: up
    void scrollTo(const Document &document, std::size_t top);
    void scrollToBottom(const Document &document);
    void scrollPixels(const Document &document, int pixels, int rowPixels); // the only one that stops between rows
    void align() { m_offset = 0; }          // the rows' height has changed

    std::size_t top() const { return m_top; }
    int offset() const { return m_offset; } // pixels of the top row that are above the edge
    bool isAtBottom() const { return !m_anchor; }

private:
    std::size_t m_top = 0;
    int m_offset = 0;
    std::optional<core::base::Position> m_anchor; // nothing: follow the output
};

} // namespace ui::terminal
