// Sums of numbers that an engine makes up as it likes: they stop at the largest instead of overflowing.
#pragma once
#include <cstdint>
#include <limits>

namespace core::engine {

inline void addSaturated(std::int64_t &sum, std::int64_t value)
{
    if (__builtin_add_overflow(sum, value, &sum))
        sum = value > 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
}

} // namespace core::engine
