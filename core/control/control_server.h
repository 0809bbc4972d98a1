// The control service for berthctl: gRPC on the instance's Unix socket. We accept ourselves, check the peer's uid with
// SO_PEERCRED, and hand the descriptor to gRPC (grpc::AddInsecureChannelFromFd).
//
// Threads: made and destroyed on one Qt thread; gRPC's threads post to it through a TaskInbox and wait for the answer.
#pragma once
#include "core/base/result.h"
#include "core/session/session_handle.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
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
    struct HistoryFilter
    {
        std::string text, cwd;
        std::optional<std::string> container;
        bool failed = false;
        std::int64_t sinceMs = 0;
        int limit = 100;
    };
    struct HistoryRow
    {
        std::string command, cwd, container, image, engine, session;
        std::optional<int> exitCode;
        std::int64_t startMs = 0, durationMs = 0;
        bool trusted = false;
    };
    struct Link { std::string url, shareId; std::int64_t expiresMs = 0; };
    struct Finding { enum Level { Ok, Warn, Fail } level = Ok; std::string area, text, fix; };
    struct NewSession { std::string container; std::vector<std::string> command; base::GridSize size; };

    virtual std::vector<session::SessionPtr> sessions() const = 0; // in order of creation
    // True where no window shows the sessions (berthd): an attached terminal's size then becomes the session's.
    virtual bool viewersMayResize() const = 0;
    virtual void newSession(const NewSession &request, Done<session::SessionPtr> done) = 0;
    virtual ContainerList containers() const = 0;
    virtual void history(const HistoryFilter &filter, Done<std::vector<HistoryRow>> done) = 0;
    virtual void share(base::SessionId session, session::Role role, int expiresSeconds, Done<Link> done) = 0;
    virtual void doctor(Done<std::vector<Finding>> done) = 0;
};

class ControlServer
{
public:
    virtual ~ControlServer() = default; // ends streams, joins
    // Code: control.listen.
    static base::Result<std::unique_ptr<ControlServer>> listen(const std::string &socketPath, Instance &instance);
};

} // namespace core::control
