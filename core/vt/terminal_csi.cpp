#include "core/vt/sgr.h"
#include "core/vt/terminal.h"

#include <algorithm>

namespace core::vt {
namespace {

constexpr int key(char leader, char intermediate, char final) { return leader << 16 | intermediate << 8 | final; }

std::string number(int n) { return std::to_string(n); }

std::string csiText(char leader, int n, char final)
{
    std::string out = "\x1b[";
    if (leader)
        out += leader;
    return out + number(n) + final;
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
    const int sequence = key(csi.leader, csi.intermediate, csi.final);
    if (sequence == key(0, 0, 'm')) { // by far the most frequent
        applySgr(csi, m_pen);
        m_penKnown = false;
        tapCsi(csi);
        return;
    }
    switch (sequence) {
    case key(0, 0, 'H'):
    case key(0, 0, 'f'):
        if (m_options.plainRuns && !m_modes.has(DecModes::Origin))
            place({csi.positive(0) - 1, csi.positive(1) - 1});
        else
            forward("\x1b[" + number(csi.positive(0)) + ';' + number(csi.positive(1)) + 'H');
        break;
    case key(0, 0, 'A'):
    case key(0, 0, 'B'):
    case key(0, 0, 'E'):
    case key(0, 0, 'F'): moveVertically(csi); break;
    case key(0, 0, 'M'): // DL takes text away, it does not scroll it into history
        m_keepsScrolled = false;
        forwardCount(csi, csi.positive(0));
        m_keepsScrolled = true;
        break;
    case key(0, 0, 'T'):
        if (csi.count > 1)
            return; // highlight mouse tracking
        [[fallthrough]];
    case key(0, 0, '@'):
    case key(0, 0, 'C'):
    case key(0, 0, 'D'):
    case key(0, 0, 'G'):
    case key(0, 0, 'I'):
    case key(0, 0, 'L'):
    case key(0, 0, 'P'):
    case key(0, 0, 'S'):
    case key(0, 0, 'X'):
    case key(0, 0, 'Z'):
    case key(0, 0, '`'):
    case key(0, 0, 'a'):
    case key(0, 0, 'd'):
    case key(0, 0, 'e'):
    case key(0, 0, 'j'):
    case key(0, 0, 'k'): forwardCount(csi, csi.positive(0)); break;
    case key(0, 0, 'J'):
    case key('?', 0, 'J'): eraseDisplay(csi); break;
    case key(0, 0, 'K'):
    case key('?', 0, 'K'):
        if (csi.param(0, 0) > 2)
            return;
        forward(csiText(csi.leader, csi.param(0, 0), 'K'));
        break;
    case key(0, 0, 'g'):
        if (csi.param(0, 0) != 0 && csi.param(0, 0) != 3)
            return;
        syncWithWrap();
        inform(csiText(0, csi.param(0, 0), 'g'));
        break;
    case key(0, 0, 'h'): setAnsiModes(csi, true); return;
    case key(0, 0, 'l'): setAnsiModes(csi, false); return;
    case key('?', 0, 'h'): setDecModes(csi, true); return;
    case key('?', 0, 'l'): setDecModes(csi, false); return;
    case key(0, 0, 'r'): setMargins(csi); break;
    case key(0, 0, 's'):
        if (m_modes.has(DecModes::LeftRightMargins))
            setSideMargins(csi);
        else
            saveCursor();
        break;
    case key(0, 0, 'u'): restoreCursor(); break;
    case key(0, 0, 'b'): repeat(csi.positive(0)); return;
    case key(0, ' ', 'q'): setCursorShape(csi.param(0, 1)); break;
    case key(0, '"', 'q'): m_protected = csi.param(0, 0) == 1; break;
    case key(0, '!', 'p'): softReset(); break;
    default: query(csi); return;
    }
    tapCsi(csi);
}

void Terminal::forwardCount(const CsiSequence &csi, int count)
{
    forward(csiText(0, count, csi.final));
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
        grid().renewLines(what == 2 ? 0 : m_cursor.row + 1);
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

void Terminal::setAnsiModes(const CsiSequence &csi, bool on)
{
    for (int i = 0; i < csi.count; ++i) {
        const int mode = csi.param(i, 0);
        if (mode != 4 && mode != 20)
            continue;
        (mode == 4 ? m_insert : m_newline) = on;
        const std::string sequence = csiText(0, mode, on ? 'h' : 'l');
        inform(sequence);
        tap(sequence);
    }
    updateDirect();
}

// One by one: libvterm 0.1 looks at the first parameter only.
void Terminal::setDecModes(const CsiSequence &csi, bool on)
{
    for (int i = 0; i < csi.count; ++i) {
        const int mode = csi.param(i, 0);
        if (!DecModes::isKnown(mode) && mode != DecModes::SaveCursor)
            continue;
        setDecMode(mode, on);
        tap(csiText('?', mode, on ? 'h' : 'l'));
    }
}

void Terminal::setDecMode(int mode, bool on)
{
    const std::string sequence = csiText('?', mode, on ? 'h' : 'l');
    m_dirty = true;
    switch (mode) {
    case DecModes::Origin:
        m_modes.set(mode, on);
        forward(sequence);
        return;
    case DecModes::AutoWrap:
        syncPlace();
        m_modes.set(mode, on);
        inform(sequence);
        updateDirect();
        return;
    case DecModes::LeftRightMargins:
        syncPlace();
        if (m_modes.has(mode))
            inform("\x1b[s"); // libvterm would keep them for the next time
        m_left = 0;
        m_right = m_size.cols;
        m_modes.set(mode, on);
        inform(sequence);
        updateDirect();
        return;
    case DecModes::Alternate47: useAlternate(on, false); break;
    case DecModes::Alternate1047:
        if (!on && m_alternate)
            inform("\x1b[2J");
        useAlternate(on, false);
        break;
    case DecModes::Alternate1049:
        if (on && !m_alternate)
            saveCursor();
        useAlternate(on, true);
        if (!on)
            restoreCursor();
        break;
    case DecModes::SaveCursor:
        if (on)
            saveCursor();
        else
            restoreCursor();
        return;
    case DecModes::MouseX10:
    case DecModes::MouseClick:
    case DecModes::MouseDrag:
    case DecModes::MouseAny: // one at a time
        for (const int other : {DecModes::MouseX10, DecModes::MouseClick, DecModes::MouseDrag, DecModes::MouseAny})
            m_modes.set(other, false);
        break;
    default: break;
    }
    m_modes.set(mode, on);
    if (mode == DecModes::Alternate47 || mode == DecModes::Alternate1047 || mode == DecModes::Alternate1049) {
        for (const int other : {DecModes::Alternate47, DecModes::Alternate1047, DecModes::Alternate1049})
            m_modes.set(other, on && other == mode);
    }
}

void Terminal::useAlternate(bool on, bool clear)
{
    if (m_alternate == on)
        return;
    syncPlace();
    m_last.valid = false;
    m_alternate = on;
    m_dirty = true;
    if (!on)
        return;
    if (clear)
        m_altGrid.erase({0, m_size.rows, 0, m_size.cols}, blank(), false);
    m_altGrid.renewLines(0);
}

// Not more than a row: a few bytes must not cost a screenful each.
void Terminal::repeat(int count)
{
    if (!m_last.valid)
        return;
    const char32_t c = m_last.c;
    for (int i = std::min(count, m_size.cols); i > 0; --i) {
        printChar(c);
        if (m_tapping)
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

void Terminal::query(const CsiSequence &csi)
{
    switch (key(csi.leader, csi.intermediate, csi.final)) {
    case key(0, 0, 'c'): // DA1: VT220 with ANSI colour
        if (csi.param(0, 0) == 0)
            reply("\x1b[?62;22c");
        return;
    case key('>', 0, 'c'): // DA2
        if (csi.param(0, 0) == 0)
            reply("\x1b[>0;100;0c");
        return;
    case key(0, 0, 'n'):
    case key('?', 0, 'n'): {
        const std::string mark = csi.leader ? "?" : "";
        if (csi.param(0, 0) == 5 && !csi.leader)
            reply("\x1b[0n");
        if (csi.param(0, 0) == 6) {
            const bool origin = m_modes.has(DecModes::Origin);
            const int left = m_modes.has(DecModes::LeftRightMargins) ? m_left : 0;
            reply("\x1b[" + mark + number(m_cursor.row - (origin ? m_top : 0) + 1) + ';' + number(m_cursor.col - (origin ? left : 0) + 1) + 'R');
        }
        return;
    }
    case key(0, '$', 'p'): reportMode(csi, false); return;
    case key('?', '$', 'p'): reportMode(csi, true); return;
    case key('>', 0, 'q'): // XTVERSION
        if (csi.param(0, 0) == 0)
            reply("\x1bP>|berth(" BERTH_VERSION ")\x1b\\");
        return;
    default: return; // window operations, key protocols and unknown sequences: ignored
    }
}

void Terminal::reportMode(const CsiSequence &csi, bool dec)
{
    const int mode = csi.param(0, 0);
    int value = 0; // not recognised
    if (dec && DecModes::isKnown(mode))
        value = m_modes.has(mode) ? 1 : 2;
    else if (!dec && (mode == 4 || mode == 20))
        value = (mode == 4 ? m_insert : m_newline) ? 1 : 2;
    reply(std::string(dec ? "\x1b[?" : "\x1b[") + number(mode) + ';' + number(value) + "$y");
}

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
    m_pendingWrap = saved.pendingWrap && m_cursor.col == m_size.cols - 1 && m_modes.has(DecModes::AutoWrap);
    const LinkId link = m_pen.link;
    m_pen = saved.pen;
    m_pen.link = link;
    m_penKnown = false;
    m_protected = saved.isProtected;
    for (int set = 0; set < 4; ++set)
        designate(set, saved.charsets[std::size_t(set)]);
    static constexpr std::string_view shifts[] = {"\x0f", "\x0e", "\x1bn", "\x1bo"};
    m_shift = saved.shift;
    inform(shifts[m_shift]);
    updateDirect();
}

void Terminal::designate(int set, char charset)
{
    if (m_charsets[std::size_t(set)] == charset)
        return;
    m_charsets[std::size_t(set)] = charset;
    const char sequence[] = {'\x1b', "()*+"[set], charset};
    inform({sequence, sizeof sequence});
    updateDirect();
}

void Terminal::shiftTo(int set, char control)
{
    m_shift = set;
    inform({&control, 1});
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
        m_keypad = e.final == '=';
        m_dirty = true;
        break;
    case 'D': // IND
    case 'M': // RI
        forward(plain);
        break;
    case 'E': // NEL
        forward("\x1b" "D");
        carriageReturn();
        break;
    case 'H': // HTS
        syncWithWrap();
        inform(plain);
        break;
    case 'Z': reply("\x1b[?62;22c"); return; // DECID
    case 'c': hardReset(); break;
    case 'n':
    case 'o':
        m_shift = e.final == 'n' ? 2 : 3;
        inform(plain);
        updateDirect();
        break;
    case '#' << 8 | '8': alignmentPattern(); tap("\x1b#8"); return;
    default: {
        const auto set = std::string_view("()*+").find(e.intermediate);
        if (e.intermediate == 0 || set == std::string_view::npos)
            return;
        // '0' is the line drawing set, 'A' British; everything else is taken for ASCII.
        const char charset = e.final == '0' || e.final == 'A' ? e.final : 'B';
        designate(int(set), charset);
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
    forward("\x1b[r");
    if (m_modes.has(DecModes::Origin))
        setDecMode(DecModes::Origin, false);
    forward("\x1b[H");
    m_aligning = true;
    forward("\x1b#8");
    m_aligning = false;
}

void Terminal::softReset()
{
    m_pen = {};
    m_penKnown = false;
    m_protected = false;
    const Place cursor = m_cursor;
    for (const int mode : {DecModes::Origin, DecModes::ApplicationCursor, DecModes::LeftRightMargins}) {
        if (m_modes.has(mode))
            setDecMode(mode, false);
    }
    for (const int mode : {DecModes::AutoWrap, DecModes::CursorVisible})
        setDecMode(mode, true);
    m_insert = m_keypad = false;
    inform("\x1b[4l");
    m_top = 0;
    m_bottom = m_size.rows;
    forward("\x1b[r");
    place(cursor);
    for (int set = 0; set < 4; ++set)
        designate(set, 'B');
    m_shift = 0;
    inform("\x0f");
    m_saved[m_alternate] = {};
    updateDirect();
}

void Terminal::hardReset()
{
    useAlternate(false, false);
    m_pen = {};
    m_penKnown = false;
    m_protected = m_insert = m_newline = m_keypad = false;
    m_modes.reset();
    m_shape = CursorShape::Block;
    m_top = m_left = 0;
    m_bottom = m_size.rows;
    m_right = m_size.cols;
    m_charsets.fill('B');
    m_shift = 0;
    m_saved = {};
    forward("\x1b" "c");
    place({0, 0});
    m_mainGrid.renewLines(0);
    clearHistory();
    updateDirect();
}

} // namespace core::vt
