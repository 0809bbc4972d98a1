#include "core/engine/socket_stores.h"

#include "core/engine/api_json.h"
#include "core/engine/network_users.h"
#include "core/engine/store_json.h"

namespace core::engine {
namespace {
constexpr std::size_t kMostBody = 64u << 20;
}

OperationPtr SocketVolumes::list(Done<std::vector<Volume>> done)
{
    return m_service.ask<std::vector<Volume>>("GET", "/volumes", {.deadline = m_service.m_api.timings().list, .body = kMostBody}, volumesIn, std::move(done));
}

OperationPtr SocketVolumes::inspect(const std::string &name, Done<Volume> done)
{
    return m_service.ask<Volume>("GET", "/volumes/" + percentEncoded(name), {.deadline = m_service.m_api.timings().list}, volumeIn, std::move(done));
}

OperationPtr SocketVolumes::create(const VolumeSpec &spec, Done<Volume> done)
{
    return m_service.ask<Volume>("POST", "/volumes/create", {.deadline = m_service.m_api.timings().change}, volumeIn, std::move(done), createBody(spec));
}

OperationPtr SocketVolumes::remove(const std::string &name, Done<void> done)
{
    return m_service.change("DELETE", "/volumes/" + percentEncoded(name), m_service.m_api.timings().disk, std::move(done));
}

OperationPtr SocketNetworks::list(Done<std::vector<Network>> done)
{
    return m_service.ask<std::vector<Network>>("GET", "/networks", {.deadline = m_service.m_api.timings().list, .body = kMostBody},
                                              [isPodman = m_service.m_api.dialect().kind == EngineKind::Podman](std::string_view body) {
                                                  auto networks = networksIn(body);
                                                  if (networks && isPodman)
                                                      usePodmanNames(*networks);
                                                  return networks;
                                              },
                                              std::move(done));
}

OperationPtr SocketNetworks::inspect(const std::string &network, Done<Network> done)
{
    return m_service.ask<Network>("GET", "/networks/" + percentEncoded(network), {.deadline = m_service.m_api.timings().list}, networkIn, std::move(done));
}

OperationPtr SocketNetworks::create(const NetworkSpec &spec, Done<std::string> done)
{
    return m_service.ask<std::string>("POST", "/networks/create", {.deadline = m_service.m_api.timings().change}, idIn, std::move(done), createBody(spec));
}

OperationPtr SocketNetworks::remove(const std::string &network, Done<void> done)
{
    return m_service.change("DELETE", "/networks/" + percentEncoded(network), m_service.m_api.timings().change, std::move(done));
}

OperationPtr SocketNetworks::connect(const std::string &network, const std::string &container, Done<void> done)
{
    return join("/connect", network, container, std::move(done));
}

OperationPtr SocketNetworks::disconnect(const std::string &network, const std::string &container, Done<void> done)
{
    return join("/disconnect", network, container, std::move(done));
}

OperationPtr SocketNetworks::join(const char *verb, const std::string &network, const std::string &container, Done<void> done)
{
    return m_service.change("POST", "/networks/" + percentEncoded(network) + verb, m_service.m_api.timings().change, std::move(done),
                            compact({{QStringLiteral("Container"), QString::fromStdString(container)}}));
}

} // namespace core::engine
