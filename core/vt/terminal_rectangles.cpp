// Rectangular areas and column scrolling of the VT400 series. libvterm has no use for them: they touch cells only, and the
// cursor stays where it is.
#include "core/vt/sgr.h"
#include "core/vt/terminal.h"

#include <algorithm>

namespace core::vt {

// Top, left, bottom and right from parameter `first` on: 1-based, inclusive, relative to the margins in origin mode.
CellRect Terminal::rectangle(const CsiSequence &csi, int first) const
{
    const bool origin = m_modes.has(DecModes::Origin);
    const CellRect page = origin ? scrollArea() : CellRect{0, m_size.rows, 0, m_size.cols};
    CellRect area;
    area.top = std::clamp(page.top + csi.positive(first) - 1, page.top, page.bottom);
    area.left = std::clamp(page.left + csi.positive(first + 1) - 1, page.left, page.right);
    const int bottom = csi.param(first + 2, 0), right = csi.param(first + 3, 0);
    area.bottom = bottom == 0 ? page.bottom : std::clamp(page.top + bottom, area.top, page.bottom);
    area.right = right == 0 ? page.right : std::clamp(page.left + right, area.left, page.right);
    return area;
}

bool Terminal::isInScrollArea() const
{
    return m_cursor.row >= m_top && m_cursor.row < m_bottom && m_cursor.col >= m_left && m_cursor.col < m_right;
}

void Terminal::scrollSideways(const CellRect &area, int left)
{
    m_last.valid = false;
    m_dirty = true;
    grid().scroll(area, 0, left, blank());
}

void Terminal::moveSideways(int cols)
{
    place({m_cursor.row, m_cursor.col + cols});
}

// DECCRA. Pages are not told apart.
void Terminal::copyRectangle(const CsiSequence &csi)
{
    const CellRect from = rectangle(csi, 0);
    const bool origin = m_modes.has(DecModes::Origin);
    const int top = (origin ? m_top : 0) + csi.positive(5) - 1, left = (origin ? m_left : 0) + csi.positive(6) - 1;
    const CellRect page = origin ? scrollArea() : CellRect{0, m_size.rows, 0, m_size.cols};
    m_last.valid = false;
    m_dirty = true;
    grid().copy({from.top, std::min(from.bottom, from.top + std::max(0, page.bottom - top)), from.left,
                 std::min(from.right, from.left + std::max(0, page.right - left))},
                top, left);
}

// DECFRA, with the pen's style. The character is of Latin-1, whatever the charsets.
void Terminal::fillRectangle(const CsiSequence &csi)
{
    const int c = csi.param(0, ' ');
    if (!((c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c <= 0xff)))
        return;
    const CellRect area = rectangle(csi, 1);
    m_last.valid = false;
    m_dirty = true;
    grid().fill(area, {std::uint32_t(c) | penFlags(), pen()});
}

// DECERA, and DECSERA, which leaves the colours and attributes. A link goes: it would be to nothing that is seen.
void Terminal::eraseRectangle(const CsiSequence &csi, bool selective)
{
    m_last.valid = false;
    m_dirty = true;
    if (!selective)
        return grid().erase(rectangle(csi, 0), blank(), false);
    if (m_styles.wantsCollect())
        collectStyles();
    grid().eraseCharacters(rectangle(csi, 0), [this](StyleId id) {
        Style style = m_styles[id];
        style.link = 0;
        return m_styles.intern(style);
    });
}

// DECCARA sets attributes, DECRARA turns them over. Without DECSACE 2 the area is the text from its first place to its
// last, whole rows between them.
void Terminal::restyleRectangle(const CsiSequence &csi)
{
    CellRect area = rectangle(csi, 0);
    CsiSequence sgr;
    sgr.colons = csi.colons >> 4;
    for (int i = 4; i < csi.count; ++i)
        sgr.params[std::size_t(sgr.count++)] = csi.params[std::size_t(i)];
    const bool reverse = csi.final == 't';
    const int fullLeft = m_modes.has(DecModes::Origin) ? m_left : 0, fullRight = m_modes.has(DecModes::Origin) ? m_right : m_size.cols;
    if (const int right = csi.param(3, 0); !m_rectangularExtent && right > 0)
        area.right = std::clamp(fullLeft + right, fullLeft, fullRight); // it may end further left than it begins
    m_last.valid = false;
    m_dirty = true;
    if (m_styles.wantsCollect())
        collectStyles();
    for (int r = area.top; r < area.bottom; ++r) {
        const int left = m_rectangularExtent || r == area.top ? area.left : fullLeft;
        const int right = m_rectangularExtent || r == area.bottom - 1 ? area.right : fullRight;
        grid().restyle(r, left, right, [&](StyleId id) {
            Style style = m_styles[id];
            if (reverse)
                turnOver(sgr, style);
            else
                applySgr(sgr, style);
            return m_styles.intern(style);
        });
    }
}

} // namespace core::vt
