#include "ui/terminal/viewport.h"

#include <algorithm>

namespace ui::terminal {

void Viewport::show(const Document &document)
{
    if (!m_anchor) {
        m_top = document.historyRows();
        return;
    }
    // The alternate screen has no history; the anchor waits for the main screen to come back.
    if (document.frame() && document.frame()->alternate) {
        m_top = 0;
        m_offset = 0;
        return;
    }
    m_top = document.nearest(*m_anchor);
    if (m_top >= document.historyRows())
        scrollToBottom(document);
}

void Viewport::scrollBy(const Document &document, long long rows)
{
    const auto top = static_cast<long long>(m_top) + rows;
    scrollTo(document, static_cast<std::size_t>(std::max(0LL, top)));
}

void Viewport::scrollTo(const Document &document, std::size_t top)
{
    if (top >= document.historyRows()) {
        scrollToBottom(document);
        return;
    }
    m_top = top;
    m_offset = 0;
    m_anchor = document.positionAt(top, 0);
}

void Viewport::scrollToBottom(const Document &document)
{
    m_anchor.reset();
    m_top = document.historyRows();
    m_offset = 0;
}

void Viewport::scrollPixels(const Document &document, int pixels, int rowPixels)
{
    const auto end = static_cast<long long>(document.historyRows()) * rowPixels;
    const auto at = std::clamp(static_cast<long long>(m_top) * rowPixels + m_offset + pixels, 0LL, end);
    scrollTo(document, static_cast<std::size_t>(at / rowPixels));
    if (!isAtBottom())
        m_offset = static_cast<int>(at % rowPixels);
}

} // namespace ui::terminal
