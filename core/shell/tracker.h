// The command tracker: OSC marks in, events out. One pure state machine: no lock, no clock but the one passed in, no
// I/O. Any chunking of a stream gives the same events, because the scanner hands over whole marks.
//
// Dialects: OSC 133 A/B/C/D, N, P, I with k=, aid=, err= (FinalTerm, kitty), 633 A-G with E;command;nonce and P;Cwd= (VS
// Code), 7 (cwd URL), 9;9, 1337 CurrentDir and RemoteHost, and the predecessor's 133;…;cmd=<base64>;pwd=<base64>.
// Trust: Berth's integration sends 633;E;<command>;<nonce> and nonce=<nonce> on its 133 marks. Marks without the
// session's nonce never fill a command, a trusted cwd, or history. They are followed in lanes of their own: a shell
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
struct PromptEnded { base::Position position; bool trusted = false; }; // where typing begins: once it is known, and when it moves
// The prompt of a line that goes on (PS2), from its start to where typing goes on.
struct Continuation { base::Position start, end; };
struct CommandStarted
{
    enum class Text : unsigned char {
        Told,   // as the shell says, or not at all
        Unsure, // maybe an older command's: see withdrawCommand()
        Untold, // see fillCommand()
    };
    Block block;
    Text text = Text::Told;
    bool doubtful = false; // maybe nothing ran, and the line was empty or given up: see withdrawBlock()
    std::vector<Continuation> continuations; // with Untold
};
struct CommandFinished { Block block; };
struct CwdChanged { std::string path; bool trusted = false; };
struct ShellTold { std::string name; }; // trusted
struct HostTold { std::string host; }; // somebody says where he is: never trusted
using TrackerEvent = std::variant<PromptShown, PromptEnded, CommandStarted, CommandFinished, CwdChanged, ShellTold, HostTold>;

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
    // Nor do they tell whether there was one: if nothing was printed and the status is the old one, the screen decides.
    void withdrawBlock(base::BlockId id);
    // Enter was sent to the program: when such a command started.
    void enterPressed(base::SteadyTime now, base::WallTime wall);
    // The shell has ended: so has what ran, with the shell's own exit code, or without one if there was none (a signal).
    std::vector<TrackerEvent> finish(base::Position position, base::SteadyTime now, std::optional<int> exitCode = {});

    const BlockList &blocks() const { return m_blocks; } // bounded: when full the oldest that is finished is forgotten
    // The same as of now, for viewers: the output of what runs reaches to `here`.
    BlockList blocksAt(base::Position here) const;
    bool sawTrustedMark() const { return m_sawTrusted; } // "blocks on" in the status bar
    bool isRunning() const { return m_own.phase == Phase::Running; } // a trusted command runs
    // A shell that does not tell when a command starts (dash, busybox) was given a line and has not prompted since.
    bool hasBeenGivenALine() const { return m_own.phase == Phase::Prompt && m_own.implicit && m_own.entered; }
    bool isAnyRunning() const;
    const std::string &cwd() const { return m_cwd; }
    const std::string &shell() const { return m_shell; } // empty: not told

private:
    enum class Phase : unsigned char { Idle, Prompt, Running };
    // One chain of prompt, command, prompt: the session's own shell, or foreign marks.
    struct Lane
    {
        bool trusted = false;
        std::string aid; // which shell it is, of a foreign one that tells
        Phase phase = Phase::Idle;
        base::BlockId block;                    // while not Idle
        std::optional<std::string> commandLine; // told before the command starts
        bool unsure = false;                    // of commandLine
        bool implicit = false;                  // has no hooks: dash, busybox ash
        bool endsOther = false;                 // the next prompt's end is not the first prompt's
        std::vector<Continuation> continuations;
        std::string prompt;                     // the number of the last one, where it is told
        bool redrawn = false;                   // what follows draws the same prompt again
        std::optional<int> lastExit;
        base::SteadyTime started{};
        std::pair<base::SteadyTime, base::WallTime> waiting; // since when the shell reads a line, or has got one: Enter
        bool entered = false;                   // at this prompt
    };
    struct Moment
    {
        base::Position position;
        base::SteadyTime now;
        base::WallTime wall;
    };
    struct Ending
    {
        std::optional<int> exitCode;
        bool stopped = false;
    };

    bool isHeard(bool trusted) const;
    Lane *foreignLane(const ShellMark &mark, const Moment &at);
    void consume(Lane &lane, ShellMark &mark, const Moment &at);
    void promptStart(Lane &lane, const Moment &at);
    void promptEnd(Lane &lane, const Moment &at);
    void continuationStart(Lane &lane, const Moment &at);
    void continuationEnd(Lane &lane, const Moment &at);
    void executing(Lane &lane, const Moment &at, std::optional<std::string> command);
    void done(Lane &lane, const Moment &at, ShellMark &mark);
    void doneUnannounced(Lane &lane, const Moment &at, const Ending &ending, bool maybeNothing);
    void close(Lane &lane, const Moment &at, const Ending &ending);
    void leaveInnermost(const Moment &at);
    void dropForeign(const Moment &at);
    void cwdChanged(const std::string &path, bool trusted);
    Block &open(Lane &lane, const Moment &at);
    Block *find(base::BlockId id);

    std::string m_nonce;
    std::size_t m_maxBlocks;
    BlockList m_blocks;
    std::uint64_t m_lastId = 0;
    bool m_sawTrusted = false;
    std::string m_cwd;         // trusted
    std::string m_shell;       // trusted
    std::string m_foreignCwd;  // last one told without a nonce
    std::string m_foreignHost;
    Lane m_own;
    std::vector<Lane> m_foreign; // a shell, one that runs in it, …: only the innermost speaks, as far as their aid tells
    std::vector<TrackerEvent> m_events; // of the mark being consumed
};

} // namespace core::shell
