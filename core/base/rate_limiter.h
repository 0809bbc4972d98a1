// A token bucket: `burst` at once, refilled at `perSecond`. Not thread-safe: it belongs to the owner of what it guards.
#pragma once
#include "core/base/clock.h"

#include <algorithm>
#include <chrono>

namespace core::base {

class RateLimiter
{
public:
    RateLimiter(double perSecond, double burst) : m_rate(perSecond), m_burst(burst), m_tokens(burst) {}

    // Zero: taken. Otherwise nothing was taken, and this is when to try again (the error's retry_after).
    [[nodiscard]] std::chrono::milliseconds take(SteadyTime now)
    {
        if (m_last != SteadyTime{})
            m_tokens = std::min(m_burst, m_tokens + m_rate * std::chrono::duration<double>(now - m_last).count());
        m_last = now;
        if (m_tokens >= 1) {
            m_tokens -= 1;
            return {};
        }
        return std::chrono::milliseconds(1 + static_cast<long>((1 - m_tokens) / m_rate * 1000));
    }

private:
    double m_rate, m_burst, m_tokens;
    SteadyTime m_last{};
};

} // namespace core::base
