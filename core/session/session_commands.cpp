// What the tracker says becomes events, once the text is on the screen: what a shell could not tell is read there.
#include "core/session/output_tail.h"
#include "core/session/session_thread.h"
#include "core/shell/shell_mark.h"
#include "core/vt/char_properties.h"
#include "core/vt/utf8.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace core::session {
namespace {

using Text = shell::CommandStarted::Text;

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\n") == std::string_view::npos;
}

std::string shownBetween(const vt::Frame &frame, base::Position from, base::Position to)
{
    auto text = textBetween(frame, from, to, shell::kMaxCommandBytes);
    while (text.ends_with(' ') || text.ends_with('\n'))
        text.pop_back();
    return text;
}

// Whether text that begins there fills its last row.
bool endsAtEdge(std::string_view text, base::Position from, int columns)
{
    std::size_t column = from.cell;
    for (const char *p = text.data(), *const end = p + text.size(); p < end;) {
        const vt::Decoded decoded = vt::decodeUsual(p, end);
        column += std::size_t(std::max(0, vt::propertiesOf(std::min<char32_t>(decoded.c, 0x10ffff)).width()));
        p += std::max<std::size_t>(1, decoded.length);
    }
    return column > 0 && columns > 0 && column % std::size_t(columns) == 0;
}

// Every line that the terminal may have echoed since the command before `block` was started: the rows, and what stands behind
// a further prompt (PS2) of this command. What was typed blindly, as passwords are, is not among them and never counts as a command.
std::vector<std::string> echoedLines(const vt::Frame &frame, const shell::BlockList &blocks, const shell::Block &block,
                                     const std::vector<shell::Continuation> &continuations)
{
    const auto before = std::find_if(blocks.rbegin(), blocks.rend(), [&](const auto &b) { return b.trusted && b.id < block.id; });
    const auto text = textBetween(frame, before == blocks.rend() ? block.promptStart : before->outputStart, block.outputStart, kOutputTailBytes);
    std::vector<std::string> lines;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    for (const shell::Continuation &asked : continuations) {
        const auto behind = textBetween(frame, asked.end, block.outputStart, shell::kMaxCommandBytes);
        lines.push_back(behind.substr(0, behind.find('\n')));
    }
    return lines;
}

// Whether an entry of bash's history is what was typed: of several lines it may have made one, and each but the first is
// shown behind a prompt, which is not known.
bool isShownAs(std::string_view command, std::string_view shown)
{
    constexpr std::string_view kGap = "  "; // before what a prompt shows at the right of the line
    if (command == shown || (!command.empty() && shown.starts_with(command) && shown.substr(command.size()).starts_with(kGap)))
        return true;
    if (shown.find('\n') == std::string_view::npos)
        return false;
    constexpr std::size_t kMostPrompt = 40; // bytes
    const auto counts = [](char c) { return std::string_view(" \t\n;").find(c) == std::string_view::npos; };
    std::string wanted;
    std::ranges::copy_if(command, std::back_inserter(wanted), counts);
    for (std::size_t prompt = 0; prompt <= kMostPrompt; ++prompt) {
        std::size_t matched = 0, column = prompt;
        bool same = true;
        for (std::size_t i = 0; i < shown.size() && same; ++i, ++column) {
            if (shown[i] == '\n')
                column = std::size_t(-1);
            else if (column >= prompt && counts(shown[i]))
                same = matched < wanted.size() && wanted[matched++] == shown[i];
        }
        if (same && matched == wanted.size())
            return true;
    }
    return false;
}

} // namespace

void SessionThread::consumeTrackerEvents(std::vector<shell::TrackerEvent> events)
{
    for (auto &event : events) {
        m_blocksDirty = m_dirty = true;
        if (auto *started = std::get_if<shell::CommandStarted>(&event)) {
            if (started->block.trusted && started->block.state == shell::Block::State::Running)
                m_nested = shell::nestedShell(started->block.command);
            m_pending.push_back(CommandStarted{started->block, tapSeq()});
            if (started->text != Text::Told)
                m_unsettled.push_back(std::move(*started));
        } else if (auto *finished = std::get_if<shell::CommandFinished>(&event)) {
            if (finished->block.trusted)
                m_nested.reset();
            m_pending.push_back(CommandFinished{std::move(finished->block), {}, tapSeq()});
        } else if (auto *cwd = std::get_if<shell::CwdChanged>(&event)) {
            if (cwd->trusted)
                m_pending.push_back(CwdChanged{std::move(cwd->path)});
        } else if (std::holds_alternative<shell::ShellTold>(event)) {
            m_immediately = true;
        } else if (auto *prompt = std::get_if<shell::PromptShown>(&event); prompt && prompt->trusted) {
            m_typed.promptShown();
            m_nested.reset();
        } else if (m_tracker.isRunning() && !m_nested) {
            m_nested = shell::NestedShell{}; // a prompt or a host of somebody else's: some shell runs in there
        }
    }
}

