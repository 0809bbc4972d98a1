// The Registry over sockets: asks every candidate for /_ping, keeps those that answer as engines, and says of the others
// why not. Starts Podman's service when nothing answers but podman is installed, if it may.
#pragma once
#include "core/engine/discovery.h"
#include "core/engine/podman_service.h"
#include "core/engine/socket_engine.h"

#include <QFileSystemWatcher>

namespace core::engine {

class SocketRegistry final : public Registry
{
    Q_OBJECT
public:
    SocketRegistry(Options options, Timings timings);
    ~SocketRegistry() override;

    void discover() override;
    std::vector<Engine *> engines() const override;
    const std::vector<Candidate> &failed() const override { return m_failed; }
    bool isSearching() const override { return m_probes > 0 || m_serviceStarting; }
    bool canStartPodman() const override;
    void startPodman() override;

private:
    void probe(Candidate candidate);
    void probeNext(const std::string &endpoint);
    void watchFailed();
    void onFolderChanged();
    void lookAgain();
    bool hasAppeared() const;
    void setControlDir(Endpoint &endpoint) const;
    void probed(Candidate candidate, const Endpoint &endpoint, const base::Result<HttpReply> &reply);
    void reject(Candidate candidate);
    void add(const std::string &idPath, const Endpoint &endpoint, const Dialect &dialect);
    void probeEnded();
    bool isKnown(const Endpoint &address) const;
    bool hasEngineAt(const std::string &endpoint) const;
    std::size_t rank(const std::string &endpoint) const;
    QString findProgram(const char *name) const;
    std::string fixFor(const Candidate &candidate) const;
    std::string fixForTcp(const Candidate &candidate) const;
    std::string whoListens(const std::string &path) const;
    static std::string fixForTrust(const Candidate &candidate);
    static std::string updateOfContext(const Candidate &candidate);
    void startService();
    void askService();
    void serviceFailed(const base::Error &error);

    const Options m_options;
    Timings m_timings;
    std::vector<std::unique_ptr<SocketEngine>> m_engines; // by rank(), as m_failed
    std::vector<Candidate> m_failed;
    std::vector<std::string> m_order; // endpoints of the candidates of the last search, each once
    std::vector<Candidate> m_waiting; // for the answer to another one of the same endpoint: the first that is let in is the engine
    int m_probes = 0;
    std::unique_ptr<PodmanService> m_service;
    bool m_serviceStarting = false;
    QTimer m_serviceAsk;
    QTimer m_serviceDeadline;
    QObject m_calls; // parent of the probes
    std::unique_ptr<QFileSystemWatcher> m_watcher; // of the folders in which sockets are missing
    struct SocketFile // as it was when nothing answered there; 0: there was none
    {
        std::uint64_t inode = 0;
        std::int64_t changed = 0, nanoseconds = 0;
        friend bool operator==(const SocketFile &, const SocketFile &) = default;
    };
    static SocketFile socketAt(const Endpoint &endpoint);
    std::map<std::string, SocketFile> m_seen; // by endpoint, of m_failed
    QTimer m_appeared;
    QTimer m_look;
};

} // namespace core::engine
