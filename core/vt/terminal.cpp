#include "core/vt/terminal.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace core::vt {
namespace {

// As much as is fed before the tap is handed on: bounds it while a large read is taken in.
constexpr std::size_t kPiece = 64 * 1024;

} // namespace

Terminal::Terminal(const Emulator::Options &options, EmulatorEvents &events)
    : m_options(options), m_events(events), m_size(base::clamped(options.size)), m_history(options.limits),
      m_mainGrid(m_size, m_lines, options.limits.clusterChars), m_altGrid(m_size, m_lines, options.limits.clusterChars),
      m_links(options.limits.links), m_palette(options.palette), m_bottom(m_size.rows), m_right(m_size.cols), m_tapping(options.tap),
      m_scanner(*this, options.limits.stringBytes), m_machine(m_size, *this)
{
    updateDirect();
}

void Terminal::feed(std::string_view bytes)
{
    for (; !bytes.empty(); bytes.remove_prefix(std::min(kPiece, bytes.size()))) {
        const std::string_view piece = bytes.substr(0, kPiece);
        m_scanner.feed(piece);
        m_fed += piece.size();
        if (!m_tap.empty()) {
            m_events.tap(m_tap);
            m_tap.clear();
        }
    }
}

void Terminal::tap(std::string_view bytes)
{
    if (m_tapping)
        m_tap.append(bytes);
}

StyleId Terminal::pen()
{
    if (!m_penKnown) {
        if (m_styles.wantsCollect())
            collectStyles();
        m_penId = m_styles.intern(m_pen);
        m_penKnown = true;
    }
    return m_penId;
}

// What erasing leaves behind has the pen's background (bce).
StyleId Terminal::blank()
{
    if (m_pen.bg.isDefault())
        return 0;
    Style style;
    style.bg = m_pen.bg;
    return m_styles.intern(style);
}

void Terminal::collectStyles()
{
    m_penKnown = false;
    m_styles.collect([this](auto &&rename) {
        m_mainGrid.forEachStyle(rename);
        m_altGrid.forEachStyle(rename);
    });
}

void Terminal::updateDirect()
{
    m_direct = m_options.plainRuns && m_modes.has(DecModes::AutoWrap) && !m_insert && !m_modes.has(DecModes::LeftRightMargins)
        && m_charsets[std::size_t(m_shift)] == 'B';
}

std::size_t Terminal::text(const char *bytes, std::size_t n)
{
    if (n == 1 && static_cast<unsigned char>(*bytes) < 0x80 && m_direct && !m_pendingWrap) { // between two colours
        if (m_tapping)
            tap({bytes, 1});
        const StyleId style = pen();
        grid().writeOne(m_cursor.row, m_cursor.col, std::uint32_t(*bytes) | penFlags(), style);
        m_last = {true, m_cursor, static_cast<unsigned char>(*bytes)};
        m_dirty = true;
        advance(1);
        return 1;
    }
    const char *p = bytes;
    const char *const end = p + n;
    while (p < end) {
        const char *ascii = p;
        constexpr std::uint64_t highs = 0x8080808080808080ull;
        for (std::uint64_t v; end - ascii >= 8; ascii += 8) {
            std::memcpy(&v, ascii, 8);
            if (v & highs)
                break;
        }
        while (ascii < end && static_cast<unsigned char>(*ascii) < 0x80)
            ++ascii;
        if (ascii > p) {
            if (m_tapping)
                tap({p, std::size_t(ascii - p)});
            printAscii(p, int(ascii - p));
            p = ascii;
        }
        while (p < end && static_cast<unsigned char>(*p) >= 0x80) {
            if (m_direct && !m_pendingWrap) {
                const char *const after = printRun(p, end);
                if (after != p) {
                    p = after;
                    continue;
                }
            }
            const Decoded d = decodeUtf8(p, end);
            if (d.c < 0xa0)
                return std::size_t(p - bytes);
            if (printChar(d.c) && m_tapping)
                appendUtf8(m_tap, d.c);
            p += d.length;
        }
    }
    return n;
}

