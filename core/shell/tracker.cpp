#include "core/shell/tracker.h"

#include "core/shell/shell_mark.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace core::shell {

using std::chrono::milliseconds;
using Kind = ShellMark::Kind;

namespace {

constexpr std::size_t kMaxNesting = 8;        // of shells that tell their aid; a deeper one is taken for the eighth
constexpr std::size_t kMaxContinuations = 64; // of one command; the rest of it is then one line more to read
constexpr int kInterrupted = 130;

bool isBlank(const std::string &text)
{
    return text.find_first_not_of(" \t\n") == std::string::npos;
}

} // namespace

Tracker::Tracker(std::string nonce, std::size_t maxBlocks)
    : m_nonce(std::move(nonce))
    , m_maxBlocks(std::max<std::size_t>(maxBlocks, 1))
{
    m_own.trusted = true;
}

std::vector<TrackerEvent> Tracker::consume(const base::OscMark &osc, base::SteadyTime now, base::WallTime wall)
{
    auto mark = parseShellMark(osc, m_nonce);
    if (!mark)
        return {};
    if (mark->kind == Kind::Shell) { // from who starts it: the shell itself has not spoken
        m_shell = *mark->text;
        m_events.push_back(ShellTold{m_shell});
        return std::exchange(m_events, {});
    }
    const Moment at{osc.position, now, wall};
    if (mark->trusted && !std::exchange(m_sawTrusted, true))
        dropForeign(at); // what was seen before the shell's first mark was not the shell
    if (mark->kind == Kind::Cwd) {
        cwdChanged(*mark->text, mark->trusted);
    } else if (mark->kind == Kind::Host) {
        if (isHeard(false) && std::exchange(m_foreignHost, *mark->text) != *mark->text)
            m_events.push_back(HostTold{std::move(*mark->text)});
    } else if (isHeard(mark->trusted)) {
        if (mark->cwd && mark->kind != Kind::Done)
            cwdChanged(*mark->cwd, mark->trusted);
        if (Lane *lane = mark->trusted ? &m_own : foreignLane(*mark, at))
            consume(*lane, *mark, at);
        if (mark->cwd && mark->kind == Kind::Done) // where the command has led to
            cwdChanged(*mark->cwd, mark->trusted);
    }
    return std::exchange(m_events, {});
}

// fish 4 and others print marks of their own beside ours. Foreign marks count where no trusted shell speaks, or while
// its command runs (ssh, a nested shell).
bool Tracker::isHeard(bool trusted) const
{
    return trusted || !m_sawTrusted || m_own.phase == Phase::Running;
}

// A shell that tells its aid may run in another one: its prompt then opens a lane inside, and the outer one's next mark
// ends that. Nothing for what belongs to no shell that we know of.
Tracker::Lane *Tracker::foreignLane(const ShellMark &mark, const Moment &at)
{
    if (m_foreign.empty())
        m_foreign.emplace_back().aid = mark.aid;
    if (mark.aid.empty() || mark.aid == m_foreign.back().aid)
        return &m_foreign.back();
    const auto known = std::ranges::find(m_foreign, mark.aid, &Lane::aid);
    if (known != m_foreign.end()) {
        const auto depth = std::size_t(known - m_foreign.begin()) + 1;
        while (m_foreign.size() > depth)
            leaveInnermost(at);
    } else if (m_foreign.back().phase != Phase::Running) {
        m_foreign.back().aid = mark.aid; // another shell in its place
    } else if (mark.kind != Kind::PromptStart) {
        return nullptr;
    } else if (m_foreign.size() < kMaxNesting) {
        m_foreign.emplace_back().aid = mark.aid;
    }
    return &m_foreign.back();
}

void Tracker::consume(Lane &lane, ShellMark &mark, const Moment &at)
{
    switch (mark.kind) {
    case Kind::PromptStart: return promptStart(lane, at);
    case Kind::PromptEnd: return promptEnd(lane, at);
    case Kind::ContinuationStart: return continuationStart(lane, at);
    case Kind::ContinuationEnd: return continuationEnd(lane, at);
    case Kind::RightPrompt: lane.endsOther = true; return;
    case Kind::Executing: return executing(lane, at, std::move(mark.text));
    case Kind::Done: return done(lane, at, mark);
    case Kind::CommandLine:
        if (mark.trusted) {
            lane.commandLine = std::move(mark.text);
            lane.unsure = mark.unsure;
        }
        return;
    case Kind::Cwd:
    case Kind::Shell:
    case Kind::Host: return;
    }
}

