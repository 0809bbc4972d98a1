// What one OSC string says about a shell, whatever dialect it came in. Parsing has no state; see Tracker for meaning.
#pragma once
#include "core/base/osc_mark.h"

#include <optional>
#include <string>
#include <string_view>

namespace core::shell {

struct ShellMark
{
    enum class Kind { PromptStart, PromptEnd, Executing, Done, CommandLine, Cwd } kind;
    bool trusted = false;                // carries the session's nonce
    bool implicit = false;               // Done of a shell that cannot tell when a command starts (see berth.sh)
    bool unsure = false;                 // CommandLine: maybe an older command's (see Tracker::withdrawCommand)
    std::optional<int> exitCode;         // Done
    std::optional<std::string> text;     // CommandLine, Executing: the command; Cwd: an absolute path
};

inline constexpr std::size_t kMaxCommandBytes = 64 * 1024;
inline constexpr std::size_t kMaxPathBytes = 4096; // PATH_MAX

// Nothing for strings that say nothing about a shell, or are malformed. `nonce` empty: nothing is trusted.
std::optional<ShellMark> parseShellMark(const base::OscMark &mark, std::string_view nonce);

// VS Code's escaping of values: \\ and \xHH.
std::string unescaped(std::string_view value);

} // namespace core::shell
