// The engine's side of every shell in a container: resizes it, finds out how it ended, and hangs it up where the
// session's thread may not, or where its connection is gone and it runs on (StrayExecs). Lives on the engine's thread and
// is told through a mailbox.
#pragma once
#include "core/engine/stray_execs.h"

#include <QSocketNotifier>
#include <unordered_map>

namespace core::engine {

class ExecKeeper : public QObject
{
    Q_OBJECT
public:
    ExecKeeper(const ApiClient &api, QObject *parent); // `api` outlives it
    ~ExecKeeper() override; // waiting exit statuses become "the engine went away"

    // How a container's main process ended, by the container's id, for one that is removed with it; nullopt: not known (yet).
    void setExitCodes(std::function<std::optional<int>(const std::string &)> exitCodes) { m_exitCodes = std::move(exitCodes); }

    const std::shared_ptr<ExecMailbox> &mailbox() const { return m_mailbox; }

    // Puts a new mark (ExecName) into an exec's environment where one is needed.
    std::string mark(ExecSpec &spec) const;
    std::optional<ExecProcess> find(int hostPid, const std::string &containerId) const { return m_strays.find(hostPid, containerId); }
    // A program whose connection is gone for another reason than its own end.
    void hangUp(const ExecName &exec, const std::string &containerId = {}) { m_strays.hangUp(exec, containerId); }
    // As far as its list knows: away with all connections to it, or (again) there.
    void setReachable(bool reachable);

    // Podman's conmon reads what waits in its pipe at once and takes only the first of several sizes.
    static constexpr auto kBetweenResizes = std::chrono::milliseconds(50);
    static std::string resizePath(const std::string &execId, base::GridSize size);
    static std::string mainResizePath(const std::string &containerId, base::GridSize size);

private:
    struct Ending
    {
        std::shared_ptr<ExecLink> link;
        std::chrono::steady_clock::time_point deadline;
        std::chrono::milliseconds pause{10};
        bool isRemoved = false; // its container
    };

    void onRequests();
    void resize(const std::shared_ptr<ExecLink> &link);
    void findExit(Ending ending);
    void findMainExit(Ending ending);
    void findExitOfRemoved(Ending ending);
    void again(Ending ending, const char *otherwise);
    void exitOf(Ending ending, base::Result<HttpReply> reply);
    void askWhyKilled(const std::shared_ptr<ExecLink> &link, int code, int looks = 1);
    void settle(const std::shared_ptr<ExecLink> &link, pty::ExitStatus status);
    void giveUpSoon(const std::shared_ptr<ExecLink> &link);
    void giveUp(const std::shared_ptr<ExecLink> &link, const char *why);

    const ApiClient &m_api;
    std::function<std::optional<int>(const std::string &)> m_exitCodes;
    std::shared_ptr<ExecMailbox> m_mailbox;
    QSocketNotifier m_notifier;
    std::unordered_map<const ExecLink *, std::shared_ptr<ExecLink>> m_ending; // no exit status yet
    std::unordered_map<const ExecLink *, bool> m_resizing;                    // true: the size has changed meanwhile
    StrayExecs m_strays;
    bool m_reachable = true;
    std::chrono::steady_clock::time_point m_lost{}; // when it was not, last
};

} // namespace core::engine
