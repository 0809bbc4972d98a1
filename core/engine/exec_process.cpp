#include "core/engine/exec_process.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <fstream>
#include <sys/syscall.h>

namespace core::engine {
namespace {

// proc(5): a process's cgroups name the container, whichever engine and cgroup version.
bool belongsTo(int pid, const std::string &containerId)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/cgroup");
    std::string line;
    while (std::getline(file, line)) {
        if (line.find(containerId) != std::string::npos)
            return true;
    }
    return false;
}

// The last id of "NSpid:\t1234\t7" is the one in the innermost namespace.
int innermostPid(int pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/status");
    std::string line;
    while (std::getline(file, line)) {
        if (!line.starts_with("NSpid:"))
            continue;
        const std::string last = line.substr(line.find_last_of(" \t") + 1);
        int value = 0;
        std::from_chars(last.data(), last.data() + last.size(), value);
        return value;
    }
    return 0;
}

} // namespace

std::optional<ExecProcess> ExecProcess::find(int hostPid, const std::string &containerId)
{
    constexpr std::size_t kIdLength = 64; // a shorter text could match another container's
    if (hostPid <= 1 || containerId.size() != kIdLength)
        return std::nullopt;
    ExecProcess process;
    process.m_pidFd.reset(int(::syscall(SYS_pidfd_open, hostPid, 0)));
    if (!process.m_pidFd || !belongsTo(hostPid, containerId))
        return std::nullopt;
    process.m_pidInContainer = innermostPid(hostPid);
    return process;
}

bool ExecProcess::hangUp() const
{
    return signal(SIGHUP);
}

bool ExecProcess::kill() const
{
    return signal(SIGKILL);
}

bool ExecProcess::signal(int number) const
{
    return ::syscall(SYS_pidfd_send_signal, m_pidFd.get(), number, nullptr, 0) == 0 || errno == ESRCH;
}

} // namespace core::engine
