// A container beside one that has no shell: it sees the other's processes (its files too, as /proc/1/root) and its network.
// Its first process only waits for the shell: when that and all that it started have gone, the container ends and is
// removed, also without us. Pure functions.
#pragma once
#include "core/engine/reach.h"
#include "core/host/starter_container.h"

namespace core::host {

// What a shell beside a container sees, so that neither its rights nor its greeting are wider than the truth.
struct Neighbour
{
    std::string name;
    int process = 0;          // its first one, on the engine's machine; 0: not known
    engine::Whose processes = engine::Whose::Unknown; // Unknown is taken for the host's
    bool othersProcesses = false; // it is among those of another container, whose first process has the number 1
    bool amongMightier = false;   // processes of one that reaches more of the host are there too
    bool hostNetwork = false;
    std::string user;
    std::vector<std::string> capAdd, capDrop, securityOptions;
};
Neighbour neighbourOf(const engine::ContainerDetails &details, const std::vector<engine::Container> &all);

StarterWish sidecarWish(const engine::Container &of, const Neighbour &neighbour);
// The shell's command, so that the sidecar lives as long as it.
std::vector<std::string> sidecarCommand(const std::vector<std::string> &shell);
std::string sidecarGreeting(const Neighbour &neighbour, int cols); // of its terminal

} // namespace core::host
