// The command tracker: OSC marks in, events out. One pure state machine: no lock, no clock but the one passed in, no
// I/O. Any chunking of a stream gives the same events, because the scanner hands over whole marks.
//
// Dialects: OSC 133 A/B/C/D (FinalTerm, kitty, VS Code), 633 A-F with E;command;nonce and P;Cwd= (VS Code), 7 (cwd URL),
// 9;9, 1337 CurrentDir, and the predecessor's 133;…;cmd=<base64>.
// Trust: Berth's integration sends 633;E;<command>;<nonce> and nonce=<nonce> on its 133 marks. Marks without the
// session's nonce never fill a command, a trusted cwd, or history. They are followed in a lane of their own: a shell
// behind ssh gets its gutter while the trusted `ssh` runs, and nothing it prints can end or alter a trusted block.
#pragma once
#include "core/base/osc_mark.h"
#include "core/shell/block_list.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace core::shell {

struct ShellMark;

struct PromptShown { base::Position position; bool trusted = false; };
struct CommandStarted
{
    Block block;
    bool unsure = false;      // see withdrawCommand()
    bool unannounced = false; // see fillCommand()
};
struct CommandFinished { Block block; };
struct CwdChanged { std::string path; bool trusted = false; };
using TrackerEvent = std::variant<PromptShown, CommandStarted, CommandFinished, CwdChanged>;

class Tracker
{
public:
    explicit Tracker(std::string nonce, std::size_t maxBlocks = 10'000);

    std::vector<TrackerEvent> consume(const base::OscMark &mark, base::SteadyTime now, base::WallTime wall);
    // Blocks whose text has left the history are forgotten.
    void forgetBefore(base::LineId line);
    // A bash that did not put a line into its history (HISTCONTROL, HISTIGNORE) reports the entry before it, which may or
    // may not be the same command. Who can see the screen compares, and takes back what was not typed.
    void withdrawCommand(base::BlockId id);
    // dash and busybox ash only speak at their prompt and tell no command: who can see the screen reads what was typed,
    // between the trusted prompt's end and the line after it, and fills it in.
    void fillCommand(base::BlockId id, std::string command);
    // Enter was sent to the program: when such a command started.
    void enterPressed(base::SteadyTime now, base::WallTime wall);
    // The shell has ended: what ran is finished, without an exit code.
    std::vector<TrackerEvent> finish(base::Position position, base::SteadyTime now);

    const BlockList &blocks() const { return m_blocks; } // bounded: when full the oldest that is finished is forgotten
    // The same as of now, for viewers: the output of what runs reaches to `here`.
    BlockList blocksAt(base::Position here) const;
    bool sawTrustedMark() const { return m_sawTrusted; } // "blocks on" in the status bar
    bool isRunning() const { return m_own.phase == Phase::Running; } // a trusted command runs
    bool isAnyRunning() const { return isRunning() || m_foreign.phase == Phase::Running; }
    const std::string &cwd() const { return m_cwd; }

private:
    enum class Phase { Idle, Prompt, Running };
    // One chain of prompt, command, prompt: the session's own shell, or foreign marks.
    struct Lane
    {
        explicit Lane(bool isTrusted) : trusted(isTrusted) {}
        const bool trusted;
        Phase phase = Phase::Idle;
        base::BlockId block;                    // while not Idle
        std::optional<std::string> commandLine; // told before the command starts
        bool unsure = false;                    // of commandLine
        std::optional<int> lastExit;
        base::SteadyTime started{};
        std::optional<std::pair<base::SteadyTime, base::WallTime>> entered; // at this prompt
    };
    struct Moment
    {
        base::Position position;
        base::SteadyTime now;
        base::WallTime wall;
    };

    bool isHeard(const Lane &lane) const;
    void promptStart(Lane &lane, const Moment &at);
    void promptEnd(Lane &lane, const Moment &at);
    void executing(Lane &lane, const Moment &at, std::optional<std::string> command);
    void done(Lane &lane, const Moment &at, const ShellMark &mark);
    void doneUnannounced(Lane &lane, const Moment &at, std::optional<int> exitCode);
    void close(Lane &lane, const Moment &at, std::optional<int> exitCode);
    void dropForeign(const Moment &at);
    void cwdChanged(const std::string &path, bool trusted);
    Block &open(Lane &lane, const Moment &at);
    Block *find(base::BlockId id);

    std::string m_nonce;
    std::size_t m_maxBlocks;
    BlockList m_blocks;
    std::uint64_t m_lastId = 0;
    bool m_sawTrusted = false;
    std::string m_cwd;        // trusted
    std::string m_foreignCwd; // last one told without a nonce
    Lane m_own{true};
    Lane m_foreign{false};
    std::vector<TrackerEvent> m_events; // of the mark being consumed
};

} // namespace core::shell
