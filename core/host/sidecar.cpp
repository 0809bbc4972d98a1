#include "core/host/sidecar.h"

#include "core/host/reentry.h"

namespace core::host {
namespace {

// The shell and its children have the pipe open for writing; the first process reads to its end. It stays a little longer:
// Docker 20.10 may leave an exec's stream open when its container ends in the same moment. Any user may write to /tmp.
constexpr auto kWaitForShell = "mkfifo /tmp/.berth-shell; cat /tmp/.berth-shell; exec sleep 2";
constexpr auto kHold = "until [ -p /tmp/.berth-shell ]; do sleep 1; done; exec 9>/tmp/.berth-shell; exec \"$@\"";

// Names are those of the other's /etc/passwd, which this image does not have; as nobody it is nobody of the host's either.
std::string userHere(const std::string &user)
{
    const bool isKnown = user.empty() || user == "root" || user.find_first_not_of("0123456789:") == std::string::npos;
    return isKnown ? user : "65534:65534";
}

} // namespace

Neighbour neighbourOf(const engine::ContainerDetails &details, const std::vector<engine::Container> &all)
{
    Neighbour out;
    out.name = details.name;
    out.process = details.process;
    out.processes = engine::processesAmong(details, all);
    out.othersProcesses = !details.sharedWith.processes.empty();
    out.amongMightier = engine::hasMightierAmong(details, all);
    out.hostNetwork = engine::networkAmong(details, all) == engine::Whose::Hosts;
    out.user = details.user;
    out.capAdd = details.capAdd;
    out.capDrop = details.capDrop;
    out.securityOptions = details.securityOptions;
    return out;
}

StarterWish sidecarWish(const engine::Container &of, const Neighbour &neighbour)
{
    StarterWish wish;
    wish.name = of.name + "-debug";
    wish.spec.command = {"/bin/sh", "-c", kWaitForShell};
    wish.spec.tty = wish.spec.openStdin = false;
    wish.spec.labels = {{"berth.beside", of.id}};
    wish.spec.pidMode = "container:" + of.id;
    wish.spec.network = "container:" + of.id;
    if (neighbour.processes == engine::Whose::Containers && !neighbour.amongMightier) {
        // Else the kernel shows it neither the files nor the environment of the other's processes.
        wish.spec.capAdd = {"SYS_PTRACE"};
    } else {
        // Among the host's that would show those of the whole machine, and the engine's usual rights would reach root's; among a
        // privileged container's it would be as privileged.
        wish.spec.user = userHere(neighbour.user);
        wish.spec.capAdd = neighbour.capAdd;
        wish.spec.capDrop = neighbour.capDrop;
        wish.spec.securityOptions = neighbour.securityOptions;
    }
    wish.spec.autoRemove = true;
    return wish;
}

std::vector<std::string> sidecarCommand(const std::vector<std::string> &shell)
{
    std::vector<std::string> command{"/bin/sh", "-c", kHold, "sh"};
    command.insert(command.end(), shell.begin(), shell.end());
    return command;
}

std::string sidecarGreeting(const Neighbour &neighbour, int cols)
{
    std::string words, more;
    if (neighbour.processes != engine::Whose::Containers) {
        words = neighbour.processes == engine::Whose::Hosts ? "The processes are the host's: what you end here ends on the host."
                                                            : "Whose the processes are is not known: what you end here may end on the host.";
        if (neighbour.processes == engine::Whose::Hosts && neighbour.process > 0)
            more = belowDivider("Its files are in /proc/" + std::to_string(neighbour.process) + "/root, if the kernel lets you see them.", cols);
    } else if (neighbour.othersProcesses) {
        words = "It shares its processes with another container: its files are in /proc/NUMBER/root of one of its own.";
    } else {
        words = "Its files are in /proc/1/root.";
    }
    if (neighbour.hostNetwork)
        more += belowDivider("The network is the host's.", cols);
    return dividerText("Beside " + neighbour.name + ": the same processes and network", cols) + belowDivider(words, cols) + more
        + belowDivider("This container is removed when you leave.", cols);
}

} // namespace core::host
