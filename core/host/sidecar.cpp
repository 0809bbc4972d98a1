#include "core/host/sidecar.h"

#include "core/host/reentry.h"

namespace core::host {
namespace {

// The shell and its children have the pipe open for writing; the first process reads to its end. It stays a little longer:
// Docker 20.10 may leave an exec's stream open when its container ends in the same moment.
constexpr auto kWaitForShell = "mkdir -p /run; mkfifo /run/berth-shell; cat /run/berth-shell; exec sleep 2";
constexpr auto kHold = "until [ -p /run/berth-shell ]; do sleep 1; done; exec 9>/run/berth-shell; exec \"$@\"";

} // namespace

Neighbour neighbourOf(const engine::ContainerDetails &details, const engine::Reach &reach)
{
    Neighbour out;
    out.name = details.name;
    out.process = details.process;
    out.hostProcesses = reach.hostPid || reach.unknown;
    out.hostNetwork = reach.hostNetwork;
    out.othersProcesses = !details.sharedWith.processes.empty();
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
    // Else the kernel shows it neither the files nor the environment of the other's processes. Among the host's it would show
    // those of the whole machine, which the other cannot see itself.
    if (!neighbour.hostProcesses)
        wish.spec.capAdd = {"SYS_PTRACE"};
    wish.spec.autoRemove = true;
    return wish;
}

std::vector<std::string> sidecarCommand(const std::vector<std::string> &shell)
{
    std::vector<std::string> command{"/bin/sh", "-c", kHold, "sh"};
    command.insert(command.end(), shell.begin(), shell.end());
    return command;
}

std::string sidecarGreeting(const Neighbour &neighbour)
{
    std::string words;
    if (neighbour.hostProcesses) {
        words = "The processes are the host's: what you end here ends on the host.";
        if (neighbour.process > 0)
            words += "\r\n   Its files are in /proc/" + std::to_string(neighbour.process) + "/root, if the kernel lets you see them.";
    } else if (neighbour.othersProcesses) {
        words = "It shares its processes with another container: its files are in /proc/NUMBER/root of one of its own.";
    } else {
        words = "Its files are in /proc/1/root.";
    }
    if (neighbour.hostNetwork)
        words += "\r\n   The network is the host's.";
    return dividerText("Beside " + neighbour.name + ": the same processes and network")
        + "\x1b[2m   " + words + "\r\n   This container is removed when you leave.\x1b[m\r\n";
}

} // namespace core::host
