// What takes space, with the names of images, which some engines list elsewhere.
#pragma once
#include "core/engine/disk.h"
#include "core/engine/result_task.h"

#include <QElapsedTimer>

namespace core::engine {

class DiskUsageTask final : public ResultTask<DiskUsage>
{
    Q_OBJECT
public:
    using ResultTask::ResultTask;
    void start();

private:
    void measure();
    void measured(const base::Result<HttpReply> &reply);
    void imagesListed(const base::Result<HttpReply> &reply);

    QElapsedTimer m_since;
    std::chrono::milliseconds m_pause{100}; // before it is asked again
    DiskUsage m_usage;
};

} // namespace core::engine
