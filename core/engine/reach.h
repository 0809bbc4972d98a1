// What containers reach through each other: whoever is in another's namespaces reaches by them what that one does. Pure
// functions.
#pragma once
#include "core/engine/container_details.h"

namespace core::engine {

bool isAsGoodAsRoot(const std::string &capability); // on the host: "SYS_ADMIN", "CAP_SYS_MODULE", "ALL"
bool isHarmless(const Device &device);              // what many images are given: FUSE, tunnels, the terminal's
std::string sharedIn(const std::string &mode); // of "container:ID" the ID; else empty
bool isByPath(const std::string &mode);        // "ns:/proc/1/ns/pid" (Podman): anybody's, and perhaps the host's

// Sets `reach` of each from its own and those that it shares namespaces with. One that is not in the list makes it `unknown`;
// one that is not inspected yet does not, for that is a moment.
void resolveReach(std::vector<Container> &containers);
// The same of one, of which more may be known than the list has yet.
Reach reachAmong(const ContainerDetails &container, const std::vector<Container> &all);

enum class Whose : unsigned char { Containers, Hosts, Unknown };
// Whose the processes or the network are that a container is among, its neighbours' neighbours followed. Unknown too while
// one on the way is not inspected: whoever gives rights by this has to know more than a badge does.
Whose processesAmong(const ContainerDetails &container, const std::vector<Container> &all);
// Whether processes of another running container, that reaches more of the host than a plain one or is not inspected yet,
// are among those that a shell beside `container` would see.
bool hasMightierAmong(const ContainerDetails &container, const std::vector<Container> &all);
Whose networkAmong(const ContainerDetails &container, const std::vector<Container> &all);

} // namespace core::engine
