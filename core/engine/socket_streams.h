// ContainerStreams over the HTTP API.
#pragma once
#include "core/engine/archive_reads.h"
#include "core/engine/container_streams.h"
#include "core/engine/exec_keeper.h"
#include "core/engine/live_list.h"

namespace core::engine {

class SocketStreams final : public ContainerStreams
{
public:
    SocketStreams(const ApiClient &api, ExecKeeper &keeper, QObject &tasks, LiveList &list, ArchiveReads &reads)
        : m_api(api), m_keeper(keeper), m_tasks(tasks), m_list(list), m_reads(reads)
    {
    }

    StreamPtr logs(const std::string &container, const LogOptions &options, OnLog log, Done<void> done) override;
    StreamPtr stats(const std::string &container, OnUsage usage, Done<void> done) override;
    OperationPtr attach(const std::string &container, base::GridSize size, Done<std::unique_ptr<pty::Pty>> done) override;
    OperationPtr startAttached(const std::string &container, base::GridSize size, Done<std::unique_ptr<pty::Pty>> done) override;

private:
    const ApiClient &m_api;
    ExecKeeper &m_keeper;
    QObject &m_tasks;
    LiveList &m_list;
    ArchiveReads &m_reads;
};

} // namespace core::engine