void Terminal::printAscii(const char *bytes, int n)
{
    const StyleId style = pen();
    const std::uint32_t flags = penFlags();
    m_dirty = true;
    while (n > 0) {
        if (!m_direct || m_pendingWrap) {
            printThroughMachine(static_cast<unsigned char>(*bytes++), 1);
            --n;
            continue;
        }
        const int k = std::min(n, m_size.cols - m_cursor.col);
        grid().writeAscii(m_cursor.row, m_cursor.col, bytes, k, flags, style);
        m_last = {true, {m_cursor.row, m_cursor.col + k - 1}, static_cast<unsigned char>(bytes[k - 1])};
        advance(k);
        bytes += k;
        n -= k;
    }
}

// As many characters of non-zero width as fit into the row; stops at anything that needs more thought.
const char *Terminal::printRun(const char *p, const char *end)
{
    std::array<GridCell, 256> cells;
    const int room = std::min(m_size.cols - m_cursor.col, int(cells.size()));
    const StyleId style = pen();
    const std::uint32_t flags = penFlags();
    const char *const begin = p;
    int n = 0, lastWidth = 1;
    bool anyWide = false;
    char32_t last = 0;
    while (p < end) {
        const auto lead = static_cast<unsigned char>(*p);
        Decoded d{lead, 1};
        if (lead >= 0x80) {
            d = decodeUtf8(p, end);
            if (d.c < 0xa0 || d.c == kReplacement)
                break;
        }
        const int width = glyphWidth(d.c);
        if (width == 0 || n + width > room)
            break;
        cells[std::size_t(n)] = {std::uint32_t(d.c) | flags, style};
        if (width == 2) {
            cells[std::size_t(n)].word |= GridCell::kWide;
            cells[std::size_t(n + 1)] = {GridCell::kTrail | flags, style};
            anyWide = true;
        }
        n += width;
        lastWidth = width;
        last = d.c;
        p += d.length;
    }
    if (n == 0)
        return begin;
    m_dirty = true;
    grid().writeCells(m_cursor.row, m_cursor.col, cells.data(), n, anyWide);
    m_last = {true, {m_cursor.row, m_cursor.col + n - lastWidth}, last};
    advance(n);
    tap({begin, std::size_t(p - begin)});
    return p;
}

bool Terminal::printChar(char32_t c)
{
    const int width = glyphWidth(c);
    if (width == 0)
        return printMark(c);
    m_dirty = true;
    if (!m_direct || m_pendingWrap || m_cursor.col + width > m_size.cols) {
        printThroughMachine(c, width);
        return true;
    }
    grid().write(m_cursor.row, m_cursor.col, c, width, penFlags(), pen());
    m_last = {true, m_cursor, c};
    advance(width);
    return true;
}

// Marks never reach libvterm: it joins them to the glyph before only when both come in one write.
bool Terminal::printMark(char32_t c)
{
    if (!m_last.valid || !grid().combine(m_last.at.row, m_last.at.col, c))
        return false;
    m_dirty = true;
    return true;
}

void Terminal::printThroughMachine(char32_t c, int width)
{
    const bool autoWrap = m_modes.has(DecModes::AutoWrap);
    if (!autoWrap && m_cursor.col + width > m_size.cols)
        return; // libvterm would wrap it
    if (m_insert && width == 2 && !m_pendingWrap && m_cursor.col + 2 <= m_size.cols)
        forward("\x1b[@"); // libvterm makes room for one column only
    syncWithWrap();
    const bool wraps = autoWrap && (m_pendingWrap || m_cursor.col + width > m_size.cols);
    GridRow &from = grid().row(m_cursor.row);
    base::LineId line = 0;
    std::uint32_t nextCell = 0;
    bool joins = false; // a full row goes on; one that the cursor was merely moved to the end of does not
    if (wraps) {
        settle();
        joins = from.cells.back().word != 0 || (!m_pendingWrap && from.length() == m_size.cols - 1);
        line = from.line;
        const int length = m_pendingWrap ? m_size.cols : from.length();
        if (joins)
            from.used = length;
        nextCell = from.firstCell + std::uint32_t(length);
        m_wrapFrom = joins ? &from : nullptr;
        m_wrapFromPushed = m_scrolled = false;
    }
    m_glyphAt = m_cursor;
    std::string bytes;
    appendUtf8(bytes, c);
    m_machine.write(bytes);
    m_wrapFrom = nullptr;
    if (joins && m_glyphAt.col == 0 && (m_glyphAt.row != m_cursor.row || m_scrolled)) {
        if (!m_wrapFromPushed) {
            from.wrapped = true;
            from.changed = true;
        }
        grid().continueLine(m_glyphAt.row, line, nextCell);
    }
    m_pendingWrap = m_machineWraps = autoWrap && m_glyphAt.col + width >= m_size.cols;
    m_cursor = {m_machineAt.row, m_pendingWrap ? m_size.cols - 1 : m_machineAt.col};
    m_last.valid = true;
    m_last.at = m_glyphAt;
}

