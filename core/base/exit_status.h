// What a command's exit status says about it, as a shell tells it. Pure.
#pragma once
#include <optional>

namespace core::base {

// 128 and Linux's SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU: a job that was stopped (Ctrl-Z) has not ended.
inline constexpr int kFirstStopped = 147, kLastStopped = 150;

constexpr bool isStopped(std::optional<int> exitCode)
{
    return exitCode >= kFirstStopped && exitCode <= kLastStopped;
}

constexpr bool isFailure(std::optional<int> exitCode)
{
    return exitCode && *exitCode != 0 && !isStopped(exitCode);
}

} // namespace core::base
