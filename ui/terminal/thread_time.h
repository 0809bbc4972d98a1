// The CPU time that the calling thread has used so far.
#pragma once
#include <chrono>
#include <ctime>

namespace ui::terminal {

inline std::chrono::nanoseconds threadTime()
{
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

} // namespace ui::terminal
