// The dry run of a prune: what takes space, what networks nobody is on, and what of it the scope names.
#pragma once
#include "core/engine/disk.h"
#include "core/engine/network_store.h"
#include "core/engine/result_task.h"

namespace core::engine {

class PrunePlanTask final : public ResultTask<PrunePlan>
{
    Q_OBJECT
public:
    PrunePlanTask(const ApiClient &api, PruneScope scope, Done<PrunePlan> done, QObject *parent);
    void start();

private:
    void networksListed(const base::Result<HttpReply> &reply);
    void containersListed(const base::Result<HttpReply> &reply);
    void ask(const char *path, std::chrono::milliseconds deadline, void (PrunePlanTask::*then)(const base::Result<HttpReply> &));
    void measured(base::Result<DiskUsage> usage);

    PruneScope m_scope;
    DiskUsage m_usage;
    std::vector<Network> m_networks;
};

} // namespace core::engine
