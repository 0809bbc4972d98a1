// ContainerControl over the HTTP API.
#pragma once
#include "core/engine/api_service.h"
#include "core/engine/archive_reads.h"
#include "core/engine/container_control.h"
#include "core/engine/live_list.h"

namespace core::engine {

class SocketControl final : public ContainerControl
{
public:
    SocketControl(const ApiClient &api, QObject &tasks, LiveList &list, ArchiveReads &reads) : m_service(api, tasks), m_list(list), m_reads(reads) {} // they outlive it

    OperationPtr restart(const std::string &container, Done<void> done) override;
    OperationPtr pause(const std::string &container, Done<void> done) override;
    OperationPtr unpause(const std::string &container, Done<void> done) override;
    OperationPtr kill(const std::string &container, const std::string &signal, Done<void> done) override;
    OperationPtr rename(const std::string &container, const std::string &name, Done<void> done) override;
    OperationPtr wait(const std::string &container, Done<int> done) override;
    OperationPtr inspect(const std::string &container, Done<ContainerDetails> done) override;
    OperationPtr top(const std::string &container, Done<ProcessTable> done) override;
    OperationPtr changes(const std::string &container, Done<std::vector<FileChange>> done) override;
    OperationPtr commit(const std::string &container, const CommitSpec &spec, Done<std::string> done) override;

private:
    ApiService m_service;
    OperationPtr change(const std::string &container, const std::string &what, Done<void> done);

    LiveList &m_list;
    ArchiveReads &m_reads;
};

} // namespace core::engine
