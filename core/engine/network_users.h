// Who is on a network.
#pragma once
#include "core/engine/network_store.h"

namespace core::engine {

// The containers, running or not, that are on this network: by what the engine's list says of each, and by what the network
// itself does. Podman says the latter only.
std::vector<const Container *> usersOfNetwork(const std::vector<Container> &containers, const Network &network);

// Podman calls its own network "bridge" in Docker's API, and "podman" everywhere else, in what a container is on, too.
void usePodmanNames(std::vector<Network> &networks);

} // namespace core::engine
