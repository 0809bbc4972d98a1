#include "core/vt/terminal.h"

#include <algorithm>

namespace core::vt {

void Terminal::saveCursor()
{
    m_saved[m_alternate] = {m_cursor, m_pendingWrap, m_pen, m_protected, m_modes.has(DecModes::Origin), m_charsets, m_shift};
    m_saved[m_alternate].pen.link = 0;
}

void Terminal::restoreCursor()
{
    const SavedCursor saved = m_saved[m_alternate];
    if (saved.origin != m_modes.has(DecModes::Origin))
        setDecMode(DecModes::Origin, saved.origin);
    place(saved.at);
    if (saved.origin) {
        m_cursor.row = std::clamp(m_cursor.row, m_top, m_bottom - 1);
        if (m_modes.has(DecModes::LeftRightMargins))
            m_cursor.col = std::clamp(m_cursor.col, m_left, m_right - 1);
    }
    m_pendingWrap = saved.pendingWrap && (m_cursor.col == m_size.cols - 1 || m_cursor.col == m_right - 1) && m_modes.has(DecModes::AutoWrap);
    const LinkId link = m_pen.link;
    m_pen = saved.pen;
    m_pen.link = link;
    m_penKnown = false;
    m_protected = saved.isProtected;
    m_charsets = saved.charsets;
    m_shift = saved.shift;
    m_singleShift = 0;
    updateDirect();
}

void Terminal::shiftTo(int set, char control)
{
    m_shift = set;
    m_last.closed = true; // snapshots keep apart with it what is not one character
    tap({&control, 1});
    updateDirect();
}

void Terminal::escape(const EscapeSequence &e)
{
    const char sequence[] = {'\x1b', e.final};
    const std::string_view plain(sequence, sizeof sequence);
    switch (e.intermediate << 8 | e.final) {
    case '7': saveCursor(); break;
    case '8': restoreCursor(); break;
    case '=':
    case '>':
        setDecMode(DecModes::ApplicationKeypad, e.final == '=');
        break;
    case 'D': // IND
    case 'M': // RI
        index(plain);
        break;
    case 'E': // NEL
        index("\x1b" "D");
        carriageReturn();
        break;
    case '6': // DECBI
        if (isInScrollArea() && m_cursor.col == m_left)
            scrollSideways(scrollArea(), -1);
        else
            moveSideways(-1);
        break;
    case '9': // DECFI
        if (isInScrollArea() && m_cursor.col == m_right - 1)
            scrollSideways(scrollArea(), 1);
        else
            moveSideways(1);
        break;
    case 'H': // HTS
        syncWithWrap();
        inform(plain);
        break;
    case 'Z': { // DECID, as DA1
        CsiSequence attributes;
        attributes.final = 'c';
        query(attributes);
        return;
    }
    case 'c': hardReset(); break;
    case 'N':
    case 'O':
        m_singleShift = e.final == 'N' ? 2 : 3;
        updateDirect();
        break;
    case 'n':
    case 'o':
        m_shift = e.final == 'n' ? 2 : 3;
        updateDirect();
        break;
    case '#' << 8 | '8': alignmentPattern(); tap("\x1b#8"); return;
    default: {
        const auto set = std::string_view("()*+").find(e.intermediate);
        if (e.intermediate == 0 || set == std::string_view::npos)
            return;
        const char charset = isCharset(e.final) ? e.final : 'B';
        m_charsets[set] = charset;
        updateDirect();
        const char designation[] = {'\x1b', e.intermediate, charset};
        tap({designation, sizeof designation});
        return;
    }
    }
    tap(plain);
}

void Terminal::alignmentPattern()
{
    m_top = 0;
    m_bottom = m_size.rows;
    m_left = 0;
    m_right = m_size.cols;
    forward("\x1b[r");
    if (m_modes.has(DecModes::LeftRightMargins))
        forward("\x1b[s");
    if (m_modes.has(DecModes::Origin))
        setDecMode(DecModes::Origin, false);
    forward("\x1b[H");
    m_dirty = true;
    grid().fill({0, m_size.rows, 0, m_size.cols}, {U'E', 0});
}

} // namespace core::vt
