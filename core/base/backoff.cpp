#include "core/base/backoff.h"

#include <algorithm>

namespace core::base {

Backoff::Backoff(std::chrono::milliseconds first, std::chrono::milliseconds cap, std::uint64_t seed)
    : m_first(first)
    , m_cap(cap)
    , m_random(seed)
{
}

std::chrono::milliseconds Backoff::next()
{
    constexpr int kMaxShift = 30; // beyond it the cap has long been reached
    const auto ceiling = std::min<std::int64_t>(m_cap.count(), m_first.count() << std::min(m_attempt, kMaxShift));
    m_attempt = std::min(m_attempt + 1, kMaxShift);
    return std::chrono::milliseconds(std::uniform_int_distribution<std::int64_t>(0, ceiling)(m_random));
}

} // namespace core::base
