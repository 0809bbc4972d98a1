#include "core/vt/sequence_text.h"
#include "core/vt/sgr.h"
#include "core/vt/terminal.h"

#include <algorithm>

namespace core::vt {
namespace {

// Only renditions have sub-parameters; those of DECCARA and DECRARA stand behind the corners of an area.
bool hasStraySub(const CsiSequence &csi, int sequence)
{
    constexpr std::uint32_t corners = 0b11111; // and what would belong to the last of them
    const bool restyles = sequence == sequenceKey(0, '$', 'r') || sequence == sequenceKey(0, '$', 't');
    return (csi.colons & (restyles ? corners : ~0u)) != 0;
}

} // namespace

void Terminal::tapCsi(const CsiSequence &csi)
{
    if (!m_tapping)
        return;
    m_tap += "\x1b[";
    if (csi.leader)
        m_tap += csi.leader;
    for (int i = 0; i < csi.count; ++i) {
        if (i > 0)
            m_tap += csi.isSub(i) ? ':' : ';';
        if (csi.params[std::size_t(i)] != CsiSequence::kMissing)
            m_tap += number(csi.params[std::size_t(i)]);
    }
    if (csi.intermediate)
        m_tap += csi.intermediate;
    m_tap += csi.final;
}

void Terminal::csi(const CsiSequence &csi)
{
    const int sequence = sequenceKey(csi.leader, csi.intermediate, csi.final);
    if (sequence == sequenceKey(0, 0, 'm')) { // by far the most frequent
        applySgr(csi, m_pen);
        m_penKnown = StyleTable::isItsOwnId(m_pen); // at once: whether one comes between two runs of text cannot be foreseen
        if (m_penKnown)
            m_penId = StyleTable::ownId(m_pen);
        if (m_tapping)
            tapCsi(csi);
        return;
    }
    if (csi.colons != 0 && hasStraySub(csi, sequence))
        return; // what was meant cannot be known
    if (sequence == sequenceKey(0, 0, 'H') && m_options.plainRuns && !m_modes.has(DecModes::Origin)) {
        place({csi.positive(0) - 1, csi.positive(1) - 1});
        if (m_tapping)
            tapCsi(csi);
        return;
    }
    switch (sequence) {
    case sequenceKey(0, 0, 'H'):
    case sequenceKey(0, 0, 'f'):
        if (m_options.plainRuns && !m_modes.has(DecModes::Origin))
            place({csi.positive(0) - 1, csi.positive(1) - 1});
        else
            forward("\x1b[" + number(csi.positive(0)) + ';' + number(csi.positive(1)) + 'H');
        break;
    case sequenceKey(0, 0, 'A'):
    case sequenceKey(0, 0, 'B'):
    case sequenceKey(0, 0, 'E'):
    case sequenceKey(0, 0, 'F'): moveVertically(csi); break;
    case sequenceKey(0, 0, 'D'): moveBackward(csi.positive(0)); break;
    case sequenceKey(0, 0, 'M'): // DL takes text away, it does not scroll it into history
        m_keepsScrolled = false;
        changeLines(csi);
        m_keepsScrolled = true;
        break;
    case sequenceKey(0, 0, 'L'): changeLines(csi); break;
    case sequenceKey(0, 0, 'S'): scrollPage(csi.positive(0)); break;
    case sequenceKey(0, 0, 'T'):
        if (csi.count > 1)
            return; // highlight mouse tracking
        scrollPage(-csi.positive(0));
        break;
    case sequenceKey(0, 0, 'C'): moveForward(csi.positive(0)); break;
    case sequenceKey(0, 0, 'a'): moveRight(csi.positive(0)); break;
    case sequenceKey(0, 0, 'G'):
    case sequenceKey(0, 0, '`'): moveToColumn(csi.positive(0) - 1); break;
    case sequenceKey(0, 0, 'I'): tab(csi.positive(0)); break;
    case sequenceKey(0, 0, '@'): shiftCharacters(-csi.positive(0)); break;
    case sequenceKey(0, 0, 'P'): shiftCharacters(csi.positive(0)); break;
    case sequenceKey(0, 0, 'X'):
    case sequenceKey(0, 0, 'Z'):
    case sequenceKey(0, 0, 'd'):
    case sequenceKey(0, 0, 'e'):
    case sequenceKey(0, 0, 'j'):
    case sequenceKey(0, 0, 'k'): forwardCount(csi, csi.positive(0)); break;
    case sequenceKey(0, 0, 'J'):
    case sequenceKey('?', 0, 'J'): eraseDisplay(csi); break;
    case sequenceKey(0, 0, 'K'):
    case sequenceKey('?', 0, 'K'):
        if (csi.param(0, 0) > 2)
            return;
        eraseLine(csi);
        break;
    case sequenceKey(0, 0, 'g'):
        if (csi.param(0, 0) != 0 && csi.param(0, 0) != 3)
            return;
        syncWithWrap();
        inform(csiText(0, csi.param(0, 0), 'g'));
        break;
    case sequenceKey(0, 0, 'h'): setAnsiModes(csi, true); return;
    case sequenceKey(0, 0, 'l'): setAnsiModes(csi, false); return;
    case sequenceKey('?', 0, 'h'): setDecModes(csi, true); return;
    case sequenceKey('?', 0, 'l'): setDecModes(csi, false); return;
    case sequenceKey(0, 0, 'r'): setMargins(csi); break;
    case sequenceKey(0, 0, 's'):
        if (m_modes.has(DecModes::LeftRightMargins))
            setSideMargins(csi);
        else
            saveCursor();
        break;
    case sequenceKey(0, 0, 'u'): restoreCursor(); break;
    case sequenceKey('?', 0, 's'): saveDecModes(csi); return;
    case sequenceKey('?', 0, 'r'): restoreDecModes(csi); return;
    case sequenceKey('?', 0, 'W'):
        if (csi.param(0, 0) != 5)
            return;
        standardTabs();
        return;
    case sequenceKey('>', 0, 'u'):
    case sequenceKey('<', 0, 'u'):
    case sequenceKey('=', 0, 'u'): setKeyboardFlags(csi); break;
    case sequenceKey('>', 0, 'm'): // XTMODKEYS; of its resources only modifyOtherKeys
        if (csi.count > 0 && csi.param(0, 0) != 4)
            return;
        m_keyboard.modifyOtherKeys = std::min(csi.param(1, 0), 2);
        m_dirty = true;
        break;
    case sequenceKey('>', 0, 'n'):
        if (csi.param(0, 0) != 4)
            return;
        m_keyboard.modifyOtherKeys = 0;
        m_dirty = true;
        break;
    case sequenceKey(0, 0, 't'): windowOperation(csi); return;
    case sequenceKey(0, 0, 'b'): repeat(csi.positive(0)); return;
    case sequenceKey(0, ' ', 'q'): setCursorShape(csi.param(0, 1)); break;
    case sequenceKey(0, '"', 'q'): m_protected = csi.param(0, 0) == 1; break;
    case sequenceKey(0, '!', 'p'): softReset(); break;
    case sequenceKey(0, '"', 'p'): setConformance(csi); break;
    case sequenceKey(0, ' ', '@'): scrollSideways(scrollArea(), csi.positive(0)); break;
    case sequenceKey(0, ' ', 'A'): scrollSideways(scrollArea(), -csi.positive(0)); break;
    case sequenceKey(0, '\'', '}'):
    case sequenceKey(0, '\'', '~'):
        if (isInScrollArea())
            scrollSideways({m_top, m_bottom, m_cursor.col, m_right}, csi.final == '~' ? csi.positive(0) : -csi.positive(0));
        break;
    case sequenceKey(0, '$', 'v'): copyRectangle(csi); break;
    case sequenceKey(0, '$', 'x'): fillRectangle(csi); break;
    case sequenceKey(0, '$', 'z'): eraseRectangle(csi, false); break;
    case sequenceKey(0, '$', '{'): eraseRectangle(csi, true); break;
    case sequenceKey(0, '$', 'r'):
    case sequenceKey(0, '$', 't'): restyleRectangle(csi); break;
    case sequenceKey(0, '*', 'x'): m_rectangularExtent = csi.param(0, 0) == 2; break;
    default: query(csi); return;
    }
    tapCsi(csi);
}

void Terminal::forwardCount(const CsiSequence &csi, int count)
{
    forward(csiText(0, count, csi.final));
}

// IL and DL end in the first column.
void Terminal::changeLines(const CsiSequence &csi)
{
    const bool acts = isInScrollArea();
    forwardCount(csi, csi.positive(0));
    if (acts)
        place({m_cursor.row, m_left});
}

// DCH and, to the right, ICH. Side margins bound them, the top and bottom ones do not; libvterm would obey those too.
void Terminal::shiftCharacters(int left)
{
    place(m_cursor); // no wrap is pending any more
    if (m_cursor.col >= m_left && m_cursor.col < m_right)
        scrollSideways({m_cursor.row, m_cursor.row + 1, m_cursor.col, m_right}, left);
}

// SU and SD. The cursor has no part in it, and a pending wrap stays pending.
void Terminal::scrollPage(int up)
{
    scroll(scrollArea(), up, 0);
    m_last.valid = false;
}

// CUF.
void Terminal::moveForward(int count)
{
    place({m_cursor.row, std::min(m_cursor.col + count, rightEdge(m_cursor.col) - 1)});
}

// HPR. Of the margins it knows only in origin mode.
void Terminal::moveRight(int count)
{
    const int col = m_cursor.col + count;
    place({m_cursor.row, m_modes.has(DecModes::Origin) ? std::min(col, m_right - 1) : col});
}

// CHA and HPA.
void Terminal::moveToColumn(int col)
{
    if (m_modes.has(DecModes::Origin))
        col = std::min(col + m_left, m_right - 1);
    place({m_cursor.row, col});
}

// HT and CHT. In the last column nothing moves, so that a pending wrap stays pending.
void Terminal::tab(int count)
{
    const int last = rightEdge(m_cursor.col) - 1;
    if (m_cursor.col == last)
        return;
    forward(csiText(0, count, 'I'));
    if (m_cursor.col > last)
        place({m_cursor.row, last});
}

// CUU, CUD, CNL, CPL stop at the margins; libvterm runs through them.
void Terminal::moveVertically(const CsiSequence &csi)
{
    const bool up = csi.final == 'A' || csi.final == 'F';
    const bool inside = up ? m_cursor.row >= m_top : m_cursor.row < m_bottom;
    const int room = up ? m_cursor.row - (inside ? m_top : 0) : (inside ? m_bottom : m_size.rows) - 1 - m_cursor.row;
    const int count = std::min(csi.positive(0), room);
    const bool toStart = csi.final == 'E' || csi.final == 'F';
    syncPlace();
    m_last.valid = false;
    if (toStart)
        carriageReturn();
    if (count > 0)
        forward(csiText(0, count, up ? 'A' : 'B'));
}

// CUB and BS. Under reverse wrap they go on at the end of the row above: where the text wrapped (45), or anywhere (1045).
void Terminal::moveBackward(int count)
{
    const bool anywhere = m_modes.has(DecModes::ReverseWrapAnywhere);
    const bool margins = m_modes.has(DecModes::LeftRightMargins);
    const int left = margins && m_cursor.col >= m_left ? m_left : 0;
    if (!m_modes.has(DecModes::AutoWrap) || (!anywhere && !m_modes.has(DecModes::ReverseWrap))) {
        // libvterm would leave the margins.
        if (margins)
            count = std::min(count, m_cursor.col - left);
        syncPlace();
        m_last.valid = false;
        if (count > 0)
            forward(csiText(0, count, 'D'));
        return;
    }
    settle();
    m_counters.work += unsigned(m_size.rows);
    Place to = m_cursor;
    const int top = to.row >= m_top ? m_top : 0, right = margins ? m_right : m_size.cols;
    for (count -= m_pendingWrap; count > 0;) {
        const int step = std::min(count, to.col - left);
        to.col -= step;
        count -= step;
        if (count == 0)
            break;
        if (to.row > top && (anywhere || grid().row(to.row - 1).wrapped))
            --to.row;
        else if (anywhere)
            to.row = std::max(m_bottom - 1, to.row);
        else
            break;
        to.col = right - 1;
        --count;
    }
    place(to);
}

// DECST8C.
void Terminal::standardTabs()
{
    m_counters.work += ScreenCounters::kClusterWork * unsigned(m_size.cols);
    syncPlace();
    const Place cursor = m_cursor;
    const auto both = [this](std::string_view sequence) {
        inform(sequence);
        tap(sequence);
    };
    both("\x1b[3g");
    for (int col = 8; col < m_size.cols; col += 8)
        both("\x1b[" + number(col + 1) + "G\x1bH");
    moveMachine(cursor);
    tap("\x1b[" + number(cursor.col + 1) + 'G');
}

// The kitty keyboard protocol.
void Terminal::setKeyboardFlags(const CsiSequence &csi)
{
    m_dirty = true; // viewers are told of the keys that the program wants
    KeyboardFlags &flags = m_keyboard.flags[m_alternate];
    if (csi.leader == '>')
        flags.push(csi.param(0, 0));
    else if (csi.leader == '<')
        flags.pop(csi.positive(0));
    else
        flags.set(csi.param(0, 0), csi.param(1, 1));
}

// XTWINOPS. The window is the user's: of all of them only the size in characters is told, and titles are kept.
void Terminal::windowOperation(const CsiSequence &csi)
{
    switch (csi.param(0, 0)) {
    case 18: reply("\x1b[8;" + number(m_size.rows) + ';' + number(m_size.cols) + 't'); return;
    case 22:
        if (csi.param(1, 0) != 1) // 1 is the icon's
            pushTitle();
        return;
    case 23:
        if (csi.param(1, 0) != 1)
            popTitle();
        return;
    default: return;
    }
}

void Terminal::eraseDisplay(const CsiSequence &csi)
{
    const int what = csi.param(0, 0);
    if (what == 3 && !csi.leader)
        return clearHistory();
    if (what > 2)
        return;
    forward(csiText(csi.leader, what, 'J'));
    // What is written there from now on are other lines than those that blocks and links remember.
    if (!csi.leader && what != 1)
        grid().renewLines(what == 2 ? 0 : m_cursor.row + (m_cursor.col > 0));
}

// EL and DECSEL. Full-screen programs end every line with one, so libvterm is spared it.
void Terminal::eraseLine(const CsiSequence &csi)
{
    const int what = csi.param(0, 0);
    if (!m_options.plainRuns)
        return forward(csiText(csi.leader, what, 'K'));
    m_pendingWrap = false;
    m_last.valid = false;
    erase({m_cursor.row, m_cursor.row + 1, what == 0 ? m_cursor.col : 0, what == 1 ? m_cursor.col + 1 : m_size.cols}, csi.leader == '?');
}

void Terminal::setMargins(const CsiSequence &csi)
{
    const int top = csi.positive(0) - 1;
    const int asked = csi.param(1, 0);
    const int bottom = asked == 0 ? m_size.rows : std::min(asked, m_size.rows);
    if (bottom - top < 2 && !(top == 0 && bottom == m_size.rows))
        return;
    m_top = top;
    m_bottom = bottom;
    forward("\x1b[" + number(top + 1) + ';' + number(bottom) + 'r');
}

void Terminal::setSideMargins(const CsiSequence &csi)
{
    const int left = csi.positive(0) - 1;
    const int asked = csi.param(1, 0);
    const int right = asked == 0 ? m_size.cols : std::min(asked, m_size.cols);
    if (right - left < 2)
        return;
    m_left = left;
    m_right = right;
    forward("\x1b[" + number(left + 1) + ';' + number(right) + 's');
}

// Not more than a screenful: a few bytes must not cost any amount.
void Terminal::repeat(int count)
{
    if (!m_last.valid)
        return;
    const char32_t c = m_last.c;
    const int most = std::min(count, m_size.cols * m_size.rows);
    m_counters.work += ScreenCounters::kClusterWork * unsigned(most);
    for (int i = most; i > 0; --i) {
        if (printChar(c < 0x80 ? translated(c) : c) && m_tapping)
            appendUtf8(m_tap, c);
    }
}

void Terminal::setCursorShape(int style)
{
    if (style > 6)
        return;
    m_shape = style <= 2 ? CursorShape::Block : style <= 4 ? CursorShape::Underline : CursorShape::Bar;
    m_modes.set(DecModes::CursorBlink, style == 0 || style % 2 == 1);
    m_dirty = true;
}

} // namespace core::vt
