// GET /containers/{id}/json to ContainerDetails.
#include "core/engine/api_json.h"
#include "core/engine/health_json.h"
#include "core/engine/mount_json.h"
#include "core/engine/reach.h"

#include <algorithm>
#include <limits>

namespace core::engine {
namespace {

constexpr std::size_t kMaxRaw = 1u << 20; // what a person can still read; a usual answer has 8 KiB
constexpr qsizetype kMaxOutput = 16 << 10;
constexpr qsizetype kMostRules = 1000; // only their number is of interest

// "80/tcp": [{"HostIp": "", "HostPort": "8080"}], or null for a port that is only exposed.
std::vector<PortMapping> bindingsIn(const QJsonObject &ports, bool publishedOnly)
{
    std::vector<PortMapping> out;
    for (auto it = ports.begin(); it != ports.end(); ++it) {
        const QString name = it.key();
        const int containerPort = std::clamp(name.section(QLatin1Char('/'), 0, 0).toInt(), 0, 65535);
        const std::string protocol = name.section(QLatin1Char('/'), 1, 1).toStdString();
        const QJsonArray bindings = it.value().toArray();
        if (bindings.isEmpty() && !publishedOnly)
            out.push_back({{}, 0, containerPort, protocol});
        for (const QJsonValue &binding : bindings) {
            const int hostPort = std::clamp(binding.toObject().value(QLatin1String("HostPort")).toString().toInt(), 0, 65535);
            out.push_back({textIn(binding.toObject(), "HostIp"), hostPort, containerPort, protocol});
        }
    }
    return out;
}

void addState(ContainerDetails &out, const QJsonObject &state)
{
    out.state = textIn(state, "Status");
    out.started = timeIn(state, "StartedAt");
    out.finished = timeIn(state, "FinishedAt");
    out.exitCode = int(numberIn(state, "ExitCode"));
    out.process = int(std::clamp<std::int64_t>(numberIn(state, "Pid"), 0, std::numeric_limits<int>::max()));
    out.oomKilled = flagIn(state, "OOMKilled");
    out.problem = textIn(state, "Error");
    QJsonObject health = objectIn(state, "Health");
    if (health.isEmpty())
        health = objectIn(state, "Healthcheck"); // Podman before 5
    const std::string status = textIn(health, "Status");
    out.health = status.empty() ? Health::None : healthIn('(' + status + ')');
    const QJsonArray log = arrayIn(health, "Log");
    out.healthOutput = log.isEmpty() ? std::string() : textIn(log.last().toObject(), "Output", kMaxOutput);
}

void addConfig(ContainerDetails &out, const QJsonObject &config)
{
    out.image = textIn(config, "Image");
    out.entrypoint = textsIn(config, "Entrypoint");
    out.command = textsIn(config, "Cmd");
    out.environment = textsIn(config, "Env");
    out.labels = mapIn(config, "Labels");
    out.user = textIn(config, "User");
    out.workingDir = textIn(config, "WorkingDir");
    out.hostname = textIn(config, "Hostname");
    out.tty = flagIn(config, "Tty");
    out.openStdin = flagIn(config, "OpenStdin");
    out.healthCheck = healthCheckIn(config);
    constexpr std::int64_t kLongestStop = 7 * 24 * 3600; // s
    if (config.value(QLatin1String("StopTimeout")).isDouble())
        out.stopTimeout = int(std::clamp<std::int64_t>(numberIn(config, "StopTimeout"), -1, kLongestStop));
}

// What a command line would need too and nothing here reads, where it differs from what engines set by themselves.
std::vector<std::string> othersIn(const QJsonObject &host, const std::optional<int> &stopTimeout)
{
    std::vector<std::string> out;
    const auto add = [&](bool differs, const char *option) {
        if (differs)
            out.emplace_back(option);
    };
    // Podman names its own defaults too, with the kernel's words.
    const QJsonArray ulimits = arrayIn(host, "Ulimits");
    add(std::ranges::any_of(ulimits, [](const QJsonValue &limit) { return !textIn(limit.toObject(), "Name").starts_with("RLIMIT_"); }), "--ulimit");
    static constexpr std::pair<const char *, const char *> kLists[] = {{"GroupAdd", "--group-add"}, {"DeviceRequests", "--gpus"},       {"Links", "--link"},
                                                                       {"DnsSearch", "--dns-search"}, {"DnsOptions", "--dns-option"}, {"DeviceCgroupRules", "--device-cgroup-rule"}};
    for (const auto &[name, option] : kLists)
        add(!arrayIn(host, name).isEmpty(), option);
    add(!objectIn(host, "Sysctls").isEmpty(), "--sysctl");
    add(!objectIn(host, "StorageOpt").isEmpty(), "--storage-opt");
    static constexpr std::pair<const char *, const char *> kTexts[] = {{"CpusetCpus", "--cpuset-cpus"}, {"CgroupParent", "--cgroup-parent"}, {"UsernsMode", "--userns"}};
    for (const auto &[name, option] : kTexts)
        add(!textIn(host, name).empty(), option);
    add(numberIn(host, "CpuShares") > 0, "--cpu-shares");
    add(numberIn(host, "OomScoreAdj") != 0, "--oom-score-adj");
    add(flagIn(host, "PublishAllPorts"), "--publish-all");
    const std::string ipc = textIn(host, "IpcMode");
    add(ipc == "host" || isByPath(ipc) || !sharedIn(ipc).empty(), "--ipc");
    add(textIn(host, "UTSMode") == "host", "--uts");
    const std::int64_t memory = numberIn(host, "ShmSize");
    add(memory != 0 && memory != 67'108'864 && memory != 65'536'000, "--shm-size"); // Docker's and Podman's usual
    const std::string runtime = textIn(host, "Runtime");
    add(!runtime.empty() && runtime != "runc" && runtime != "crun" && runtime != "oci" && runtime != "io.containerd.runc.v2", "--runtime");
    add(stopTimeout.value_or(0) != 0, "--stop-timeout");
    return out;
}

void addHostConfig(ContainerDetails &out, const QJsonObject &host)
{
    constexpr double kNano = 1e9;
    out.networkMode = textIn(host, "NetworkMode");
    out.pidMode = textIn(host, "PidMode");
    out.init = flagIn(host, "Init");
    out.autoRemove = flagIn(host, "AutoRemove");
    out.privileged = flagIn(host, "Privileged");
    out.readOnlyRoot = flagIn(host, "ReadonlyRootfs");
    const QJsonObject restart = objectIn(host, "RestartPolicy");
    out.restart = {textIn(restart, "Name"), int(std::clamp<std::int64_t>(numberIn(restart, "MaximumRetryCount"), 0, 1'000'000))};
    out.resources.memoryBytes = std::max<std::int64_t>(0, numberIn(host, "Memory"));
    out.resources.cpus = double(numberIn(host, "NanoCpus")) / kNano;
    const std::int64_t period = numberIn(host, "CpuPeriod"), quota = numberIn(host, "CpuQuota"); // what --cpus is in Podman
    if (out.resources.cpus <= 0 && period > 0 && quota > 0)
        out.resources.cpus = double(quota) / double(period);
    out.resources.processes = std::max<std::int64_t>(0, numberIn(host, "PidsLimit"));
    out.capAdd = textsIn(host, "CapAdd");
    out.capDrop = textsIn(host, "CapDrop");
    out.securityOptions = textsIn(host, "SecurityOpt");
    out.dns = textsIn(host, "Dns");
    out.extraHosts = textsIn(host, "ExtraHosts");
    out.tmpfs = mapIn(host, "Tmpfs");
    for (const QJsonValue &value : arrayIn(host, "Devices")) {
        const QJsonObject device = value.toObject();
        out.devices.push_back({textIn(device, "PathOnHost"), textIn(device, "PathInContainer"), textIn(device, "CgroupPermissions")});
    }
    out.others = othersIn(host, out.stopTimeout);
    out.logDriver = textIn(objectIn(host, "LogConfig"), "Type");
    out.ports = bindingsIn(objectIn(host, "PortBindings"), false);
}

void addNetworks(ContainerDetails &out, const QJsonObject &settings)
{
    out.published = bindingsIn(objectIn(settings, "Ports"), true);
    const QJsonObject networks = objectIn(settings, "Networks");
    for (auto it = networks.begin(); it != networks.end(); ++it) {
        const QJsonObject network = it.value().toObject();
        out.networks.push_back({it.key().toStdString(), textIn(network, "IPAddress"), textIn(network, "Gateway"), textIn(network, "MacAddress"),
                                textsIn(network, "Aliases")});
    }
}

} // namespace

base::Result<ContainerDetails> detailsIn(std::string_view body, Raw raw)
{
    const auto object = objectIn(body);
    if (!object)
        return std::unexpected(object.error());
    ContainerDetails out;
    out.id = textIn(*object, "Id");
    out.name = textIn(*object, "Name");
    if (out.name.starts_with('/'))
        out.name.erase(0, 1);
    out.imageId = textIn(*object, "Image");
    out.created = timeIn(*object, "Created");
    out.restartCount = int(numberIn(*object, "RestartCount"));
    addState(out, objectIn(*object, "State"));
    addConfig(out, objectIn(*object, "Config"));
    addHostConfig(out, objectIn(*object, "HostConfig"));
    addNetworks(out, objectIn(*object, "NetworkSettings"));
    out.mounts = mountsIn(arrayIn(*object, "Mounts"));
    addReach(out.reach, out.mounts);
    out.reach.privileged = out.privileged;
    out.reach.hostNetwork = out.networkMode == "host";
    out.reach.hostPid = out.pidMode == "host" || isByPath(out.pidMode); // by a path it may be: as bad as can be is assumed
    const QJsonObject host = objectIn(*object, "HostConfig");
    const std::string ipcMode = textIn(host, "IpcMode");
    out.reach.hostIpc = ipcMode == "host";
    out.reach.unknown = isByPath(out.networkMode) || isByPath(ipcMode);
    out.reach.kernelRights = std::ranges::any_of(out.capAdd, isAsGoodAsRoot);
    out.reach.devices = int(std::ranges::count_if(out.devices, [](const Device &device) { return !isHarmless(device); }));
    out.reach.devices += int(std::min<qsizetype>(arrayIn(host, "DeviceCgroupRules").size(), kMostRules)); // root makes their files in here: MKNOD is usual
    out.sharedWith = {sharedIn(out.networkMode), sharedIn(out.pidMode), sharedIn(ipcMode)};
    if (raw == Raw::Leave)
        return out;
    out.raw = indented(*object, kMaxRaw, &out.rawIsCut);
    return out;
}

} // namespace core::engine
