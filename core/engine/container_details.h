// All that an engine tells of one container. Source: "Inspect a container", Docker Engine API 1.41.
#pragma once
#include "core/engine/types.h"

namespace core::engine {

struct NetworkAddress
{
    std::string network;
    std::string ip; // empty when it is not running
    std::string gateway;
    std::string mac;
    std::vector<std::string> aliases;
    friend bool operator==(const NetworkAddress &, const NetworkAddress &) = default;
};

struct ContainerDetails
{
    std::string id, name, image, imageId;
    std::string state; // as Container::state
    base::WallTime created{}, started{}, finished{}; // the epoch: never
    int exitCode = 0;  // of its last end
    bool oomKilled = false;
    std::string problem; // why it could not start, in the engine's words
    int restartCount = 0;
    Health health = Health::None;
    std::string healthOutput; // what the last check printed

    std::vector<std::string> entrypoint, command;
    std::vector<std::string> environment; // "A=B"; may hold secrets: whoever shows them masks them
    std::map<std::string, std::string> labels;
    std::string user, workingDir, hostname;
    bool tty = false, openStdin = false, init = false;
    bool autoRemove = false;

    std::vector<Mount> mounts;
    std::vector<PortMapping> ports; // as asked for; `published` has what the engine chose
    std::vector<PortMapping> published;
    std::vector<NetworkAddress> networks;
    std::string networkMode;
    RestartPolicy restart;
    Resources resources;
    std::vector<std::string> capAdd, capDrop, securityOptions, dns, extraHosts;
    std::vector<Device> devices;
    HealthCheck healthCheck;
    std::vector<std::string> others; // what else it was made with that is not read here, as options of the command line: "--ulimit"
    std::map<std::string, std::string> tmpfs; // path: options
    bool privileged = false, readOnlyRoot = false;
    std::string pidMode, logDriver;
    int process = 0; // id of its first process on the engine's machine; 0: not running
    std::optional<int> stopTimeout; // s between SIGTERM and SIGKILL; negative: no end; none: the engine's default
    Reach reach;           // its own, as Container::ownReach; reachAmong() has the whole
    SharedWith sharedWith;

    std::string raw; // the engine's JSON, indented; beyond a limit values are left out, and say so in their place
    bool rawIsCut = false;
};

} // namespace core::engine
