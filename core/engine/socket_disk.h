// Disk over the HTTP API.
#pragma once
#include "core/engine/api_service.h"
#include "core/engine/disk.h"

namespace core::engine {

class SocketDisk final : public Disk
{
public:
    SocketDisk(const ApiClient &api, QObject &tasks) : m_service(api, tasks) {}
    OperationPtr usage(Done<DiskUsage> done) override;
    OperationPtr planPrune(const PruneScope &scope, Done<PrunePlan> done) override;
    OperationPtr prune(const PrunePlan &plan, OnProgress progress, Done<PruneReport> done) override;

private:
    ApiService m_service;
};

} // namespace core::engine
