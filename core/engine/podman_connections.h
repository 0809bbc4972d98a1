// The engines that `podman system connection` knows: podman-connections.json (Podman 5) and [engine.service_destinations]
// of containers.conf (before). Sources: podman-system-connection(1), containers.conf(5). What cannot be read is passed over.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace core::engine {

struct PodmanConnection
{
    std::string name;
    std::string uri;
    std::string identity; // the file of a key; may be empty
    friend bool operator==(const PodmanConnection &, const PodmanConnection &) = default;
};

// The default one first, then by name.
std::vector<PodmanConnection> podmanConnections(const std::map<std::string, std::string> &environment, const std::string &home);

} // namespace core::engine
