// Times from outside: WallTime counts nanoseconds in 64 bits, which end in the year 2262, and arithmetic beyond is undefined.
#pragma once
#include "core/base/clock.h"

#include <algorithm>
#include <cstdint>

namespace core::engine {

// Seconds since 1970; what WallTime cannot hold becomes the nearest that it can.
inline base::WallTime wallTimeAt(std::int64_t seconds, std::int64_t nanoseconds = 0)
{
    constexpr std::int64_t kMost = std::chrono::duration_cast<std::chrono::seconds>(base::WallTime::duration::max()).count() - 1;
    const auto whole = std::chrono::seconds(std::clamp(seconds, -kMost, kMost));
    const auto part = std::chrono::nanoseconds(std::clamp<std::int64_t>(nanoseconds, 0, 999'999'999));
    return base::WallTime(std::chrono::duration_cast<base::WallTime::duration>(whole + part));
}

} // namespace core::engine
