#include "core/engine/podman_conf.h"

#include <QFile>
#include <QStandardPaths>
#include <algorithm>
#include <sys/resource.h>

namespace core::engine {
namespace {

constexpr std::uint64_t kPodmanAsksFor = 1'048'576;

std::uint64_t hardLimit(int resource)
{
    rlimit limit{};
    if (::getrlimit(static_cast<__rlimit_resource_t>(resource), &limit) != 0 || limit.rlim_max == RLIM_INFINITY)
        return kPodmanAsksFor;
    return limit.rlim_max;
}

// A line "N:controllers:path" with N > 0 and a controller is a version 1 hierarchy (cgroups(7)); "0::" is version 2.
bool hasVersionOneControllers(const QByteArray &procSelfCgroup)
{
    for (const QByteArray &line : procSelfCgroup.split('\n')) {
        const QList<QByteArray> parts = line.split(':');
        if (parts.size() >= 3 && parts[0] != "0" && !parts[1].isEmpty() && !parts[1].startsWith("name="))
            return true;
    }
    return false;
}

// Without the right to raise limits Podman cannot give a container more processes than there can be ids.
std::uint64_t mostProcesses()
{
    QFile file(QStringLiteral("/proc/sys/kernel/pid_max"));
    if (!file.open(QIODevice::ReadOnly))
        return kPodmanAsksFor;
    bool ok = false;
    const std::uint64_t most = file.readAll().trimmed().toULongLong(&ok);
    return ok ? most : kPodmanAsksFor;
}

} // namespace

Surroundings lookAround(unsigned uid)
{
    QFile cgroup(QStringLiteral("/proc/self/cgroup"));
    const bool readable = cgroup.open(QIODevice::ReadOnly);
    return {uid == 0,
            QFile::exists(QStringLiteral("/run/systemd/system")),
            readable && hasVersionOneControllers(cgroup.readAll()),
            !QStandardPaths::findExecutable(QStringLiteral("runc")).isEmpty(),
            hardLimit(RLIMIT_NOFILE),
            std::min(hardLimit(RLIMIT_NPROC), mostProcesses())};
}

std::string podmanConf(const Surroundings &machine)
{
    if (!machine.root) // rootless Podman looks at the limits and the cgroups itself
        return {};
    std::string engine, containers;
    if (!machine.systemd)
        engine += "cgroup_manager = \"cgroupfs\"\nevents_logger = \"file\"\n";
    if (machine.hybridCgroups && machine.hasRunc)
        engine += "runtime = \"runc\"\n";
    if (machine.maxOpenFiles < kPodmanAsksFor || machine.maxProcesses < kPodmanAsksFor) {
        const auto both = [](std::uint64_t limit) { return std::to_string(limit) + ':' + std::to_string(limit); };
        containers = "default_ulimits = [\"nofile=" + both(std::min(machine.maxOpenFiles, kPodmanAsksFor)) + "\", \"nproc="
            + both(std::min(machine.maxProcesses, kPodmanAsksFor)) + "\"]\n";
    }
    if (engine.empty() && containers.empty())
        return {};
    return "# Written by Berth for the Podman service that it starts.\n[containers]\n" + containers + "[engine]\n" + engine;
}

} // namespace core::engine