void Tracker::promptStart(Lane &lane, const Moment &at)
{
    if (std::exchange(lane.redrawn, false)) { // by a line editor, behind Tab, the arrows or Ctrl-L: nothing has been read
        Block &block = *find(lane.block);
        block.promptStart = block.commandStart = block.outputStart = block.end = at.position;
        return;
    }
    if (lane.phase == Phase::Running)
        close(lane, at, {}); // its Done got lost
    lane.commandLine.reset();
    lane.entered = false;
    lane.waiting = {at.now, at.wall};
    lane.endsOther = false;
    lane.continuations.clear();
    const bool isNew = lane.phase == Phase::Idle;
    Block &block = isNew ? open(lane, at) : *find(lane.block); // a redrawn prompt moves
    if (!isNew && at.position.cell > 0 && at.position > block.commandStart)
        return; // behind what was typed: fish 4 has cleared it and draws no prompt
    if (!isNew && block.promptStart == at.position)
        return;
    block.promptStart = block.commandStart = block.outputStart = block.end = at.position;
    m_events.push_back(PromptShown{at.position, lane.trusted});
}

void Tracker::promptEnd(Lane &lane, const Moment &at)
{
    if (std::exchange(lane.endsOther, false))
        return continuationEnd(lane, at);
    if (lane.phase == Phase::Running)
        return;
    if (lane.phase == Phase::Idle)
        promptStart(lane, at);
    Block &block = *find(lane.block);
    if (block.commandStart != at.position || block.promptStart == at.position)
        m_events.push_back(PromptEnded{at.position, lane.trusted});
    block.commandStart = block.outputStart = block.end = at.position;
    if (!lane.entered) // a quick Enter overtakes the mark, which only says that the shell can read by now
        lane.waiting = {at.now, at.wall};
}

void Tracker::continuationStart(Lane &lane, const Moment &at)
{
    lane.endsOther = true;
    const bool isRedrawn = !lane.continuations.empty() && lane.continuations.back().start == at.position;
    if (lane.phase == Phase::Prompt && !isRedrawn && lane.continuations.size() < kMaxContinuations)
        lane.continuations.push_back({at.position, at.position});
}

void Tracker::continuationEnd(Lane &lane, const Moment &at)
{
    lane.endsOther = false;
    if (!lane.continuations.empty())
        lane.continuations.back().end = std::max(at.position, lane.continuations.back().start);
}

