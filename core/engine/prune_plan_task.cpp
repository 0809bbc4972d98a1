#include "core/engine/prune_plan_task.h"

#include "core/engine/api_json.h"
#include "core/engine/store_json.h"

#include <algorithm>

namespace core::engine {
namespace {
constexpr std::size_t kMostBody = 64u << 20;
}

PrunePlanTask::PrunePlanTask(const ApiClient &api, PruneScope scope, Done<PrunePlan> done, QObject *parent)
    : Task(parent)
    , m_api(api)
    , m_scope(scope)
    , m_done(std::move(done))
{
}

void PrunePlanTask::run(const char *path, std::chrono::milliseconds deadline, void (PrunePlanTask::*then)(const base::Result<HttpReply> &))
{
    m_call = m_api.call("GET", path, {.deadline = deadline, .body = kMostBody},
                        [this, then](const base::Result<HttpReply> &reply) {
                            if (reply)
                                (this->*then)(reply);
                            else
                                end(std::unexpected(reply.error()));
                        },
                        this);
    m_call->start();
}

void PrunePlanTask::start()
{
    run("/system/df", m_api.timings().disk, &PrunePlanTask::measured);
}

void PrunePlanTask::measured(const base::Result<HttpReply> &reply)
{
    auto usage = diskUsageIn(reply->body);
    if (!usage)
        return end(std::unexpected(usage.error()));
    m_usage = *std::move(usage);
    if (!m_scope.unusedNetworks)
        return end(planOf(m_usage, {}, m_scope));
    run("/networks", m_api.timings().list, &PrunePlanTask::networksListed);
}

void PrunePlanTask::networksListed(const base::Result<HttpReply> &reply)
{
    auto networks = networksIn(reply->body);
    if (!networks)
        return end(std::unexpected(networks.error()));
    m_networks = *std::move(networks);
    run("/containers/json?all=1", m_api.timings().list, &PrunePlanTask::containersListed);
}

void PrunePlanTask::containersListed(const base::Result<HttpReply> &reply)
{
    const auto containers = containersIn(reply->body);
    if (!containers)
        return end(std::unexpected(containers.error()));
    std::vector<DiskItem> networks;
    for (const Network &network : m_networks) {
        DiskItem item{.kind = DiskItem::Kind::Network, .id = network.id, .name = network.name, .project = {}};
        // A stopped container keeps its network: it could not start without it.
        item.inUse = network.isBuiltIn() || !network.containers.empty() || !usersOfNetwork(*containers, network.name).empty();
        item.created = network.created;
        networks.push_back(std::move(item));
    }
    end(planOf(m_usage, networks, m_scope));
}

void PrunePlanTask::end(base::Result<PrunePlan> result)
{
    if (std::exchange(m_ended, true))
        return;
    if (m_call)
        m_call->abandon();
    deleteLater();
    auto done = std::move(m_done);
    done(std::move(result));
}

} // namespace core::engine
