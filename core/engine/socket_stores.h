// VolumeStore and NetworkStore over the HTTP API.
#pragma once
#include "core/engine/api_service.h"
#include "core/engine/network_store.h"
#include "core/engine/volume_store.h"

namespace core::engine {

class SocketVolumes final : public VolumeStore
{
public:
    SocketVolumes(const ApiClient &api, QObject &tasks) : m_service(api, tasks) {}
    OperationPtr list(Done<std::vector<Volume>> done) override;
    OperationPtr inspect(const std::string &name, Done<Volume> done) override;
    OperationPtr create(const VolumeSpec &spec, Done<Volume> done) override;
    OperationPtr remove(const std::string &name, Done<void> done) override;

private:
    ApiService m_service;
};

class SocketNetworks final : public NetworkStore
{
public:
    SocketNetworks(const ApiClient &api, QObject &tasks) : m_service(api, tasks) {}
    OperationPtr list(Done<std::vector<Network>> done) override;
    OperationPtr inspect(const std::string &network, Done<Network> done) override;
    OperationPtr create(const NetworkSpec &spec, Done<std::string> done) override;
    OperationPtr remove(const std::string &network, Done<void> done) override;
    OperationPtr connect(const std::string &network, const std::string &container, Done<void> done) override;
    OperationPtr disconnect(const std::string &network, const std::string &container, Done<void> done) override;

private:
    OperationPtr join(const char *verb, const std::string &network, const std::string &container, Done<void> done);
    ApiService m_service;
};

} // namespace core::engine
