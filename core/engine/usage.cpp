#include "core/engine/usage.h"

#include "core/engine/json_values.h"
#include "core/engine/saturated.h"

#include <algorithm>

namespace core::engine {
namespace {

std::int64_t memoryOf(const QJsonObject &memory)
{
    const std::int64_t usage = numberIn(memory, "usage");
    const QJsonObject stats = objectIn(memory, "stats");
    // cgroup v1 calls it total_inactive_file and v2 inactive_file; v1 has that name too, for the container's top group only.
    const bool v1 = stats.contains(QLatin1String("total_inactive_file"));
    const std::int64_t cache = numberIn(stats, v1 ? "total_inactive_file" : "inactive_file");
    return cache > 0 && cache < usage ? usage - cache : std::max<std::int64_t>(0, usage);
}

void addNetworks(Usage &usage, const QJsonObject &networks)
{
    for (const QJsonValue &value : networks) {
        const QJsonObject network = value.toObject();
        addSaturated(usage.networkReceived, numberIn(network, "rx_bytes"));
        addSaturated(usage.networkSent, numberIn(network, "tx_bytes"));
    }
}

void addBlockIo(Usage &usage, const QJsonArray &entries)
{
    for (const QJsonValue &value : entries) {
        const QJsonObject entry = value.toObject();
        const std::string operation = textIn(entry, "op", 16); // v1 "Read", v2 "read"
        if (operation == "Read" || operation == "read")
            addSaturated(usage.blockRead, numberIn(entry, "value"));
        else if (operation == "Write" || operation == "write")
            addSaturated(usage.blockWritten, numberIn(entry, "value"));
    }
}

} // namespace

std::optional<Usage> UsageMeter::take(const QJsonObject &sample)
{
    const QJsonObject cpu = objectIn(sample, "cpu_stats");
    const std::int64_t cpuTime = numberIn(objectIn(cpu, "cpu_usage"), "total_usage");
    const base::WallTime at = timeIn(sample, "read");
    if (cpuTime <= 0 || at == base::WallTime())
        return std::nullopt;
    Usage usage;
    usage.at = at;
    const double elapsed = std::chrono::duration<double, std::nano>(at - m_at).count();
    if (m_cpuTime && elapsed > 0 && cpuTime >= *m_cpuTime) // less: it was restarted
        usage.cpuPercent = double(cpuTime - *m_cpuTime) / elapsed * 100;
    usage.cpuNanoseconds = cpuTime;
    m_cpuTime = cpuTime;
    m_at = at;
    usage.cpus = int(std::clamp<std::int64_t>(numberIn(cpu, "online_cpus"), 0, 1 << 16));
    const QJsonObject memory = objectIn(sample, "memory_stats");
    usage.memoryBytes = memoryOf(memory);
    usage.memoryLimit = std::max<std::int64_t>(0, numberIn(memory, "limit"));
    addNetworks(usage, objectIn(sample, "networks"));
    addBlockIo(usage, arrayIn(objectIn(sample, "blkio_stats"), "io_service_bytes_recursive"));
    usage.processes = std::max<std::int64_t>(0, numberIn(objectIn(sample, "pids_stats"), "current"));
    return usage;
}

} // namespace core::engine
