// What a container's shell on a session's thread and its keeper on the engine's thread share. Requests travel through a
// bounded mailbox; a link has at most three of them under way, so one that is full means thousands of shells: the request
// is dropped and hang-ups fall back to the closed stream.
#pragma once
#include "core/base/mailbox.h"
#include "core/engine/exec_process.h"
#include "core/pty/pty.h"

#include <atomic>
#include <memory>

namespace core::engine {

class ExecLink;

struct ExecRequest
{
    enum class Kind : unsigned char { Resize, Ended, HangUp } kind;
    std::shared_ptr<ExecLink> link;
};
using ExecMailbox = base::Mailbox<ExecRequest>;

struct ExecName
{
    std::string id;
    std::string user; // who runs it in the container
    // Where its processes are not this machine's: a word in their environment to find them by. Empty: not needed.
    std::string mark;

    static std::string markVariable(const std::string &mark) { return "BERTH_EXEC=" + mark; }
};

class ExecLink
{
public:
    ExecLink(ExecName exec, std::string containerId, std::optional<ExecProcess> process)
        : m_exec(std::move(exec))
        , m_containerId(std::move(containerId))
        , m_process(std::move(process))
    {
    }
    explicit ExecLink(std::string containerId) : m_containerId(std::move(containerId)) {} // the main process itself
    bool isMainProcess() const { return m_exec.id.empty(); } // it is never signalled: closing it only detaches
    const ExecName &exec() const { return m_exec; }
    const std::string &execId() const { return m_exec.id; }
    const std::string &containerId() const { return m_containerId; }
    const std::optional<ExecProcess> &process() const { return m_process; }

    // The newest size wins. True when the keeper has to be told, false when it will look anyway.
    bool setSize(base::GridSize size);
    base::GridSize takeSize();

    void setExit(pty::ExitStatus status); // the first one counts
    std::optional<pty::ExitStatus> exit() const;
    int exitFd() const { return m_exitKnown.fd(); }

private:
    const ExecName m_exec;
    const std::string m_containerId;
    const std::optional<ExecProcess> m_process;
    std::atomic<std::uint64_t> m_size{0};
    std::atomic<bool> m_sizeWaits{false};
    mutable std::mutex m_mutex; // guards m_exit
    std::optional<pty::ExitStatus> m_exit;
    base::WakeFd m_exitKnown;
};

} // namespace core::engine
