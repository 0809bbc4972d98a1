// Values of the container engines' API, reduced to what Berth shows and does. Sources: Docker Engine API 1.41
// (docs.docker.com/engine/api) and Podman's compatible API; where they differ, the adapter decides.
#pragma once
#include "core/base/clock.h"
#include "core/base/coordinates.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace core::engine {

enum class EngineKind : unsigned char { Docker, Podman };
enum class Stored : unsigned char { Images, Volumes, Networks };

struct PortMapping
{
    std::string hostIp;
    int hostPort = 0; // 0: not published
    int containerPort = 0;
    std::string protocol; // "tcp"
    friend bool operator==(const PortMapping &, const PortMapping &) = default;
};

struct Mount
{
    enum class Type : unsigned char { Bind, Volume, Tmpfs, Other } type = Type::Volume;
    std::string name;        // of a volume
    std::string source;      // on the engine's machine
    std::string destination; // in the container
    bool writable = true;
    friend bool operator==(const Mount &, const Mount &) = default;
};

enum class Health : unsigned char { None, Starting, Healthy, Unhealthy };

struct RestartPolicy
{
    std::string name;   // "", "no", "always", "unless-stopped", "on-failure"
    int maxRetries = 0; // of on-failure; 0: without end
    bool isOff() const { return name.empty() || name == "no"; }
    friend bool operator==(const RestartPolicy &, const RestartPolicy &) = default;
};

struct Resources // 0: no limit
{
    std::int64_t memoryBytes = 0;
    double cpus = 0;
    std::int64_t processes = 0;
    friend bool operator==(const Resources &, const Resources &) = default;
};

struct Device // of the engine's machine, in a container
{
    std::string host, container; // paths
    std::string permissions;     // of "rwm"; empty: all
    friend bool operator==(const Device &, const Device &) = default;
};

struct HealthCheck
{
    std::vector<std::string> test; // {"CMD-SHELL", "curl -f localhost"}, {"CMD", …}, {"NONE"}; empty: the image's own
    std::chrono::seconds interval{0}, timeout{0}, startPeriod{0}; // 0: the engine's usual
    int retries = 0;
    friend bool operator==(const HealthCheck &, const HealthCheck &) = default;
};

// What a shell in this container can reach beyond the container: the blast-radius badge.
struct Reach
{
    bool engineSocket = false;   // docker.sock or podman.sock is mounted
    bool privileged = false;
    bool hostNetwork = false;
    bool hostPid = false;
    bool hostIpc = false;        // the host's shared memory
    bool kernelRights = false;   // capabilities that are as good as root on the host
    int devices = 0;             // of the host
    bool unknown = false;        // and more, perhaps: namespaces of what is gone or given by a path, or the engine does not say
    int writableHostMounts = 0;  // bind mounts, read-write
    std::vector<std::string> through; // names of the containers by whose namespaces it reaches some of this
    bool isNotable() const { return engineSocket || privileged || hostNetwork || hostPid || hostIpc || kernelRights || devices > 0 || unknown || writableHostMounts > 0; }
    friend bool operator==(const Reach &, const Reach &) = default;
};

// The containers whose namespaces a container is in, as the engine names them (ids); empty: its own, or the host's.
struct SharedWith
{
    std::string network, processes, ipc;
    friend bool operator==(const SharedWith &, const SharedWith &) = default;
};

struct Container
{
    std::string id;      // full, 64 hex digits
    std::string name;    // without the leading '/'
    std::string image;   // as the user named it
    std::string imageId; // digest
    std::string state;   // created, running, paused, restarting, removing, exited, dead
    std::string status;  // the engine's words: "Up 3 minutes"
    base::WallTime created{};
    std::string project; // com.docker.compose.project; empty when none
    std::string service; // com.docker.compose.service
    std::vector<PortMapping> ports;
    Health health = Health::None;
    std::vector<Mount> mounts;         // known a moment after the container is
    std::vector<std::string> networks; // names
    bool isInspected = false;          // all below is known, which is a moment after the container is
    Reach ownReach;                    // by its own mounts, rights and namespaces
    SharedWith sharedWith;             // whole a moment after the container is
    Reach reach;                       // with what the containers reach whose namespaces it is in: resolveReach()
    bool hasTerminal = true;           // its main process; known a moment after the container is
    bool keepsNoHistory = false; // label "berth.history" is "off": its commands are not stored
    bool isRunning() const { return state == "running"; }
    friend bool operator==(const Container &, const Container &) = default;
};

struct Image
{
    std::string id;
    std::vector<std::string> tags; // "name:tag"; empty for a dangling image
    std::int64_t sizeBytes = 0;
    base::WallTime created{};
};

struct CreateSpec
{
    std::string image;
    std::string name;                 // empty: the engine chooses
    std::vector<std::string> command; // empty: the image's own
    bool tty = true;
    bool openStdin = true;            // keeps a shell image running without a program
    bool init = false;
    std::map<std::string, std::string> labels;
    std::optional<std::string> network; // "none", "bridge", …; nullopt: the engine's default

    std::optional<std::vector<std::string>> entrypoint; // nullopt: the image's own
    std::vector<std::string> environment;               // "A=B"
    std::string user, workingDir, hostname;             // empty: the image's, the engine's
    std::vector<PortMapping> ports; // hostPort 0: the engine chooses one
    std::vector<Mount> mounts;      // a volume without a name is an anonymous one
    RestartPolicy restart;
    Resources resources;
    std::vector<std::string> capAdd, capDrop;
    std::vector<std::string> securityOptions; // "no-new-privileges"
    std::vector<Device> devices;
    HealthCheck healthCheck;
    std::vector<std::string> dns, extraHosts; // extraHosts: "name:address"
    std::map<std::string, std::string> tmpfs; // path: options
    std::string pidMode; // "host", "container:…"; empty: its own
    bool privileged = false;
    bool readOnlyRoot = false;
    bool autoRemove = false; // when it stops
    // Of the main process's terminal from its beginning, where the engine takes it (Docker 23 and newer); others ignore it.
    std::optional<base::GridSize> terminalSize = {};
};

struct ExecSpec
{
    std::vector<std::string> command;
    std::string user;       // empty: the container's own
    std::string workingDir;
    std::vector<std::string> environment; // "A=B"
    base::GridSize size;
    // The launcher's handshake (core/shell/injection.h): after the resize, `input` is sent; output up to and including
    // `ready` is dropped. Empty `ready`: none.
    std::string input;
    std::string ready;
};

struct ExecOutput // of a command run without a terminal
{
    int exitCode = 0;
    std::string out; // at most the caller's limit each
    std::string err;
    bool truncated = false;
};

} // namespace core::engine