void Tracker::executing(Lane &lane, const Moment &at, std::optional<std::string> command)
{
    // The shell reads no line while a command runs: its end and the prompt were not told.
    if (lane.phase == Phase::Running && lane.trusted) {
        auto next = std::exchange(lane.commandLine, std::nullopt);
        close(lane, at, {});
        lane.commandLine = std::move(next);
    }
    // Without a prompt before it, a foreign one beside a trusted shell is somebody's second voice (fish 4).
    if (lane.phase == Phase::Running || (!lane.trusted && m_sawTrusted && lane.phase == Phase::Idle))
        return;
    if (command)
        lane.unsure = false;
    else
        command = std::exchange(lane.commandLine, std::nullopt);
    if (command && lane.trusted && isBlank(*command) && !lane.unsure)
        return; // an empty line is no command
    Block &block = lane.phase == Phase::Idle ? open(lane, at) : *find(lane.block);
    lane.phase = Phase::Running;
    lane.implicit = false; // it tells; a line of its own was one that it could not parse
    lane.started = at.now;
    block.state = Block::State::Running;
    block.outputStart = block.end = at.position;
    block.start = at.wall;
    if (lane.trusted) {
        block.command = std::move(command).value_or(std::string());
        block.cwd = m_cwd;
    }
    const bool unsure = lane.trusted && lane.unsure && !block.command.empty();
    m_events.push_back(CommandStarted{block, unsure ? CommandStarted::Text::Unsure : CommandStarted::Text::Told, false, {}});
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

void Tracker::withdrawBlock(base::BlockId id)
{
    if (const auto block = m_blocks.find(id); block != m_blocks.end() && block->state == Block::State::Finished)
        m_blocks.erase(block, block + 1);
}

void Tracker::enterPressed(base::SteadyTime now, base::WallTime wall)
{
    if (m_own.phase == Phase::Prompt && !std::exchange(m_own.entered, true))
        m_own.waiting = {now, wall};
}

void Tracker::done(Lane &lane, const Moment &at, ShellMark &mark)
{
    lane.redrawn = lane.phase == Phase::Prompt && mark.implicit && !mark.prompt.empty() && mark.prompt == lane.prompt;
    if (lane.redrawn)
        return;
    lane.prompt = mark.prompt;
    if (lane.phase == Phase::Running) {
        if (Block *block = find(lane.block); block && lane.trusted && block->command.empty() && mark.text)
            block->command = std::move(*mark.text);
        close(lane, at, {mark.exitCode, mark.stopped});
    } else if (lane.phase == Phase::Prompt && mark.gone && lane.implicit
               && (lane.entered || at.position.line > find(lane.block)->commandStart.line)) { // a line typed ahead has printed something
        doneUnannounced(lane, at, {}, true);
    } else if (lane.phase == Phase::Prompt && mark.gone) { // the next shell's first prompt must not end it as a command
        if (const auto prompt = m_blocks.find(lane.block); prompt != m_blocks.end())
            m_blocks.erase(prompt, prompt + 1);
        lane.phase = Phase::Idle;
        lane.commandLine.reset();
    } else if (lane.phase == Phase::Prompt) {
        if (mark.text && lane.trusted && !isBlank(*mark.text)) {
            lane.commandLine = std::move(mark.text);
            lane.unsure = false;
        } else if (!mark.implicit) {
            lane.commandLine.reset(); // at a prompt it is Enter on an empty line or Ctrl-C: no block
        }
        if (mark.implicit || lane.commandLine)
            doneUnannounced(lane, at, {mark.exitCode, mark.stopped}, mark.exitCode == lane.lastExit || mark.exitCode == kInterrupted);
    }
    lane.lastExit = mark.exitCode;
    lane.implicit = lane.implicit || mark.implicit;
}

// The end of a command whose start was not told: of a shell that only speaks at its prompt, or of a line that the shell
// did not run because it cannot be parsed, which bash and zsh tell us afterwards. What is doubtful may have been an empty
// line (nothing was printed, the status is the old one) or one that was given up with Ctrl-C.
void Tracker::doneUnannounced(Lane &lane, const Moment &at, const Ending &ending, bool maybeNothing)
{
    Block &block = *find(lane.block);
    auto lastTyped = lane.continuations.empty() ? block.commandStart.line : lane.continuations.back().end.line;
    if (lane.commandLine && !lane.unsure) // as it was typed, mostly on as many lines
        lastTyped = std::min(block.commandStart.line + base::LineId(std::ranges::count(*lane.commandLine, '\n')), std::max(at.position.line, lastTyped + 1) - 1);
    block.outputStart = {std::max(lastTyped, block.commandStart.line) + 1, 0};
    std::tie(lane.started, block.start) = lane.waiting;
    block.cwd = lane.trusted ? m_cwd : std::string();
    using Text = CommandStarted::Text;
    const Text text = !lane.commandLine ? Text::Untold : lane.unsure ? Text::Unsure : Text::Told;
    const bool doubtful = text != Text::Told && maybeNothing && at.position.line <= block.outputStart.line;
    block.command = std::exchange(lane.commandLine, std::nullopt).value_or(std::string());
    m_events.push_back(CommandStarted{block, text, doubtful, std::exchange(lane.continuations, {})});
    close(lane, at, ending);
}

void Tracker::close(Lane &lane, const Moment &at, const Ending &ending)
{
    if (lane.trusted)
        dropForeign(at); // whoever spoke inside the command is gone with it
    if (Block *block = find(lane.block)) {
        block->state = Block::State::Finished;
        block->exitCode = ending.exitCode;
        block->stopped = ending.stopped;
        block->duration = std::max(std::chrono::duration_cast<milliseconds>(at.now - lane.started), milliseconds(0));
        block->end = std::max(at.position, block->outputStart);
        m_events.push_back(CommandFinished{*block});
    }
    lane.phase = Phase::Idle;
    lane.commandLine.reset();
}

void Tracker::leaveInnermost(const Moment &at)
{
    Lane &lane = m_foreign.back();
    if (lane.phase == Phase::Running) {
        close(lane, at, {});
    } else if (lane.phase == Phase::Prompt) {
        if (const auto prompt = m_blocks.find(lane.block); prompt != m_blocks.end())
            m_blocks.erase(prompt, prompt + 1);
    }
    m_foreign.pop_back();
}

void Tracker::dropForeign(const Moment &at)
{
    while (!m_foreign.empty())
        leaveInnermost(at);
    m_foreignHost.clear();
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

bool Tracker::isAnyRunning() const
{
    return isRunning() || std::ranges::any_of(m_foreign, [](const Lane &lane) { return lane.phase == Phase::Running; });
}

BlockList Tracker::blocksAt(base::Position here) const
{
    BlockList blocks = m_blocks;
    const auto extend = [&](const Lane &lane) {
        const auto running = lane.phase == Phase::Running ? blocks.find(lane.block) : blocks.end();
        if (running != blocks.end())
            blocks.edit(running).end = std::max(here, running->outputStart);
    };
    extend(m_own);
    std::ranges::for_each(m_foreign, extend);
    return blocks;
}

void Tracker::forgetBefore(base::LineId line)
{
    const auto firstKept = std::ranges::find_if(
        m_blocks, [line](const Block &b) { return b.state != Block::State::Finished || b.end.line >= line; });
    m_blocks.erase(m_blocks.begin(), firstKept);
}

std::vector<TrackerEvent> Tracker::finish(base::Position position, base::SteadyTime now, std::optional<int> exitCode)
{
    const Moment at{position, now, {}};
    if (m_own.phase == Phase::Running)
        close(m_own, at, {exitCode});
    else if (hasBeenGivenALine()) // without an Enter it was Ctrl-D, or nothing at all
        doneUnannounced(m_own, at, {exitCode}, true);
    dropForeign(at);
    return std::exchange(m_events, {});
}

} // namespace core::shell
