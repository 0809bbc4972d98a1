// The networks of an engine. Threads and codes as in engine.h.
#pragma once
#include "core/engine/operation.h"
#include "core/engine/types.h"

namespace core::engine {

struct Network
{
    std::string id, name;
    std::string driver; // "bridge", "host", "none", "macvlan", …
    std::string scope;
    base::WallTime created{};
    bool internal = false; // no way out of it
    bool ipv6 = false;
    std::vector<std::string> subnets, gateways;
    std::map<std::string, std::string> labels;
    std::vector<std::string> containers; // ids of those that run; only from inspect()
    bool isBuiltIn() const { return name == "bridge" || name == "host" || name == "none" || name == "podman"; }
};

struct NetworkSpec
{
    std::string name;
    std::string driver = "bridge";
    bool internal = false;
    std::string subnet; // "10.1.2.0/24"; empty: the engine chooses
    std::map<std::string, std::string> labels;
};

class NetworkStore
{
public:
    virtual ~NetworkStore() = default;
    virtual OperationPtr list(Done<std::vector<Network>> done) = 0; // by name
    virtual OperationPtr inspect(const std::string &network, Done<Network> done) = 0;
    virtual OperationPtr create(const NetworkSpec &spec, Done<std::string> done) = 0; // its id
    virtual OperationPtr remove(const std::string &network, Done<void> done) = 0;     // engine.conflict: in use
    virtual OperationPtr connect(const std::string &network, const std::string &container, Done<void> done) = 0;
    virtual OperationPtr disconnect(const std::string &network, const std::string &container, Done<void> done) = 0;
};

} // namespace core::engine
