// What a container uses, from the engines' statistics. Pure values and functions.
//
// The engines' own CPU formula needs the machine's busy time, which they report differently (Podman leaves out idle
// time). Ours is right on both: CPU time since our previous sample by wall-clock time between the two.
#pragma once
#include "core/base/clock.h"
#include "core/base/result.h"

#include <QJsonObject>
#include <cstdint>
#include <optional>

namespace core::engine {

struct Usage
{
    base::WallTime at{};
    std::optional<double> cpuPercent; // of one CPU: 200 is two busy ones; nullopt in the first sample
    std::int64_t cpuNanoseconds = 0;  // since its start, all CPUs
    int cpus = 0;                     // that it may use; 0: unknown
    std::int64_t memoryBytes = 0;     // without the page cache that the kernel can drop, where the engine says how much that is
    std::int64_t memoryLimit = 0;     // the machine's memory when it has none; 0: unknown
    std::int64_t networkReceived = 0, networkSent = 0; // bytes since its start, all its networks
    std::int64_t blockRead = 0, blockWritten = 0;      // bytes since its start
    std::int64_t processes = 0;
    friend bool operator==(const Usage &, const Usage &) = default;
};

class UsageMeter
{
public:
    // One sample of a container, as GET /containers/{id}/stats gives it. nullopt when the container does not run (the
    // engines then send empty or zero statistics). Both cgroup versions.
    std::optional<Usage> take(const QJsonObject &sample);

private:
    std::optional<std::int64_t> m_cpuTime; // ns
    base::WallTime m_at{};
};

} // namespace core::engine
