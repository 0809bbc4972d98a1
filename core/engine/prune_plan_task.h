// The dry run of a prune: what takes space, what networks nobody is on, and what of it the scope names.
#pragma once
#include "core/engine/api_client.h"
#include "core/engine/disk.h"
#include "core/engine/network_store.h"

namespace core::engine {

class PrunePlanTask final : public Task
{
    Q_OBJECT
public:
    PrunePlanTask(const ApiClient &api, PruneScope scope, Done<PrunePlan> done, QObject *parent);
    void start();
    void cancel() override { end(std::unexpected(cancelledError())); }

private:
    void networksListed(const base::Result<HttpReply> &reply);
    void containersListed(const base::Result<HttpReply> &reply);
    void run(const char *path, std::chrono::milliseconds deadline, void (PrunePlanTask::*then)(const base::Result<HttpReply> &));
    void measured(const base::Result<HttpReply> &reply);
    void end(base::Result<PrunePlan> result);

    const ApiClient &m_api;
    PruneScope m_scope;
    Done<PrunePlan> m_done;
    DiskUsage m_usage;
    std::vector<Network> m_networks;
    QPointer<HttpCall> m_call;
    bool m_ended = false;
};

} // namespace core::engine
