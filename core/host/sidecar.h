// A container beside one that has no shell: it sees the other's processes (its files too, as /proc/1/root) and its network.
// Its first process only waits for the shell: when that and all that it started have gone, the container ends and is
// removed, also without us. Pure functions.
#pragma once
#include "core/host/starter_container.h"

namespace core::host {

StarterWish sidecarWish(const engine::Container &of);
// The shell's command, so that the sidecar lives as long as it.
std::vector<std::string> sidecarCommand(const std::vector<std::string> &shell);
std::string sidecarGreeting(const std::string &nameOfOther);

} // namespace core::host
