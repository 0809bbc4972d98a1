// Named counters of one instance. Counting is one relaxed atomic addition; making a counter takes a lock, so callers
// keep the reference.
//
// Threads: any. References stay valid as long as the Metrics.
#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace core::telemetry {

class Counter
{
public:
    void add(std::uint64_t n = 1) { m_value.fetch_add(n, std::memory_order_relaxed); }
    std::uint64_t value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> m_value = 0;
};

class Metrics
{
public:
    Counter &counter(std::string_view name); // "store.commands": made on first use
    std::map<std::string, std::uint64_t> snapshot() const;

private:
    mutable std::mutex m_mutex; // guards the map; counters are their own
    std::map<std::string, Counter, std::less<>> m_counters;
};

} // namespace core::telemetry
