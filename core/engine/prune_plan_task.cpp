#include "core/engine/prune_plan_task.h"

#include "core/engine/api_json.h"
#include "core/engine/disk_usage_task.h"
#include "core/engine/network_users.h"
#include "core/engine/store_json.h"

#include <algorithm>

namespace core::engine {
namespace {
constexpr std::size_t kMostBody = 64u << 20;
}

PrunePlanTask::PrunePlanTask(const ApiClient &api, PruneScope scope, Done<PrunePlan> done, QObject *parent)
    : ResultTask(api, std::move(done), parent)
    , m_scope(scope)
{
}

void PrunePlanTask::ask(const char *path, std::chrono::milliseconds deadline, void (PrunePlanTask::*then)(const base::Result<HttpReply> &))
{
    run(m_api.call("GET", path, {.deadline = deadline, .body = kMostBody},
                        [this, then](const base::Result<HttpReply> &reply) {
                            if (reply)
                                (this->*then)(reply);
                            else
                                end(std::unexpected(reply.error()));
                        },
                        this));
}

void PrunePlanTask::start()
{
    auto *const usage = new DiskUsageTask(m_api, [this](base::Result<DiskUsage> measured) { this->measured(std::move(measured)); }, this);
    usage->start();
}

void PrunePlanTask::measured(base::Result<DiskUsage> usage)
{
    if (hasEnded())
        return;
    if (!usage)
        return end(std::unexpected(usage.error()));
    m_usage = *std::move(usage);
    if (!m_scope.unusedNetworks)
        return end(planOf(m_usage, {}, m_scope));
    ask("/networks", m_api.timings().list, &PrunePlanTask::networksListed);
}

void PrunePlanTask::networksListed(const base::Result<HttpReply> &reply)
{
    auto networks = networksIn(reply->body);
    if (!networks)
        return end(std::unexpected(networks.error()));
    m_networks = *std::move(networks);
    ask("/containers/json?all=1", m_api.timings().list, &PrunePlanTask::containersListed);
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
        item.inUse = network.isBuiltIn() || !network.containers.empty() || !usersOfNetwork(*containers, network).empty();
        item.created = network.created;
        networks.push_back(std::move(item));
    }
    end(planOf(m_usage, networks, m_scope));
}

} // namespace core::engine
