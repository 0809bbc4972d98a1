#include "core/vt/terminal.h"

#include <algorithm>
#include <charconv>

namespace core::vt {
namespace {

// As much as is fed before the tap is handed on: bounds it while a large read is taken in.
constexpr std::size_t kFeedPiece = 64 * 1024;

} // namespace

Terminal::Terminal(const Emulator::Options &options, EmulatorEvents &events)
    : m_options(options), m_events(events), m_size(base::clamped(options.size)), m_history(options.limits),
      m_mainGrid(m_size, m_counters, options.limits.clusterChars), m_altGrid(m_size, m_counters, options.limits.clusterChars),
      m_links(options.limits.links, options.limits.linkBytes), m_palette(options.palette), m_bottom(m_size.rows), m_right(m_size.cols), m_tapping(options.tap),
      m_scanner(*this, options.limits.stringBytes), m_machine(m_size, *this)
{
    updateDirect();
}

void Terminal::feed(std::string_view bytes)
{
    while (!bytes.empty())
        bytes.remove_prefix(feedBounded(bytes));
}

std::size_t Terminal::feedBounded(std::string_view bytes)
{
    const std::uint64_t limit = m_counters.work + Emulator::kTurnWork;
    const std::size_t used = m_scanner.feed(bytes.substr(0, kFeedPiece), [&] { return m_counters.work > limit; });
    m_fed += used;
    flushTap();
    return used;
}

void Terminal::flushTap()
{
    if (m_tap.empty())
        return;
    m_events.tap(m_tap);
    m_tap.clear();
}

void Terminal::tap(std::string_view bytes)
{
    if (m_tapping)
        m_tap.append(bytes);
}

// Like blank(), it may collect: an id that was held before either call is not good after it.
StyleId Terminal::internPen()
{
    if (m_styles.wantsCollect())
        collectStyles();
    m_penId = m_styles.intern(m_pen);
    m_penKnown = true;
    return m_penId;
}

// What erasing leaves behind has the pen's background (bce).
StyleId Terminal::blank()
{
    if (m_pen.bg.isDefault())
        return 0;
    Style style;
    style.bg = m_pen.bg;
    if (m_styles.wantsCollect())
        collectStyles();
    return m_styles.intern(style);
}

void Terminal::collectStyles()
{
    m_penKnown = false;
    m_counters.work += 2 * std::uint64_t(m_size.cols) * std::uint64_t(m_size.rows);
    m_styles.collect([this](auto &&rename) {
        m_mainGrid.forEachStyle(rename);
        m_altGrid.forEachStyle(rename);
    });
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
            m_counters.work += 4 * unsigned(row.used) + ScreenCounters::kClusterWork * unsigned(row.clusters.size());
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
    if (m_cursor.col != m_size.cols - 1) { // at the right margin, which libvterm does not wrap at
        moveMachine(m_cursor);
        return;
    }
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
        index("\x1b" "D");
        if (m_newline)
            carriageReturn();
        break;
    case '\t': tab(1); break;
    case 0x0e: shiftTo(1, byte); return;
    case 0x0f: shiftTo(0, byte); return;
    default: return;
    }
    tap({&byte, 1});
}

// IND or RI. Beside the side margins nothing scrolls.
void Terminal::index(std::string_view sequence)
{
    const bool up = sequence.back() == 'M';
    const int edge = up ? m_top : m_bottom - 1;
    if (m_cursor.row == edge && (m_cursor.col < m_left || m_cursor.col >= m_right)) {
        syncPlace();
        m_last.valid = false;
        return;
    }
    if (m_options.plainRuns && !hasSideMargins() && !up)
        return lineFeed();
    forward(sequence);
}

// IND where nothing is in its way. libvterm hears of it when it must know where the cursor stands.
void Terminal::lineFeed()
{
    m_pendingWrap = false;
    m_last.valid = false;
    if (m_cursor.row == m_bottom - 1)
        scroll({m_top, m_bottom, 0, m_size.cols}, 1, 0);
    else if (m_cursor.row < m_size.rows - 1)
        ++m_cursor.row;
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
    modes.distinctChords = (keyboardFlags() & KeyboardFlags::kDisambiguate) != 0 || modifyOtherKeys() >= 2;
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
