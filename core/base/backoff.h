// Exponential backoff with full jitter: the n-th wait is uniform in [0, min(cap, base * 2^n)], so that many clients of a
// restarted server do not return at once. reset() after health was seen, not after a mere connect.
#pragma once
#include <chrono>
#include <cstdint>
#include <random>

namespace core::base {

class Backoff
{
public:
    Backoff(std::chrono::milliseconds first, std::chrono::milliseconds cap, std::uint64_t seed = std::random_device{}());
    std::chrono::milliseconds next();
    void reset() { m_attempt = 0; }
    int attempt() const { return m_attempt; }

private:
    std::chrono::milliseconds m_first;
    std::chrono::milliseconds m_cap;
    int m_attempt = 0;
    std::mt19937_64 m_random;
};

} // namespace core::base
