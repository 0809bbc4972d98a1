// A program inside a container as this machine's kernel sees it. Engines leave an exec running when its connection
// closes, so the shell behind a closed tab must be hung up by us.
#pragma once
#include "core/base/unique_fd.h"

#include <optional>
#include <string>

namespace core::engine {

class ExecProcess
{
public:
    // `hostPid` is what the engine reports. Nothing when no process of that container has this id here: an engine on
    // another machine or in a VM, or a program that has ended.
    static std::optional<ExecProcess> find(int hostPid, const std::string &containerId);

    // SIGHUP; the kernel then hangs up what else runs on its terminal. False when we may not. Any thread.
    bool hangUp() const;
    bool kill() const; // SIGKILL
    int pidInContainer() const { return m_pidInContainer; }

private:
    bool signal(int number) const;
    base::UniqueFd m_pidFd; // names the process even after its id was reused
    int m_pidInContainer = 0;
};

} // namespace core::engine
