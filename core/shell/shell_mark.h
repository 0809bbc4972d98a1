// What one OSC string says about a shell, whatever dialect it came in. Parsing has no state; see Tracker for meaning.
#pragma once
#include "core/base/osc_mark.h"

#include <optional>
#include <string>
#include <string_view>

namespace core::shell {

struct ShellMark
{
    enum class Kind {
        PromptStart,       // 133 A, N, P
        PromptEnd,         // 133 B, I
        ContinuationStart, // 633 F, and a prompt with k=c or k=s: of a line that goes on (PS2)
        ContinuationEnd,   // 633 G
        RightPrompt,       // k=r: its end is no end of the prompt
        Executing,
        Done,
        CommandLine,
        Cwd,
        Shell, // 633 P;Shell=: which program the shell is
        Host, // 1337 RemoteHost: where the one who speaks is
    } kind;
    bool trusted = false;            // carries the session's nonce
    bool gone = false;               // trusted Done: the shell itself has ended, and with it whatever it was at
    bool implicit = false;           // trusted Done of a command whose start the shell could not tell (see Tracker)
    bool unsure = false;             // CommandLine: maybe an older command's (see Tracker::withdrawCommand)
    std::optional<int> exitCode;     // Done
    bool stopped = false;            // Done: the command was stopped, it has not ended. As the code looks, unless the shell says
    std::optional<std::string> text; // CommandLine, Executing, Done: the command; Cwd: an absolute path; Shell: a name; Host: user@host
    std::optional<std::string> cwd;  // what a phase's mark says of it besides
    std::string aid;                 // 133: which shell speaks; empty: not told
    std::string prompt;              // implicit Done: in which prompt it stands; one that is drawn again has the same. Empty: not told
};

inline constexpr std::size_t kMaxCommandBytes = 64 * 1024;
inline constexpr std::size_t kMaxPathBytes = 4096; // PATH_MAX
inline constexpr std::size_t kMaxHostBytes = 320;  // a name, an @ and a host's name
inline constexpr std::size_t kMaxShellBytes = 40;  // of a shell's name
inline constexpr std::size_t kMaxAidBytes = 64;    // of an aid or a prompt's number; longer ones are as if not told

// Nothing for strings that say nothing about a shell, or are malformed. `nonce` empty: nothing is trusted.
std::optional<ShellMark> parseShellMark(const base::OscMark &mark, std::string_view nonce);

} // namespace core::shell
