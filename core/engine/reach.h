// What containers reach through each other: whoever is in another's namespaces reaches by them what that one does. Pure
// functions.
#pragma once
#include "core/engine/container_details.h"

namespace core::engine {

bool isAsGoodAsRoot(const std::string &capability); // on the host: "SYS_ADMIN", "CAP_SYS_MODULE", "ALL"
bool isHarmless(const Device &device);              // what many images are given: FUSE, tunnels, the terminal's
std::string sharedIn(const std::string &mode); // of "container:ID" the ID; else empty

// Sets `reach` of each from its own and those that it shares namespaces with. One that is not in the list makes it `unknown`.
void resolveReach(std::vector<Container> &containers);
// The same of one, of which more may be known than the list has yet.
Reach reachAmong(const ContainerDetails &container, const std::vector<Container> &all);

} // namespace core::engine
