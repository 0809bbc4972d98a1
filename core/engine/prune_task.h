// Removes what a plan names, one thing after the other; what cannot be removed is reported and does not end it. Cancelled,
// what is gone is gone.
#pragma once
#include "core/engine/disk.h"
#include "core/engine/result_task.h"

namespace core::engine {

class PruneTask final : public ResultTask<PruneReport>
{
    Q_OBJECT
public:
    PruneTask(const ApiClient &api, PrunePlan plan, OnProgress progress, Done<PruneReport> done, QObject *parent);
    void start() { QTimer::singleShot(0, this, &PruneTask::next); }

private:
    void next();
    void untagIfUnused(const base::Result<HttpReply> &containers);
    void untag();
    void untagIfSame(const base::Result<HttpReply> &image);
    void removeNameless(const base::Result<HttpReply> &image);
    void remove();
    void removed(const base::Result<HttpReply> &reply);

    PrunePlan m_plan;
    OnProgress m_progress;
    PruneReport m_report;
    std::size_t m_at = 0;
    std::size_t m_tag = 0; // of an image with several
};

} // namespace core::engine
