#include "core/telemetry/metrics.h"

namespace core::telemetry {

Counter &Metrics::counter(std::string_view name)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_counters.find(name); found != m_counters.end())
        return found->second;
    return m_counters.try_emplace(std::string(name)).first->second;
}

std::map<std::string, std::uint64_t> Metrics::snapshot() const
{
    const std::lock_guard lock(m_mutex);
    std::map<std::string, std::uint64_t> values;
    for (const auto &[name, counter] : m_counters)
        values[name] = counter.value();
    return values;
}

} // namespace core::telemetry
