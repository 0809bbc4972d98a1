// Programs in containers that are to be hung up because their connection is gone for another reason than their own end: a
// tab was closed, a start was cancelled, or the link to the engine was cut. Where the engine cannot be asked, they wait
// here until it can. Nothing is signalled that the engine does not say is this exec and still running, or that does not
// carry its mark (ExecName). Lives on the engine's thread.
#pragma once
#include "core/engine/api_client.h"
#include "core/engine/exec_link.h"

#include <QObject>
#include <QTimer>
#include <vector>

namespace core::engine {

class StrayExecs : public QObject
{
    Q_OBJECT
public:
    explicit StrayExecs(const ApiClient &api); // which outlives it

    // `containerId`, if known: to look for the mark in where the engine has forgotten the exec, as Docker does when it is
    // restarted below running containers.
    void hangUp(const ExecName &exec, const std::string &containerId = {});
    // While the engine is known to be away nothing is asked; when it is back, at once.
    void setReachable(bool reachable);
    std::optional<ExecProcess> find(int hostPid, const std::string &containerId) const; // of this machine, or none

    static constexpr std::size_t kMost = 256; // with more the oldest is given up
    static constexpr std::size_t kMostAtOnce = 8; // a server allows some ten at a time on one SSH connection (MaxSessions)

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Stray
    {
        ExecName exec;
        std::string containerId;
        Time due;
        std::chrono::milliseconds pause; // before the engine is asked again that did not answer
        int looks = 0;                   // that the engine has answered
        bool isAsked = false;            // just now
        bool waits = false;              // for an engine that did not answer
    };

    Stray *stray(const std::string &execId);
    std::size_t asked() const;
    void drop(const std::string &execId);
    void look();
    void answered(const std::string &execId, const base::Result<HttpReply> &reply);
    void running(Stray &stray, int hostPid);
    void again(const std::string &execId, bool mayBeOver);
    void putOff(const std::string &execId);
    void schedule();
    void signalInside(const Stray &stray, std::vector<std::string> command);
    void signalled(const std::string &execId, const base::Result<HttpReply> &reply);

    const ApiClient &m_api;
    std::vector<Stray> m_strays;
    QTimer m_next;
    bool m_reachable = true;
};

} // namespace core::engine