void SessionThread::emitPending()
{
    if (m_pending.empty())
        return;
    const auto frame = m_emulator.liveFrame();
    for (const auto &started : std::exchange(m_unsettled, {}))
        settle(*frame, started);
    for (auto &event : std::exchange(m_pending, {})) {
        if (auto *finished = std::get_if<CommandFinished>(&event); finished && finished->block.trusted)
            finished->outputTail = outputTail(*frame, finished->block, kOutputTailBytes);
        emit(event);
    }
}

void SessionThread::settle(const vt::Frame &frame, const shell::CommandStarted &started)
{
    const auto block = m_tracker.blocks().find(started.block.id);
    if (block == m_tracker.blocks().end())
        return;
    if (started.text == Text::Unsure) {
        const auto shown = shownBetween(frame, block->commandStart, block->outputStart);
        if (isShownAs(block->command, shown))
            return;
        const bool nothing = block->state == shell::Block::State::Finished && (started.doubtful || shown.empty());
        return nothing ? withdrawBlock(block->id) : setCommand(block->id, {});
    }
    const auto command = readCommand(frame, *block, started.continuations);
    m_typed.commandSettled();
    if (command ? isBlank(*command) : started.doubtful)
        return withdrawBlock(block->id);
    if (command)
        setCommand(block->id, *command);
}

// What was typed lies on the screen between the end of the prompt and the start of the output, with a prompt at the start
// of each further line. Where it cannot be seen there (typed before the prompt came, cleared since) it is what was sent,
// if that is certain. Nothing: not known. Empty: nothing was run.
std::optional<std::string> SessionThread::readCommand(const vt::Frame &frame, const shell::Block &block, const std::vector<shell::Continuation> &continuations)
{
    constexpr int kInterrupted = 130; // the line was given up with Ctrl-C: what is on it did not run
    std::string command;
    base::Position from = block.commandStart;
    for (std::size_t i = 0; i <= continuations.size(); ++i) {
        const bool last = i == continuations.size();
        const auto line = shownBetween(frame, from, last ? block.outputStart : continuations[i].start);
        if (last && block.exitCode == kInterrupted && line.ends_with("^C"))
            return std::string();
        const auto row = i == 0 ? TypedLines::Row::AtPrompt : TypedLines::Row::GoesOn;
        if (!m_typed.take(line, endsAtEdge(line, from, frame.size.cols), row)) {
            const auto sent = m_typed.takeAll(continuations.size() + 1 - i);
            if (!sent)
                return {};
            const auto echoed = echoedLines(frame, m_tracker.blocks(), block, continuations);
            for (const TypedLines::Line &sentLine : *sent) {
                if (sentLine.ahead && std::ranges::find(echoed, sentLine.text) == echoed.end())
                    return {};
                command += (command.empty() ? "" : "\n") + sentLine.text;
            }
            return command;
        }
        command += (i > 0 ? "\n" : "") + line;
        if (!last)
            from = continuations[i].end;
    }
    return command;
}

void SessionThread::setCommand(base::BlockId id, const std::string &command)
{
    command.empty() ? m_tracker.withdrawCommand(id) : m_tracker.fillCommand(id, command);
    for (auto &event : m_pending) {
        if (auto *started = std::get_if<CommandStarted>(&event); started && started->block.id == id)
            started->block.command = command;
        else if (auto *finished = std::get_if<CommandFinished>(&event); finished && finished->block.id == id)
            finished->block.command = command;
    }
}

void SessionThread::withdrawBlock(base::BlockId id)
{
    m_tracker.withdrawBlock(id);
    std::erase_if(m_pending, [id](const Event &event) {
        const auto *started = std::get_if<CommandStarted>(&event);
        const auto *finished = std::get_if<CommandFinished>(&event);
        return (started && started->block.id == id) || (finished && finished->block.id == id);
    });
}

} // namespace core::session
