// What a command's exit status says about it, as a shell tells it. Pure.
#pragma once
#include <optional>

namespace core::base {

// 128 and Linux's SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU: what a shell gives a job that was stopped (Ctrl-Z) and has not ended.
// A program may return them itself (`dotnet` does); bash, zsh and fish know which it was.
inline constexpr int kFirstStopped = 147, kLastStopped = 150;

// What is taken for a stop where nobody says (`sh`, and what was written before it was told).
constexpr bool looksStopped(std::optional<int> exitCode)
{
    return exitCode >= kFirstStopped && exitCode <= kLastStopped;
}

// Of anything with the members exitCode and stopped.
constexpr bool isFailure(const auto &command)
{
    return command.exitCode && *command.exitCode != 0 && !command.stopped;
}

} // namespace core::base
