// What viewers ask of a session and what goes to its program.
#include "core/session/session_thread.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <type_traits>
#include <utility>

namespace core::session {
namespace {

constexpr std::size_t kReplyReserve = 64 * 1024; // keys and replies may exceed inputBytes by this; then they are dropped

} // namespace

void SessionThread::runCommands()
{
    auto commands = m_shared->commands.drain();
    const auto isResize = [](const Command &c) { return std::holds_alternative<Resize>(c); };
    const auto lastResize = std::find_if(commands.rbegin(), commands.rend(), isResize);
    for (auto &command : commands) {
        if (isResize(command) && &command != &*lastResize)
            continue; // a window that is being dragged: only the newest size matters
        std::visit(
            [this](auto &c) {
                const std::size_t posted = inputSize(c);
                using What = std::decay_t<decltype(c)>;
                if (m_pty || std::is_same_v<What, ClearHistory> || std::is_same_v<What, Resize>)
                    execute(c);
                m_shared->inputBytes -= posted; // behind what it became: between the two the queue must not look empty
            },
            command);
    }
}

void SessionThread::execute(SendKey &command)
{
    queueTyped(m_emulator.encode(command.key));
}

void SessionThread::execute(SendText &command)
{
    queueTyped(command.utf8, Admitted::Yes);
}

void SessionThread::execute(SendBytes &command)
{
    queueTyped(command.bytes, Admitted::Yes);
}

void SessionThread::queueTyped(std::string_view bytes, Admitted admitted)
{
    if (bytes.find_first_of("\r\n") != bytes.npos)
        m_tracker.enterPressed(base::Clock::system().now(), base::Clock::system().wall());
    m_typed.feed(bytes);
    if (m_tracker.hasBeenGivenALine()) { // it will not tell what it starts
        if (auto nested = shell::nestedShell(m_typed.newest().value_or(std::string()))) {
            m_nested = std::move(nested);
            m_dirty = true;
        }
    }
    queueInput(bytes, admitted);
}

void SessionThread::execute(SendMouse &command)
{
    queueInput(m_emulator.encode(command.mouse));
}

void SessionThread::execute(Paste &command)
{
    queueTyped(command.runsNothing ? m_emulator.encodeInsertion(command.text) : m_emulator.encodePaste(command.text), Admitted::Yes);
}

void SessionThread::execute(Focus &command)
{
    queueInput(m_emulator.encodeFocus(command.focused));
}

void SessionThread::execute(Resize &command)
{
    const auto size = base::clamped(command.size);
    if (size == m_emulator.size())
        return;
    if (!m_pty && m_emulator.liveFrame()->alternate)
        return; // cut or padded for a program that draws it anew, and there is none
    if (m_pty && size.cols != m_emulator.size().cols)
        clearLineDrawnAnew(size.cols);
    m_emulator.resize(size);
    m_shared->taps.appendResize(size);
    if (m_pty)
        m_pty->resize(size);
    m_dirty = m_immediately = true;
}

// readline draws its line anew at another width, counting rows as they were at the old one: where the terminal has wrapped the
// line anew it misses some, or draws over what is above. So its rows are blank, and as many as before, when it does.
void SessionThread::clearLineDrawnAnew(int cols)
{
    const shell::BlockList &blocks = m_tracker.blocks();
    const std::string &shell = m_tracker.shell().empty() ? m_options.info.shell : m_tracker.shell();
    if (shell != "bash" || blocks.empty() || blocks.back().state != shell::Block::State::Prompt || !blocks.back().trusted || !m_unparsed.empty())
        return;
    const vt::FramePtr frame = m_emulator.liveFrame();
    if (frame->alternate || m_emulator.synchronizedSince())
        return;
    const auto inLine = [&](int row) {
        return row >= 0 && row < int(frame->rows.size()) && frame->rows[std::size_t(row)]->line == blocks.back().commandStart.line;
    };
    const int cursor = frame->cursor.row;
    int first = cursor, last = cursor;
    while (inLine(first - 1))
        --first;
    while (inLine(last + 1))
        ++last;
    const bool fits = first == last && int(frame->rows[std::size_t(first)]->cells.size()) <= cols;
    if (fits || !inLine(cursor) || frame->rows[std::size_t(first)]->firstCell != 0)
        return;
    const auto go = [](int rows) { return rows == 0 ? std::string() : "\x1b[" + std::to_string(std::abs(rows)) + (rows < 0 ? 'A' : 'B'); };
    std::string clear = '\r' + go(first - cursor);
    for (int row = first; row <= last; ++row)
        clear += "\x1b[2K" + go(row < last ? 1 : cursor - last);
    m_emulator.feed(clear);
    afterFeed();
}

void SessionThread::execute(ClearHistory &)
{
    m_emulator.clearHistory();
    m_dirty = m_immediately = true;
}

void SessionThread::execute(SetPalette &command)
{
    m_emulator.setPalette(command.palette);
}

void SessionThread::execute(HangUp &)
{
    hangUp(base::Clock::system().now());
}

void SessionThread::queueInput(std::string_view bytes, Admitted admitted)
{
    // post() has admitted text and pastes by their size; what is cut off here is a flood of queries or of held keys.
    if (admitted == Admitted::No && m_input.size() - m_inputDone + bytes.size() > m_options.inputBytes + kReplyReserve + m_inputAdmitted)
        return;
    if (admitted == Admitted::Yes)
        m_inputAdmitted += bytes.size();
    m_input += bytes;
    m_shared->inputBytes += bytes.size();
    writeInput();
}

void SessionThread::queueReplies()
{
    const auto replies = m_emulator.takeReplies();
    if (replies.empty() || !m_pty)
        return;
    m_answered = true;
    queueInput(replies);
}

void SessionThread::writeInput()
{
    m_inputWaits = false;
    while (m_pty && m_inputDone < m_input.size()) {
        const auto taken = m_pty->write(std::string_view(m_input).substr(m_inputDone));
        if (!taken) { // ended: nobody will read it
            m_shared->inputBytes -= m_input.size() - m_inputDone;
            m_input.clear();
            m_inputDone = m_inputAdmitted = 0;
            return;
        }
        if (*taken == 0) {
            m_inputWaits = true;
            // Who asks for ever and reads slowly keeps the queue from becoming empty.
            if (m_inputDone > std::max(kReplyReserve, m_input.size() / 2)) {
                m_input.erase(0, m_inputDone);
                m_inputDone = 0;
            }
            return;
        }
        m_inputDone += *taken;
        m_shared->inputBytes -= *taken;
        m_foundInARow = 0, m_foundBytes = 0; // what comes next may be the answer to it
    }
    m_input.clear();
    m_inputDone = m_inputAdmitted = 0;
}

} // namespace core::session