void Terminal::glyph(std::uint32_t codePoint, int width, int row, int col)
{
    if (m_quiet || row >= m_size.rows || col >= m_size.cols)
        return;
    m_dirty = true;
    m_glyphAt = {row, col};
    m_last.c = codePoint;
    const int fits = std::clamp(width, 1, m_size.cols - col);
    grid().write(row, col, codePoint, std::min(fits, 2), m_aligning ? 0 : penFlags(), m_aligning ? 0 : pen());
}

void Terminal::scroll(const CellRect &area, int up, int left)
{
    if (m_quiet)
        return;
    m_dirty = true;
    m_scrolled = m_scrolled || up != 0;
    const bool offTop = up > 0 && left == 0 && area.top == 0 && area.left == 0 && area.right == m_size.cols;
    if (offTop && m_keepsScrolled && !m_alternate) {
        settle();
        for (int i = 0; i < std::min(up, area.bottom); ++i) {
            GridRow &row = m_mainGrid.row(i);
            if (&row == m_wrapFrom)
                row.wrapped = m_wrapFromPushed = true;
            m_history.push(row, m_styles);
        }
    }
    grid().scroll(area, up, left, blank());
}

void Terminal::erase(const CellRect &area, bool selective)
{
    if (m_quiet)
        return;
    m_dirty = true;
    grid().erase(area, blank(), selective);
}

void Terminal::moveMachine(Place to)
{
    std::array<char, 32> buffer{'\x1b', '['};
    std::size_t n = 2;
    const auto number = [&](int v) { n = std::size_t(std::to_chars(buffer.data() + n, buffer.data() + n + 11, v).ptr - buffer.data()); };
    if (to.row != m_machineAt.row) {
        const bool origin = m_modes.has(DecModes::Origin);
        number(std::max(to.row - (origin ? m_top : 0), 0) + 1);
        buffer[n++] = ';';
        number(std::max(to.col - (origin && m_modes.has(DecModes::LeftRightMargins) ? m_left : 0), 0) + 1);
        buffer[n++] = 'H';
    } else {
        number(to.col + 1);
        buffer[n++] = 'G';
    }
    m_machine.write({buffer.data(), n});
    m_machineWraps = false;
}

void Terminal::syncPlace()
{
    if (m_pendingWrap || m_machineWraps || m_machineAt != m_cursor)
        moveMachine(m_cursor);
    m_pendingWrap = false;
    m_cursor = m_machineAt;
}

void Terminal::syncWithWrap()
{
    if (!m_pendingWrap)
        return syncPlace();
    if (m_machineWraps && m_machineAt == m_cursor)
        return;
    moveMachine({m_cursor.row, m_size.cols - 1});
    m_quiet = true;
    m_machine.write("x"); // any glyph in the last column makes it wrap next; ours is in the grid already
    m_quiet = false;
    m_machineWraps = true;
}

void Terminal::forward(std::string_view bytes)
{
    syncPlace();
    m_machine.write(bytes);
    m_cursor = m_machineAt;
    m_last.valid = false;
}

