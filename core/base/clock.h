// Time comes from outside, so that tests own it.
#pragma once
#include <chrono>

namespace core::base {

using SteadyTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;

class Clock
{
public:
    virtual ~Clock() = default;
    virtual SteadyTime now() const = 0;  // for durations and deadlines
    virtual WallTime wall() const = 0;   // for what people and the store see
    static const Clock &system();
};

} // namespace core::base
