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
        // Engines answer with ids; names are what a user may have asked for. A name may be another's id, and hides nothing.
        for (const Container &each : all)
            m_known.emplace(each.id, &each);
        for (const Container &each : all)
            m_known.emplace(each.name, &each);
    }

    // Who is among another's processes has /proc/PID/root and can become them: all of it. Else only what the namespace is.
    void resolve(Reach &into, const SharedWith &shared)
    {
        m_visited.clear();
        add(into, shared);
    }

    Whose whose(const ContainerDetails &container, bool Reach::*isHosts, std::string SharedWith::*link) const
    {
        const Reach *own = &container.reach;
        const SharedWith *shared = &container.sharedWith;
        for (std::size_t i = 0; i < kMostLinks; ++i) {
            if (own->*isHosts)
                return Whose::Hosts;
            if ((shared->*link).empty())
                return Whose::Containers;
            const Container *const other = find(shared->*link);
            if (!other || !other->isInspected)
                return Whose::Unknown;
            own = &other->ownReach;
            shared = &other->sharedWith;
        }
        return Whose::Unknown;
    }

    // The one whose processes they are at the end of the way: its id, or what it is called by where it is not in the list;
    // empty: there is no end.
    std::string owner(std::string id, std::string shared) const
    {
        for (std::size_t i = 0; i < kMostLinks && !shared.empty(); ++i) {
            const Container *const other = find(shared);
            if (!other)
                return shared;
            id = other->id;
            shared = other->sharedWith.processes;
        }
        return shared.empty() ? id : std::string();
    }

private:
    const Container *find(const std::string &idOrName) const
    {
        if (const auto found = m_known.find(idOrName); found != m_known.end())
            return found->second;
        constexpr std::size_t kShortId = 12; // what the engines' own tools print, and Docker takes
        if (idOrName.size() < kShortId)
            return nullptr;
        const Container *only = nullptr;
        for (const auto &[key, container] : m_known) {
            if (!container->id.starts_with(idOrName) || container == only)
                continue;
            if (only) // nobody knows which
                return nullptr;
            only = container;
        }
        return only;
    }

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
        const Container *const found = find(of);
        if (!found || m_visited.size() >= kMostLinks) {
            into.unknown = true;
            return;
        }
        const Container &other = *found;
        // Nonsense may go in circles, and one container may be reached in several ways.
        if (!m_visited.insert(other.id + char('0' + int(by))).second)
            return;
        const Reach before = into;
        const Reach &own = other.ownReach;
        into.hostNetwork |= own.hostNetwork && by != By::Ipc;
        into.hostIpc |= own.hostIpc && by != By::Network;
        into.unknown |= own.unknown;
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
    std::string name;
    for (const char c : capability) // engines take either case
        name += c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
    if (name.starts_with("CAP_"))
        name.erase(0, 4);
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

bool isByPath(const std::string &mode)
{
    return mode.starts_with("ns:");
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

Whose processesAmong(const ContainerDetails &container, const std::vector<Container> &all)
{
    return Resolver(all).whose(container, &Reach::hostPid, &SharedWith::processes);
}

bool hasMightierAmong(const ContainerDetails &container, const std::vector<Container> &all)
{
    const Resolver resolver(all);
    const std::string owner = resolver.owner(container.id, container.sharedWith.processes);
    return std::ranges::any_of(all, [&](const Container &each) {
        if (each.id == container.id || !each.isRunning())
            return false;
        if (!each.isInspected)
            return true; // it may be there
        return each.ownReach.isNotable() && resolver.owner(each.id, each.sharedWith.processes) == owner;
    });
}

Whose networkAmong(const ContainerDetails &container, const std::vector<Container> &all)
{
    const Whose whose = Resolver(all).whose(container, &Reach::hostNetwork, &SharedWith::network);
    return whose == Whose::Containers && isByPath(container.networkMode) ? Whose::Unknown : whose;
}

} // namespace core::engine
