// ContainerFiles over the HTTP API.
#pragma once
#include "core/engine/api_service.h"
#include "core/engine/archive_reads.h"
#include "core/engine/container_files.h"
#include "core/engine/exec_keeper.h"

namespace core::engine {

class SocketFiles final : public ContainerFiles
{
public:
    SocketFiles(const ApiClient &api, ExecKeeper &keeper, QObject &tasks, ArchiveReads &reads) : m_service(api, tasks), m_keeper(keeper), m_reads(reads) {}

    OperationPtr stat(const std::string &container, const std::string &path, Done<FileInfo> done) override;
    OperationPtr list(const std::string &container, const std::string &path, OnProgress progress, Done<std::vector<FileInfo>> done) override;
    OperationPtr read(const std::string &container, const std::string &path, std::size_t maxBytes, Done<std::string> done) override;
    OperationPtr copyOut(const std::string &container, const std::string &path, const LocalFolder &to, OnProgress progress, Done<void> done) override;
    OperationPtr copyIn(const std::string &container, const std::vector<std::string> &localPaths, const std::string &path, OnProgress progress, Done<void> done) override;

private:
    ApiService m_service;
    ExecKeeper &m_keeper;
    ArchiveReads &m_reads;
};

} // namespace core::engine
