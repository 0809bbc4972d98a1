#include "core/shell/tracker.h"

#include "core/shell/shell_mark.h"

#include <algorithm>
#include <utility>

namespace core::shell {

using std::chrono::milliseconds;

Tracker::Tracker(std::string nonce, std::size_t maxBlocks)
    : m_nonce(std::move(nonce))
    , m_maxBlocks(std::max<std::size_t>(maxBlocks, 1))
{
}

std::vector<TrackerEvent> Tracker::consume(const base::OscMark &osc, base::SteadyTime now, base::WallTime wall)
{
    auto mark = parseShellMark(osc, m_nonce);
    if (!mark)
        return {};
    const Moment at{osc.position, now, wall};
    if (mark->trusted && !std::exchange(m_sawTrusted, true))
        dropForeign(at); // what was seen before the shell's first mark was not the shell
    Lane &lane = mark->trusted ? m_own : m_foreign;
    if (mark->kind == ShellMark::Kind::Cwd) {
        cwdChanged(*mark->text, mark->trusted);
    } else if (isHeard(lane)) {
        switch (mark->kind) {
        case ShellMark::Kind::PromptStart: promptStart(lane, at); break;
        case ShellMark::Kind::PromptEnd: promptEnd(lane, at); break;
        case ShellMark::Kind::Executing: executing(lane, at, std::move(mark->text)); break;
        case ShellMark::Kind::Done: done(lane, at, *mark); break;
        case ShellMark::Kind::CommandLine:
            if (mark->trusted && lane.phase != Phase::Running) {
                lane.commandLine = std::move(mark->text);
                lane.unsure = mark->unsure;
            }
            break;
        case ShellMark::Kind::Cwd: break;
        }
    }
    return std::exchange(m_events, {});
}

// fish 4 and others print marks of their own beside ours. Foreign marks count where no trusted shell speaks, or while
// its command runs (ssh, a nested shell).
bool Tracker::isHeard(const Lane &lane) const
{
    return lane.trusted || !m_sawTrusted || m_own.phase == Phase::Running;
}

void Tracker::promptStart(Lane &lane, const Moment &at)
{
    if (lane.phase == Phase::Running)
        close(lane, at, {}); // its Done got lost
    lane.commandLine.reset();
    lane.entered.reset();
    const bool isNew = lane.phase == Phase::Idle;
    Block &block = isNew ? open(lane, at) : *find(lane.block); // a redrawn prompt moves
    if (!isNew && block.promptStart == at.position)
        return;
    block.promptStart = block.commandStart = block.outputStart = block.end = at.position;
    m_events.push_back(PromptShown{at.position, lane.trusted});
}

void Tracker::promptEnd(Lane &lane, const Moment &at)
{
    if (lane.phase == Phase::Running)
        return;
    if (lane.phase == Phase::Idle)
        promptStart(lane, at);
    Block &block = *find(lane.block);
    block.commandStart = block.outputStart = block.end = at.position;
}

void Tracker::executing(Lane &lane, const Moment &at, std::optional<std::string> command)
{
    // Without a prompt before it, a foreign one beside a trusted shell is somebody's second voice (fish 4).
    if (lane.phase == Phase::Running || (!lane.trusted && m_sawTrusted && lane.phase == Phase::Idle))
        return;
    if (command)
        lane.unsure = false;
    else
        command = std::exchange(lane.commandLine, std::nullopt);
    if (command && lane.trusted && command->find_first_not_of(" \t\n") == std::string::npos)
        return; // an empty line is no command
    Block &block = lane.phase == Phase::Idle ? open(lane, at) : *find(lane.block);
    lane.phase = Phase::Running;
    lane.started = at.now;
    block.state = Block::State::Running;
    block.outputStart = block.end = at.position;
    block.start = at.wall;
    if (lane.trusted) {
        block.command = std::move(command).value_or(std::string());
        block.cwd = m_cwd;
    }
    m_events.push_back(CommandStarted{block, lane.trusted && lane.unsure && !block.command.empty(), false});
}

void Tracker::withdrawCommand(base::BlockId id)
{
    if (Block *block = find(id))
        block->command.clear();
}

void Tracker::fillCommand(base::BlockId id, std::string command)
{
    if (Block *block = find(id))
        block->command = std::move(command);
}

void Tracker::enterPressed(base::SteadyTime now, base::WallTime wall)
{
    if (m_own.phase == Phase::Prompt && !m_own.entered)
        m_own.entered = {now, wall};
}

void Tracker::done(Lane &lane, const Moment &at, const ShellMark &mark)
{
    if (lane.phase == Phase::Running)
        close(lane, at, mark.exitCode);
    else if (lane.phase == Phase::Prompt && mark.implicit)
        doneUnannounced(lane, at, mark.exitCode);
    // At a prompt it is Enter on an empty line or Ctrl-C: no block.
    lane.lastExit = mark.exitCode;
}

// A shell that only speaks at its prompt. An empty line shows as: nothing was printed, the status is the old one; a line
// given up with Ctrl-C as: nothing was printed, the status is 130.
void Tracker::doneUnannounced(Lane &lane, const Moment &at, std::optional<int> exitCode)
{
    Block &block = *find(lane.block);
    constexpr int kInterrupted = 130;
    if ((exitCode == lane.lastExit || exitCode == kInterrupted) && at.position.line <= block.commandStart.line + 1)
        return;
    block.outputStart = {block.commandStart.line + 1, 0}; // the line after the one that was typed in
    const auto [started, wall] = lane.entered.value_or(std::pair(at.now, at.wall));
    block.start = wall;
    block.cwd = lane.trusted ? m_cwd : std::string();
    lane.started = started;
    m_events.push_back(CommandStarted{block, false, lane.trusted});
    close(lane, at, exitCode);
}

void Tracker::close(Lane &lane, const Moment &at, std::optional<int> exitCode)
{
    if (lane.trusted)
        dropForeign(at); // whoever spoke inside the command is gone with it
    if (Block *block = find(lane.block)) {
        block->state = Block::State::Finished;
        block->exitCode = exitCode;
        block->duration = std::max(std::chrono::duration_cast<milliseconds>(at.now - lane.started), milliseconds(0));
        block->end = std::max(at.position, block->outputStart);
        m_events.push_back(CommandFinished{*block});
    }
    lane.phase = Phase::Idle;
    lane.commandLine.reset();
}

void Tracker::dropForeign(const Moment &at)
{
    if (m_foreign.phase == Phase::Running) {
        close(m_foreign, at, {});
    } else if (m_foreign.phase == Phase::Prompt) {
        if (const auto prompt = m_blocks.find(m_foreign.block); prompt != m_blocks.end())
            m_blocks.erase(prompt, prompt + 1);
    }
    m_foreign.phase = Phase::Idle;
}

void Tracker::cwdChanged(const std::string &path, bool trusted)
{
    std::string &known = trusted ? m_cwd : m_foreignCwd;
    if (std::exchange(known, path) != path)
        m_events.push_back(CwdChanged{path, trusted});
}

Block &Tracker::open(Lane &lane, const Moment &at)
{
    if (m_blocks.size() >= m_maxBlocks) {
        const auto oldest = std::ranges::find_if(m_blocks, [](const Block &b) { return b.state == Block::State::Finished; });
        if (oldest != m_blocks.end())
            m_blocks.erase(oldest, oldest + 1);
    }
    lane.phase = Phase::Prompt;
    lane.block = base::BlockId{++m_lastId};
    Block block;
    block.id = lane.block;
    block.trusted = lane.trusted;
    block.promptStart = block.commandStart = block.outputStart = block.end = at.position;
    m_blocks.push_back(std::move(block));
    return m_blocks.edit(m_blocks.end() - 1);
}

Block *Tracker::find(base::BlockId id)
{
    const auto found = m_blocks.find(id);
    return found == m_blocks.end() ? nullptr : &m_blocks.edit(found);
}

BlockList Tracker::blocksAt(base::Position here) const
{
    BlockList blocks = m_blocks;
    for (const Lane *lane : {&m_own, &m_foreign}) {
        const auto running = lane->phase == Phase::Running ? blocks.find(lane->block) : blocks.end();
        if (running != blocks.end())
            blocks.edit(running).end = std::max(here, running->outputStart);
    }
    return blocks;
}

void Tracker::forgetBefore(base::LineId line)
{
    const auto firstKept = std::ranges::find_if(
        m_blocks, [line](const Block &b) { return b.state != Block::State::Finished || b.end.line >= line; });
    m_blocks.erase(m_blocks.begin(), firstKept);
}

std::vector<TrackerEvent> Tracker::finish(base::Position position, base::SteadyTime now)
{
    const Moment at{position, now, {}};
    for (Lane *lane : {&m_foreign, &m_own})
        if (lane->phase == Phase::Running)
            close(*lane, at, {});
    return std::exchange(m_events, {});
}

} // namespace core::shell
