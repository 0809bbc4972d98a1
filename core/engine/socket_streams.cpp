#include "core/engine/socket_streams.h"

#include "core/engine/attach_task.h"
#include "core/engine/log_task.h"
#include "core/engine/start_attached_task.h"
#include "core/engine/stats_task.h"

namespace core::engine {

StreamPtr SocketStreams::logs(const std::string &container, const LogOptions &options, OnLog log, Done<void> done)
{
    auto *task = new LogTask(m_api, container, options, std::move(log), std::move(done), &m_tasks);
    task->start();
    return std::make_shared<TaskStream>(task);
}

StreamPtr SocketStreams::stats(const std::string &container, OnUsage usage, Done<void> done)
{
    auto *task = new StatsTask(m_api, container, std::move(usage), std::move(done), &m_tasks);
    task->start();
    return std::make_shared<TaskStream>(task);
}

OperationPtr SocketStreams::attach(const std::string &container, base::GridSize size, Done<std::unique_ptr<pty::Pty>> done)
{
    auto *task = new AttachTask(m_api, m_keeper, container, size, std::move(done), &m_tasks);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

OperationPtr SocketStreams::startAttached(const std::string &container, base::GridSize size, Done<std::unique_ptr<pty::Pty>> done)
{
    m_reads.endOf(container);
    auto started = [list = QPointer(&m_list), container, done = std::move(done)](base::Result<std::unique_ptr<pty::Pty>> pty) mutable {
        if (pty && list)
            list->touch(container);
        done(std::move(pty));
    };
    auto *task = new StartAttachedTask(m_api, m_keeper, container, size, std::move(started), &m_tasks);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

} // namespace core::engine
