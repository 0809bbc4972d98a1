#include "core/host/sidecar.h"

#include "core/host/reentry.h"

namespace core::host {
namespace {

// The shell and its children have the pipe open for writing; the first process reads to its end. It stays a little longer:
// Docker 20.10 may leave an exec's stream open when its container ends in the same moment.
constexpr auto kWaitForShell = "mkdir -p /run; mkfifo /run/berth-shell; cat /run/berth-shell; exec sleep 2";
constexpr auto kHold = "until [ -p /run/berth-shell ]; do sleep 1; done; exec 9>/run/berth-shell; exec \"$@\"";

} // namespace

StarterWish sidecarWish(const engine::Container &of)
{
    StarterWish wish;
    wish.name = of.name + "-debug";
    wish.spec.command = {"/bin/sh", "-c", kWaitForShell};
    wish.spec.tty = wish.spec.openStdin = false;
    wish.spec.labels = {{"berth.beside", of.id}};
    wish.spec.pidMode = "container:" + of.id;
    wish.spec.network = "container:" + of.id;
    wish.spec.capAdd = {"SYS_PTRACE"}; // else the kernel shows it neither the files nor the environment of the other's processes
    wish.spec.autoRemove = true;
    return wish;
}

std::vector<std::string> sidecarCommand(const std::vector<std::string> &shell)
{
    std::vector<std::string> command{"/bin/sh", "-c", kHold, "sh"};
    command.insert(command.end(), shell.begin(), shell.end());
    return command;
}

std::string sidecarGreeting(const std::string &nameOfOther)
{
    return dividerText("Beside " + nameOfOther + ": the same processes and network")
        + "\x1b[2m   Its files are in /proc/1/root. This container is removed when you leave.\x1b[m\r\n";
}

} // namespace core::host
