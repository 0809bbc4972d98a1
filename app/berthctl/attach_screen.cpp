#include "app/berthctl/attach_screen.h"

#include <algorithm>
#include <utility>

namespace berthctl {
namespace {

constexpr std::string_view kReset = "\033c";
constexpr std::size_t kHistoryRows = 1000; // for a terminal that has room for the screen only after a while

std::string mode(int number, bool on)
{
    return "\033[?" + std::to_string(number) + (on ? 'h' : 'l');
}

} // namespace

bool AttachScreen::hasRoom() const
{
    const core::base::GridSize session = m_emulator->size();
    return !m_terminal || (m_terminal->cols >= session.cols && m_terminal->rows >= session.rows);
}

std::string AttachScreen::cleared()
{
    std::string bytes(kPlainModes);
    if (m_way == Way::None && m_terminal)
        bytes += "\033[999;1H" + std::string(std::size_t(m_terminal->rows), '\n');
    return bytes + "\033[H\033[2J";
}

std::string AttachScreen::snapshot(core::base::GridSize session, std::string_view bytes)
{
    m_emulator.emplace(core::vt::Emulator::Options{.size = session, .limits = {.historyLines = kHistoryRows}, .palette = {}}, m_bell);
    m_emulator->feed(bytes);
    if (!hasRoom())
        return shown();
    const std::string start = cleared();
    m_way = Way::Stream;
    m_hasHistory = true;
    if (bytes.starts_with(kReset))
        bytes.remove_prefix(kReset.size());
    return start + std::string(bytes);
}

std::string AttachScreen::output(std::string_view bytes)
{
    if (!m_emulator)
        return {};
    m_bell.rung = false;
    m_emulator->feed(bytes);
    return m_way == Way::Stream ? std::string(bytes) : painted();
}

std::string AttachScreen::sessionResized(core::base::GridSize session)
{
    if (!m_emulator)
        return {};
    m_emulator->resize(session);
    return shown();
}

std::string AttachScreen::terminalResized(std::optional<core::base::GridSize> terminal)
{
    if (terminal == m_terminal)
        return {};
    m_terminal = terminal;
    m_printer.setSize(terminal.value_or(core::base::GridSize{}));
    return m_emulator ? shown() : std::string();
}

std::string AttachScreen::shown()
{
    if (!hasRoom()) {
        if (m_way == Way::Painted)
            return painted();
        const std::string start = cleared();
        m_way = Way::Painted;
        m_keys = {};
        m_reversed = false;
        m_bell.rung = false; // of the stream: it has gone through
        m_printer.setSize(*m_terminal);
        return start + painted();
    }
    if (m_way == Way::Stream)
        return {}; // the program draws it anew
    const std::string start = cleared();
    m_way = Way::Stream;
    std::string screen = m_emulator->snapshot(std::exchange(m_hasHistory, true) ? 0 : kHistoryRows);
    if (screen.starts_with(kReset))
        screen.erase(0, kReset.size());
    return start + screen;
}

std::string AttachScreen::painted()
{
    (void)m_emulator->takeReplies(); // the session's own emulator answers
    const core::vt::FramePtr frame = m_emulator->liveFrame();
    std::string out = m_printer.print(*frame);
    const core::vt::InputModes &input = frame->input;
    const Keys keys{input.applicationCursor, input.applicationKeypad, input.bracketedPaste, input.focusReports};
    if (std::exchange(m_keys, keys) != keys)
        out += mode(1, keys.cursor) + (keys.keypad ? "\033=" : "\033>") + mode(2004, keys.paste) + mode(1004, keys.focus);
    if (std::exchange(m_reversed, frame->reverseScreen) != frame->reverseScreen)
        out += mode(5, m_reversed);
    if (std::exchange(m_bell.rung, false))
        out += '\a';
    return out;
}

} // namespace berthctl
