#include "core/engine/socket_disk.h"

#include "core/engine/disk_usage_task.h"
#include "core/engine/prune_plan_task.h"
#include "core/engine/prune_task.h"

namespace core::engine {

OperationPtr SocketDisk::usage(Done<DiskUsage> done)
{
    auto *task = new DiskUsageTask(m_service.m_api, std::move(done), &m_service.m_tasks);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

OperationPtr SocketDisk::planPrune(const PruneScope &scope, Done<PrunePlan> done)
{
    auto *task = new PrunePlanTask(m_service.m_api, scope, std::move(done), &m_service.m_tasks);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

OperationPtr SocketDisk::prune(const PrunePlan &plan, OnProgress progress, Done<PruneReport> done)
{
    auto *task = new PruneTask(m_service.m_api, plan, std::move(progress), std::move(done), &m_service.m_tasks);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

} // namespace core::engine
