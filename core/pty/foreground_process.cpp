#include "core/pty/foreground_process.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <sstream>
#include <unistd.h>
#include <utility>

namespace core::pty {
namespace {

constexpr int kMaxDepth = 16; // of processes, one in the other

std::string pathOf(pid_t process, const char *file)
{
    return "/proc/" + std::to_string(process) + '/' + file;
}

// A child of `process` that is in this group; -1 when there is none.
pid_t childInGroup(pid_t process, pid_t group)
{
    std::ifstream children(pathOf(process, ("task/" + std::to_string(process) + "/children").c_str()));
    for (pid_t child = 0; children >> child;)
        if (::getpgid(child) == group)
            return child;
    return -1;
}

struct Stat
{
    pid_t parent = -1;
    bool isCopy = false; // it has been forked and has not called exec since
};

// From proc(5)'s stat.
Stat statOf(pid_t process)
{
    constexpr unsigned kForkNoExec = 0x40; // PF_FORKNOEXEC
    std::ifstream file(pathOf(process, "stat"));
    std::string line;
    std::getline(file, line);
    const auto name = line.rfind(')'); // which may hold anything
    if (name == std::string::npos)
        return {};
    std::istringstream fields(line.substr(name + 1));
    std::string state;
    long parent = 0, group = 0, session = 0, terminal = 0, foreground = 0;
    unsigned flags = 0;
    fields >> state >> parent >> group >> session >> terminal >> foreground >> flags;
    return fields ? Stat{pid_t(parent), (flags & kForkNoExec) != 0} : Stat{};
}

std::vector<std::string> argumentsOf(pid_t process)
{
    constexpr std::streamsize kMostBytes = 4096;
    std::ifstream file(pathOf(process, "cmdline"), std::ios::binary);
    std::string all(kMostBytes, '\0');
    file.read(all.data(), kMostBytes);
    all.resize(std::size_t(file.gcount()));
    std::vector<std::string> arguments;
    for (std::size_t at = 0; at < all.size();) {
        const auto end = std::min(all.find('\0', at), all.size());
        arguments.push_back(all.substr(at, end - at));
        at = end + 1;
    }
    return arguments;
}

} // namespace

pid_t foregroundProcess(pid_t shell, pid_t group)
{
    const bool leads = ::kill(group, 0) == 0 || errno == EPERM;
    pid_t process = leads ? group : childInGroup(shell, group);
    for (int depth = 0; process > 0 && depth < kMaxDepth && statOf(process).isCopy; ++depth) {
        const pid_t inside = childInGroup(process, group);
        if (inside <= 0)
            break; // it is the subshell itself that runs
        process = inside;
    }
    return process;
}

std::string programName(pid_t process)
{
    std::ifstream file(pathOf(process, "comm"));
    std::string line;
    std::getline(file, line);
    return line;
}

std::vector<std::vector<std::string>> programsBetween(pid_t shell, pid_t process)
{
    std::vector<std::vector<std::string>> programs;
    for (int depth = 0; process > 1 && process != shell && depth < kMaxDepth; ++depth) {
        const Stat stat = statOf(process);
        if (auto arguments = stat.isCopy ? std::vector<std::string>() : argumentsOf(process); !arguments.empty())
            programs.push_back(std::move(arguments));
        process = stat.parent;
    }
    std::ranges::reverse(programs);
    return programs;
}

} // namespace core::pty
