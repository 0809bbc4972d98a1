// What containers use, for `berthctl stats` and `berthctl metrics`.
#include "core/host/find_container.h"
#include "core/host/host_impl.h"
#include "core/host/metrics_text.h"

#include <QTimer>
#include <algorithm>

namespace core::host {
namespace {

using namespace std::chrono_literals;

constexpr auto kKeepSampling = 15s; // after the last question: the next one of `stats --follow` is answered at once
constexpr auto kLongestWait = 6s;   // a first share of CPU takes two samples, up to two seconds
constexpr auto kLook = 50ms;

control::Instance::UsageRow rowOf(const engine::Engine &engine, const engine::Container &container, const engine::Usage *usage)
{
    control::Instance::UsageRow row;
    row.engine = engine.id();
    row.id = container.id;
    row.name = container.name;
    row.project = container.project;
    row.hasSample = usage != nullptr;
    if (!usage)
        return row;
    row.cpuPercent = usage->cpuPercent;
    row.cpuNs = usage->cpuNanoseconds;
    row.memoryBytes = usage->memoryBytes;
    row.memoryLimit = usage->memoryLimit;
    row.networkReceived = usage->networkReceived;
    row.networkSent = usage->networkSent;
    row.blockRead = usage->blockRead;
    row.blockWritten = usage->blockWritten;
    row.processes = usage->processes;
    row.atMs = std::chrono::duration_cast<std::chrono::milliseconds>(usage->at.time_since_epoch()).count();
    return row;
}

} // namespace

void HostImpl::whenSampled(std::function<void()> then)
{
    m_usage->want(kKeepSampling);
    auto *look = new QTimer(this);
    const base::SteadyTime until = base::Clock::system().now() + kLongestWait;
    connect(look, &QTimer::timeout, this, [this, look, until, then = std::move(then)] {
        if (!m_usage)
            return look->deleteLater(); // shutting down: whoever waits is told by the call's own end
        const bool late = base::Clock::system().now() >= until;
        if (!late && (isStillLooking() || !m_usage->isComplete()))
            return;
        look->stop();
        look->deleteLater();
        then();
    });
    look->start(kLook);
}

control::Instance::Stats HostImpl::usageOf(const engine::Container *only, const engine::Engine *ofEngine) const
{
    Stats out;
    for (const engine::Engine *engine : m_engines->engines()) {
        if (only && engine != ofEngine)
            continue;
        for (const engine::Container &container : engine->containers()) {
            if (container.isRunning() && (!only || container.id == only->id))
                out.containers.push_back(rowOf(*engine, container, m_usage->usage(engine->id(), container.id)));
        }
    }
    out.problems = containers().problems;
    return out;
}

void HostImpl::stats(const std::string &container, control::Instance::Done<Stats> done)
{
    auto shared = std::make_shared<control::Instance::Done<Stats>>(std::move(done));
    whenSampled([this, container, shared] {
        if (container.empty())
            return (*shared)(usageOf(nullptr, nullptr));
        const auto [engine, found] = findContainer(*m_engines, container);
        if (!found)
            return (*shared)(base::fail("engine.not_found", "There is no container '" + container + "'."));
        if (!found->isRunning())
            return (*shared)(base::fail("engine.conflict", "The container '" + container + "' is not running."));
        (*shared)(usageOf(found, engine));
    });
}

void HostImpl::metrics(control::Instance::Done<std::string> done)
{
    auto shared = std::make_shared<control::Instance::Done<std::string>>(std::move(done));
    whenSampled([this, shared] {
        InstanceMetrics all;
        all.sessions = m_sessions.size();
        for (const engine::Engine *engine : m_engines->engines()) {
            InstanceMetrics::Engine row{engine->id(), engine->title(), engine->state() == engine::EngineState::Ready, {}};
            for (const engine::Container &container : engine->containers())
                ++row.containers[container.state];
            all.engines.push_back(std::move(row));
        }
        all.usage = usageOf(nullptr, nullptr).containers;
        (*shared)(metricsText(all));
    });
}

} // namespace core::host
