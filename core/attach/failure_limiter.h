// Failed joins per peer address: so many a minute, then its further wrong ones are told to wait. Bounded: when too many addresses are known,
// the one seen longest ago is forgotten.
#pragma once
#include "core/base/clock.h"
#include "core/base/rate_limiter.h"

#include <algorithm>
#include <map>
#include <string>

namespace core::attach {

class FailureLimiter
{
public:
    explicit FailureLimiter(int perMinute, std::size_t addresses = 1024) : m_perMinute(perMinute), m_capacity(addresses) {}

    void failed(const std::string &address, base::SteadyTime now)
    {
        auto found = m_peers.find(address);
        if (found == m_peers.end()) {
            if (m_peers.size() >= m_capacity)
                m_peers.erase(std::min_element(m_peers.begin(), m_peers.end(),
                                               [](const auto &a, const auto &b) { return a.second.seen < b.second.seen; }));
            found = m_peers.emplace(address, Peer{base::RateLimiter(m_perMinute / 60.0, m_perMinute), {}, {}}).first;
        }
        Peer &peer = found->second;
        peer.seen = now;
        if (const auto wait = peer.limiter.take(now); wait.count() > 0)
            peer.blockedUntil = now + wait;
    }

    // Zero: welcome. Otherwise when to try again.
    std::chrono::milliseconds wait(const std::string &address, base::SteadyTime now) const
    {
        const auto found = m_peers.find(address);
        if (found == m_peers.end() || found->second.blockedUntil <= now)
            return {};
        return std::chrono::duration_cast<std::chrono::milliseconds>(found->second.blockedUntil - now) + std::chrono::milliseconds(1);
    }

private:
    struct Peer
    {
        base::RateLimiter limiter;
        base::SteadyTime blockedUntil;
        base::SteadyTime seen;
    };
    int m_perMinute;
    std::size_t m_capacity;
    std::map<std::string, Peer> m_peers;
};

} // namespace core::attach
