// One token bucket for each principal (a local uid, an attach token, an agent): nobody's haste is another's wait. Bounded:
// beyond `maxPrincipals` the one that was seen longest ago is forgotten, which gives it a full bucket again.
//
// Threads: that of its owner; not thread-safe.
#pragma once
#include "core/base/rate_limiter.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace core::base {

class PrincipalLimiter
{
public:
    PrincipalLimiter(double perSecond, double burst, std::size_t maxPrincipals = 1024)
        : m_perSecond(perSecond)
        , m_burst(burst)
        , m_max(maxPrincipals)
    {
    }

    // As RateLimiter::take().
    [[nodiscard]] std::chrono::milliseconds take(std::string_view principal, SteadyTime now)
    {
        auto it = m_buckets.find(principal);
        if (it == m_buckets.end()) {
            if (m_buckets.size() >= m_max)
                m_buckets.erase(std::min_element(m_buckets.begin(), m_buckets.end(),
                                                 [](const auto &a, const auto &b) { return a.second.seen < b.second.seen; }));
            it = m_buckets.emplace(std::string(principal), Bucket{RateLimiter(m_perSecond, m_burst), now}).first;
        }
        it->second.seen = now;
        return it->second.limiter.take(now);
    }
    std::size_t principals() const { return m_buckets.size(); }

private:
    struct Bucket
    {
        RateLimiter limiter;
        SteadyTime seen;
    };
    double m_perSecond, m_burst;
    std::size_t m_max;
    std::map<std::string, Bucket, std::less<>> m_buckets;
};

} // namespace core::base
