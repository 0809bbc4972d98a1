#include "core/vt/sequence_text.h"
#include "core/vt/terminal.h"

namespace core::vt {

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
        applyDecMode(mode, on);
    }
}

void Terminal::applyDecMode(int mode, bool on)
{
    setDecMode(mode, on);
    tap(csiText('?', mode, on ? 'h' : 'l'));
}

void Terminal::saveDecModes(const CsiSequence &csi)
{
    for (int i = 0; i < csi.count; ++i)
        m_savedModes.set(csi.param(i, 0), m_modes.has(csi.param(i, 0)));
}

void Terminal::restoreDecModes(const CsiSequence &csi)
{
    for (int i = 0; i < csi.count; ++i) {
        if (const int mode = csi.param(i, 0); DecModes::isKnown(mode))
            applyDecMode(mode, m_savedModes.has(mode));
    }
}

void Terminal::setOneOf(std::initializer_list<int> modes, int mode, bool on)
{
    for (const int other : modes)
        m_modes.set(other, false);
    m_modes.set(mode, on);
}

// DEC 2026: what is shown stays as it is until the program says that it is done, or its time is up.
void Terminal::synchronize(bool on)
{
    if (on == m_modes.has(DecModes::SynchronizedOutput))
        return;
    if (on) {
        m_held = liveFrame();
        m_heldSince = m_scanner.offset();
    } else {
        m_held = nullptr;
        m_dirty = true;
    }
    m_modes.set(DecModes::SynchronizedOutput, on);
}

void Terminal::setDecMode(int mode, bool on)
{
    if (mode == DecModes::SynchronizedOutput)
        return synchronize(on);
    m_dirty = true;
    switch (mode) {
    case DecModes::Origin:
        m_modes.set(mode, on);
        forward(csiText('?', mode, on ? 'h' : 'l'));
        return;
    case DecModes::AutoWrap: setAutoWrap(on); return;
    case DecModes::LeftRightMargins: setSideMarginMode(on); return;
    case DecModes::Alternate47:
    case DecModes::Alternate1047:
    case DecModes::Alternate1049: setAlternateMode(mode, on); return;
    case DecModes::SaveCursor:
        if (on)
            saveCursor();
        else
            restoreCursor();
        return;
    case DecModes::MouseX10:
    case DecModes::MouseClick:
    case DecModes::MouseDrag:
    case DecModes::MouseAny: // switching one off switches reporting off, whichever was on
        setOneOf({DecModes::MouseX10, DecModes::MouseClick, DecModes::MouseDrag, DecModes::MouseAny}, mode, on);
        return;
    case DecModes::MouseUtf8:
    case DecModes::MouseSgr:
    case DecModes::MouseUrxvt:
    case DecModes::MouseSgrPixels:
        if (on || m_modes.has(mode))
            setOneOf({DecModes::MouseUtf8, DecModes::MouseSgr, DecModes::MouseUrxvt, DecModes::MouseSgrPixels}, mode, on);
        return;
    default: m_modes.set(mode, on); return;
    }
}

void Terminal::setAutoWrap(bool on)
{
    if (on == m_modes.has(DecModes::AutoWrap))
        return; // a pending wrap stays pending
    syncPlace();
    m_last.valid = false;
    m_modes.set(DecModes::AutoWrap, on);
    inform(csiText('?', DecModes::AutoWrap, on ? 'h' : 'l'));
    updateDirect();
}

// DECLRMM.
void Terminal::setSideMarginMode(bool on)
{
    if (on == m_modes.has(DecModes::LeftRightMargins))
        return; // the margins stay
    const bool pends = m_pendingWrap && m_cursor.col == m_size.cols - 1; // it goes on doing so
    syncPlace();
    m_last.valid = false;
    if (!on)
        inform("\x1b[s"); // libvterm would keep them for the next time
    m_left = 0;
    m_right = m_size.cols;
    m_modes.set(DecModes::LeftRightMargins, on);
    inform(csiText('?', DecModes::LeftRightMargins, on ? 'h' : 'l'));
    m_pendingWrap = pends;
    updateDirect();
}

void Terminal::setAlternateMode(int mode, bool on)
{
    const bool fresh = mode == DecModes::Alternate1049; // with a saved cursor and a blank screen
    if (fresh && on && !m_alternate)
        saveCursor();
    if (fresh && on && m_alternate)
        m_altGrid.erase({0, m_size.rows, 0, m_size.cols}, blank(), false);
    if (mode == DecModes::Alternate1047 && !on && m_alternate)
        inform("\x1b[2J");
    useAlternate(on, fresh);
    if (fresh && !on)
        restoreCursor();
    for (const int other : {DecModes::Alternate47, DecModes::Alternate1047, DecModes::Alternate1049})
        m_modes.set(other, on && other == mode);
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

void Terminal::softReset()
{
    m_pen = {};
    m_penKnown = false;
    m_protected = false;
    const Place cursor = m_cursor;
    for (const int mode : {DecModes::Origin, DecModes::ApplicationCursor, DecModes::LeftRightMargins, DecModes::ReverseWrap, DecModes::ReverseWrapAnywhere}) {
        if (m_modes.has(mode))
            setDecMode(mode, false);
    }
    for (const int mode : {DecModes::AutoWrap, DecModes::CursorVisible})
        setDecMode(mode, true);
    m_insert = false;
    m_modes.set(DecModes::ApplicationKeypad, false);
    synchronize(false);
    inform("\x1b[4l");
    m_top = 0;
    m_bottom = m_size.rows;
    forward("\x1b[r");
    place(cursor);
    m_charsets.fill('B');
    m_shift = m_singleShift = 0;
    m_saved[m_alternate] = {};
    updateDirect();
}

// DECSCL. Whatever the level, everything is understood; it is a soft reset, and what DECRQSS tells.
void Terminal::setConformance(const CsiSequence &csi)
{
    const int level = csi.param(0, 0);
    if (level < 61 || level > kConformance)
        return;
    softReset();
    m_conformance = level;
}

void Terminal::hardReset()
{
    useAlternate(false, false);
    m_pen = {};
    m_penKnown = false;
    m_protected = m_insert = m_newline = m_rectangularExtent = false;
    synchronize(false);
    m_modes.reset();
    m_savedModes.reset();
    m_keyboard = {};
    m_conformance = kConformance;
    m_titles.clear();
    m_shape = CursorShape::Block;
    m_top = m_left = 0;
    m_bottom = m_size.rows;
    m_right = m_size.cols;
    m_charsets.fill('B');
    m_shift = m_singleShift = 0;
    m_saved = {};
    forward("\x1b" "c");
    place({0, 0});
    m_mainGrid.renewLines(0);
    clearHistory();
    updateDirect();
}

} // namespace core::vt
