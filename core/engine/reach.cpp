#include "core/engine/reach.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace core::engine {
namespace {

enum class By : unsigned char { Network, Processes, Ipc };
constexpr std::size_t kMostLinks = 32; // from one to the next; engines have two or three

class Resolver
{
public:
    explicit Resolver(const std::vector<Container> &all)
    {
        for (const Container &each : all) { // engines answer with ids; names are what a user may have asked for
            m_known.emplace(each.id, &each);
            m_known.emplace(each.name, &each);
        }
    }

    // Who is among another's processes has /proc/PID/root and can become them: all of it. Else only what the namespace is.
    void resolve(Reach &into, const SharedWith &shared)
    {
        m_visited.clear();
        add(into, shared);
    }

private:
    void add(Reach &into, const SharedWith &shared)
    {
        addBy(By::Processes, into, shared.processes);
        addBy(By::Network, into, shared.network);
        addBy(By::Ipc, into, shared.ipc);
    }

    void addBy(By by, Reach &into, const std::string &of)
    {
        if (of.empty())
            return;
        const auto found = m_known.find(of);
        if (found == m_known.end() || m_visited.size() >= kMostLinks) {
            into.unknown = true;
            return;
        }
        const Container &other = *found->second;
        // Nonsense may go in circles, and one container may be reached in several ways.
        if (!m_visited.insert(other.id + char('0' + int(by))).second)
            return;
        const Reach before = into;
        const Reach &own = other.ownReach;
        into.hostNetwork |= own.hostNetwork && by != By::Ipc;
        into.hostIpc |= own.hostIpc && by != By::Network;
        if (by == By::Processes) {
            into.engineSocket |= own.engineSocket;
            into.privileged |= own.privileged;
            into.hostPid |= own.hostPid;
            into.kernelRights |= own.kernelRights;
            into.devices += own.devices;
            into.writableHostMounts += own.writableHostMounts;
        }
        if (into != before && std::ranges::find(into.through, other.name) == into.through.end())
            into.through.push_back(other.name);
        switch (by) {
        case By::Processes:
            return add(into, other.sharedWith);
        case By::Network:
            return addBy(by, into, other.sharedWith.network);
        case By::Ipc:
            return addBy(by, into, other.sharedWith.ipc);
        }
    }

    std::unordered_map<std::string, const Container *> m_known;
    std::unordered_set<std::string> m_visited; // container and way
};

} // namespace

bool isAsGoodAsRoot(const std::string &capability)
{
    static constexpr std::string_view kRights[] = {"ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO", "DAC_READ_SEARCH", "BPF", "SYS_BOOT"};
    std::string_view name = capability;
    if (name.starts_with("CAP_"))
        name.remove_prefix(4);
    return std::ranges::find(kRights, name) != std::end(kRights);
}

bool isHarmless(const Device &device)
{
    static constexpr std::string_view kDevices[] = {"/dev/fuse", "/dev/net/tun", "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"};
    return std::ranges::find(kDevices, device.host) != std::end(kDevices);
}

std::string sharedIn(const std::string &mode)
{
    constexpr std::string_view kPrefix = "container:";
    return mode.starts_with(kPrefix) ? mode.substr(kPrefix.size()) : std::string();
}

void resolveReach(std::vector<Container> &containers)
{
    const bool anyShares = std::ranges::any_of(containers, [](const Container &each) { return each.sharedWith != SharedWith(); });
    if (!anyShares) {
        for (Container &each : containers)
            each.reach = each.ownReach;
        return;
    }
    Resolver resolver(containers);
    for (Container &each : containers) {
        each.reach = each.ownReach;
        resolver.resolve(each.reach, each.sharedWith);
    }
}

Reach reachAmong(const ContainerDetails &container, const std::vector<Container> &all)
{
    Reach out = container.reach;
    Resolver(all).resolve(out, container.sharedWith);
    return out;
}

} // namespace core::engine
