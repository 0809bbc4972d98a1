#include "ui/terminal/viewport.h"

#include <algorithm>

namespace ui::terminal {

void Viewport::show(const ShownRows &rows)
{
    if (!m_anchor) {
        m_top = rows.lastTop();
        return;
    }
    // The alternate screen has no history; the anchor waits for the main screen to come back.
    const Document &document = rows.document();
    if (document.frame() && document.frame()->alternate) {
        m_top = 0;
        m_offset = 0;
        return;
    }
    m_top = rows.placeOf(document.nearest(*m_anchor));
    if (m_top >= rows.lastTop())
        scrollToBottom(rows);
}

void Viewport::scrollBy(const ShownRows &rows, long long by)
{
    const auto top = static_cast<long long>(m_top) + by;
    scrollTo(rows, static_cast<std::size_t>(std::max(0LL, top)));
}

void Viewport::scrollTo(const ShownRows &rows, std::size_t top)
{
    if (top >= rows.lastTop()) {
        scrollToBottom(rows);
        return;
    }
    m_top = top;
    m_offset = 0;
    m_anchor = rows.document().positionAt(rows.rowAt(top).value_or(0), 0);
}

void Viewport::scrollToBottom(const ShownRows &rows)
{
    m_anchor.reset();
    m_top = rows.lastTop();
    m_offset = 0;
}

void Viewport::scrollPixels(const ShownRows &rows, int pixels, int rowPixels)
{
    const auto end = static_cast<long long>(rows.lastTop()) * rowPixels;
    const auto at = std::clamp(static_cast<long long>(m_top) * rowPixels + m_offset + pixels, 0LL, end);
    scrollTo(rows, static_cast<std::size_t>(at / rowPixels));
    if (!isAtBottom())
        m_offset = static_cast<int>(at % rowPixels);
}

} // namespace ui::terminal