void Terminal::place(Place to)
{
    m_cursor = {std::clamp(to.row, 0, m_size.rows - 1), std::clamp(to.col, 0, m_size.cols - 1)};
    m_pendingWrap = false;
    m_last.valid = false;
}

void Terminal::control(unsigned char c)
{
    const char byte = char(c);
    switch (c) {
    case 0x07:
        m_events.bell();
        break;
    case '\r': carriageReturn(); break;
    case '\b': moveBackward(1); break;
    case '\n':
    case '\v':
    case '\f':
        forward({&byte, 1});
        if (m_newline)
            carriageReturn();
        break;
    case '\t': forward("\t"); break;
    case 0x0e: shiftTo(1, byte); return;
    case 0x0f: shiftTo(0, byte); return;
    default: return;
    }
    tap({&byte, 1});
}

// To the left margin, which libvterm does not know of here.
void Terminal::carriageReturn()
{
    const bool margins = m_modes.has(DecModes::LeftRightMargins);
    if (margins)
        place({m_cursor.row, m_cursor.col >= m_left || m_modes.has(DecModes::Origin) ? m_left : 0});
    else if (m_options.plainRuns)
        place({m_cursor.row, 0});
    else
        forward("\r");
}

base::Position Terminal::position()
{
    settle();
    const GridRow &row = grid().row(m_cursor.row);
    return {row.line, row.firstCell + std::uint32_t(m_cursor.col + m_pendingWrap)};
}

InputModes Terminal::inputModes() const
{
    InputModes modes;
    modes.mouse = m_modes.has(DecModes::MouseAny)                                          ? MouseMode::Any
        : m_modes.has(DecModes::MouseDrag)                                                 ? MouseMode::Drag
        : m_modes.has(DecModes::MouseClick) || m_modes.has(DecModes::MouseX10) ? MouseMode::Click
                                                                                           : MouseMode::Off;
    modes.bracketedPaste = m_modes.has(DecModes::BracketedPaste);
    modes.focusReports = m_modes.has(DecModes::FocusReports);
    modes.applicationCursor = m_modes.has(DecModes::ApplicationCursor);
    modes.applicationKeypad = m_modes.has(DecModes::ApplicationKeypad);
    modes.alternateScroll = m_modes.has(DecModes::AlternateScroll);
    return modes;
}

bool Terminal::isDirty() const
{
    const FramePtr &shown = m_held ? m_held : m_frame;
    return !shown || shown->serial != m_handedOut || (!m_held && hasNews());
}

bool Terminal::hasNews() const
{
    return m_dirty || !m_frame || m_frame->cursor.row != m_cursor.row || m_frame->cursor.col != m_cursor.col;
}

std::optional<base::StreamOffset> Terminal::synchronizedSince() const
{
    return m_held ? std::optional(m_heldSince) : std::nullopt;
}

void Terminal::endSynchronized() { synchronize(false); }

FramePtr Terminal::frame()
{
    const FramePtr frame = m_held ? m_held : liveFrame();
    m_handedOut = frame->serial;
    return frame;
}

FramePtr Terminal::liveFrame()
{
    if (!hasNews())
        return m_frame;
    settle();
    auto frame = std::make_shared<Frame>();
    frame->serial = m_frame ? m_frame->serial + 1 : 1;
    frame->size = m_size;
    frame->rows.reserve(std::size_t(m_size.rows));
    for (int i = 0; i < m_size.rows; ++i)
        frame->rows.push_back(grid().publish(i, m_styles));
    frame->cursor = {m_cursor.row, m_cursor.col, m_modes.has(DecModes::CursorVisible), m_modes.has(DecModes::CursorBlink), m_shape};
    frame->input = inputModes();
    frame->alternate = m_alternate;
    frame->reverseScreen = m_modes.has(DecModes::ReverseScreen);
    frame->title = m_title;
    frame->history = m_history.view();
    frame->links = m_links.list();
    m_frame = std::move(frame);
    m_dirty = false;
    return m_frame;
}

void Terminal::clearHistory()
{
    m_history.clear();
    m_dirty = true;
}

} // namespace core::vt
