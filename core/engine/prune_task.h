// Removes what a plan names, one thing after the other; what cannot be removed is reported and does not end it.
#pragma once
#include "core/engine/api_client.h"
#include "core/engine/disk.h"

namespace core::engine {

class PruneTask final : public Task
{
    Q_OBJECT
public:
    PruneTask(const ApiClient &api, PrunePlan plan, OnProgress progress, Done<PruneReport> done, QObject *parent);
    void start() { QTimer::singleShot(0, this, &PruneTask::next); }
    void cancel() override { end(std::unexpected(cancelledError())); } // what is gone is gone

private:
    void next();
    void removed(const base::Result<HttpReply> &reply);
    void end(base::Result<PruneReport> result);

    const ApiClient &m_api;
    PrunePlan m_plan;
    OnProgress m_progress;
    Done<PruneReport> m_done;
    PruneReport m_report;
    std::size_t m_at = 0;
    QPointer<HttpCall> m_call;
    bool m_ended = false;
};

} // namespace core::engine
