// Opens sessions to browsers: one HTTP + WebSocket port, off until the first share. Tokens, roles and limits are
// enforced here, on the server; see THREATS in ARCHITECTURE.md.
//
// Threads: this object belongs to one Qt thread (Host: the main one); the sockets are served on a thread of its own, so
// that a flood to a hundred viewers does not disturb the window. Callbacks come back on the caller's thread.
// Shares hold no session alive: when the session's owner has let go of it, its links answer attach.no_session.
// Codes: attach.listen (port in use, not permitted), attach.no_session, attach.limit, attach.ended (after shutdown).
#pragma once
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/session/session_handle.h"

#include <QObject>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace core::attach {

struct ListenAddress
{
    std::string host = "127.0.0.1"; // a loopback address; others need TLS and are refused until then
    int port = 0;                   // 0: any
};

struct Share
{
    std::string id;         // for listing and revoking; not secret
    base::SessionId session;
    session::Role role = session::Role::View;
    base::WallTime expires{};
    int viewers = 0;        // joined now
    std::string link;       // http://127.0.0.1:PORT/#TOKEN; contains the secret: show, never log
    friend bool operator==(const Share &, const Share &) = default;
};

struct AttachLimits
{
    int viewersPerShare = 100;
    std::size_t viewerBehindBytes = 1u << 20;   // sent and not acknowledged
    std::size_t messageBytes = 256u << 10;      // one message of a viewer
    int handshakeMs = 10'000;                   // TCP accept to Join
    int idleMs = 60'000;                        // no message or pong: half-open, closed
    int failuresPerMinute = 30;                 // wrong tokens per peer address; more are told attach.rate
    int waitingConnections = 64;                // accepted and not yet joined; for one more the oldest is closed
    int shares = 256;                           // live links; then attach.limit
};

class AttachServer : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    ~AttachServer() override = default; // closes viewers with a going-away message, joins its thread

    template<class T> using Done = std::move_only_function<void(base::Result<T>)>;
    // Listens if it does not yet, then makes a link for one session and role.
    virtual void share(session::SessionPtr session, session::Role role, std::chrono::seconds lifetime, Done<Share> done) = 0;
    virtual void revoke(const std::string &shareId) = 0; // its viewers are closed at once
    virtual void containerRenamed(base::SessionId session, const std::string &name) = 0; // whose container that is; who joins from now on is told
    virtual const std::vector<Share> &shares() const = 0; // as of the last changed()
    virtual int port() const = 0;                         // 0: not listening
    virtual void shutdown(std::function<void()> done) = 0;

    // Extra Host names and Origins beyond 127.0.0.1, [::1] and localhost with the port; exact.
    struct Options
    {
        ListenAddress address;
        AttachLimits limits;
        std::vector<std::string> extraHosts;
        std::vector<std::string> extraOrigins;
        // Whose size counts. True (berthd: nobody else shows the session): the operate viewer that resized last decides.
        // False (berth: the window does): the page scales the session's size to fit.
        bool viewersMayResize = false;
    };
    static std::unique_ptr<AttachServer> create(Options options);

Q_SIGNALS:
    void changed(); // shares, viewers, port
};

} // namespace core::attach
