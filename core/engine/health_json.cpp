#include "core/engine/health_json.h"

#include <algorithm>

namespace core::engine {
namespace {

constexpr std::int64_t kNano = 1'000'000'000;
constexpr std::int64_t kLongest = 365 * 24 * 3600; // s

std::chrono::seconds secondsIn(const QJsonObject &object, const char *key)
{
    return std::chrono::seconds(std::clamp<std::int64_t>(numberIn(object, key) / kNano, 0, kLongest));
}

} // namespace

HealthCheck healthCheckIn(const QJsonObject &config)
{
    const QJsonObject check = objectIn(config, "Healthcheck");
    HealthCheck out;
    out.test = textsIn(check, "Test");
    out.interval = secondsIn(check, "Interval");
    out.timeout = secondsIn(check, "Timeout");
    out.startPeriod = secondsIn(check, "StartPeriod");
    out.retries = int(std::clamp<std::int64_t>(numberIn(check, "Retries"), 0, 1'000'000));
    return out;
}

QJsonObject toObject(const HealthCheck &check)
{
    QJsonObject out;
    if (!check.test.empty())
        out.insert(QLatin1String("Test"), toArray(check.test));
    for (const auto &[key, value] : {std::pair{"Interval", check.interval}, {"Timeout", check.timeout}, {"StartPeriod", check.startPeriod}}) {
        if (value.count() > 0)
            out.insert(QLatin1String(key), qint64(value.count() * kNano));
    }
    if (check.retries > 0)
        out.insert(QLatin1String("Retries"), check.retries);
    return out;
}

} // namespace core::engine
