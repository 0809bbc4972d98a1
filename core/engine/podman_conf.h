// Podman's own defaults assume systemd, one kind of cgroup hierarchy and the right to raise limits. Where a rootful Podman
// would therefore create containers that cannot start (inside a VM or container without systemd), the service that we
// start ourselves gets a containers.conf that fits the machine. Source: containers.conf(5).
//
// Threads: any; pure but for lookAround().
#pragma once
#include <cstdint>
#include <string>

namespace core::engine {

struct Surroundings
{
    bool root = false;
    bool systemd = false;             // /run/systemd/system is there (sd_booted(3))
    bool hybridCgroups = false;       // version 1 controllers beside version 2: crun refuses that
    bool hasRunc = false;
    std::uint64_t maxOpenFiles = 0;   // hard limits of this process; Podman asks for 1,048,576 of each
    std::uint64_t maxProcesses = 0;
};

Surroundings lookAround(unsigned uid);
// The file's text; empty when Podman's defaults do.
std::string podmanConf(const Surroundings &machine);

} // namespace core::engine
