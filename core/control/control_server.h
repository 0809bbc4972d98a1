// The control service for berthctl: gRPC on the instance's Unix socket. We accept ourselves, check the peer's uid with
// SO_PEERCRED, and hand the descriptor to gRPC (grpc::AddInsecureChannelFromFd).
//
// Threads: made and destroyed on one Qt thread; gRPC's threads post to it through a TaskInbox and wait for the answer.
#pragma once
#include "core/base/result.h"
#include "core/session/session_handle.h"
#include "core/store/store.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace core::control {

// What the service asks the instance; implemented by core/host. All calls on the thread that made the server; each
// callback at most once, on that thread.
class Instance
{
public:
    virtual ~Instance() = default;
    template<class T> using Done = std::move_only_function<void(base::Result<T>)>;

    struct ContainerRow { std::string engine, id, name, image, state, project; };
    struct ContainerList { std::vector<ContainerRow> containers; std::vector<std::string> problems; };
    struct ImportCount { std::size_t added = 0, known = 0, refused = 0; };
    struct Link { std::string url, shareId; std::int64_t expiresMs = 0; };
    struct Finding { enum Level { Ok, Warn, Fail } level = Ok; std::string area, text, fix; };
    struct Recording
    {
        std::string path, title, problem;
        base::SessionId session; // none: it is not being recorded now
        std::int64_t startedMs = 0, lengthMs = 0;
        std::uint64_t bytes = 0;
        std::uint32_t commands = 0;
    };
    struct NewSession { std::string container; std::vector<std::string> command; base::GridSize size; };

    struct UsageRow
    {
        std::string engine, id, name, project;
        bool hasSample = false;
        std::optional<double> cpuPercent;
        std::int64_t cpuNs = 0, memoryBytes = 0, memoryLimit = 0, networkReceived = 0, networkSent = 0, blockRead = 0, blockWritten = 0, processes = 0, atMs = 0;
    };
    struct Stats { std::vector<UsageRow> containers; std::vector<std::string> problems; };

    virtual std::vector<session::SessionPtr> sessions() const = 0; // in order of creation
    // What the session's container is called now; empty: it is in none.
    virtual std::string containerName(const session::SessionHandle &session) const { return session.info().place.containerName; }
    // True where no window shows the sessions (berthd): an attached terminal's size then becomes the session's.
    virtual bool viewersMayResize() const = 0;
    virtual void newSession(const NewSession &request, Done<session::SessionPtr> done) = 0;
    virtual ContainerList containers() const = 0;
    virtual void history(const store::HistoryQuery &query, Done<std::vector<store::CommandRecord>> done) = 0;
    virtual void countHistory(const store::HistoryQuery &query, Done<std::size_t> done) = 0;
    virtual void removeHistory(const store::HistoryQuery &query, Done<std::size_t> done) = 0;
    // Masks secrets, and whatever they say takes them as untrusted.
    virtual void importHistory(std::vector<store::CommandRecord> records, Done<ImportCount> done) = 0;
    virtual void share(base::SessionId session, session::Role role, int expiresSeconds, Done<Link> done) = 0;
    virtual void doctor(Done<std::vector<Finding>> done) = 0;
    virtual void startRecording(base::SessionId session, const std::string &path, Done<Recording> done) = 0; // none: the newest
    virtual void stopRecording(base::SessionId session, Done<Recording> done) = 0; // none: the only one that runs
    virtual void recordings(Done<std::vector<Recording>> done) = 0;
    // Running containers, or the one named. Code: engine.not_found.
    virtual void stats(const std::string &container, Done<Stats> done) = 0;
    virtual void metrics(Done<std::string> done) = 0; // Prometheus text
};

struct ControlLimits // of costly calls, for each principal: Berth's own user over this socket
{
    double perSecond = 10;
    double burst = 40;
};

class ControlServer
{
public:
    virtual ~ControlServer() = default; // ends streams, joins
    // Code: control.listen.
    static base::Result<std::unique_ptr<ControlServer>> listen(const std::string &socketPath, Instance &instance, ControlLimits limits = {});
};

} // namespace core::control
