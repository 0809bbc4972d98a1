// Everything of the attach server that touches a socket: the listener, connections that have not joined, the viewers and
// the live links. AttachServer's facade on the caller's thread talks to it through task inboxes only.
//
// Threads: made on the facade's thread, moved to the socket thread before anything else; all calls there.
#pragma once
#include "core/attach/access_policy.h"
#include "core/attach/attach_server.h"
#include "core/attach/failure_limiter.h"
#include "core/attach/share_table.h"
#include "core/attach/viewer.h"

#include <QObject>
#include <QTcpServer>
#include <QTimer>
#include <QWebSocketServer>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace core::attach {

class HttpConnection;
class ViewerSocket;

struct ServerState
{
    int port = 0;
    std::vector<Share> shares;
    friend bool operator==(const ServerState &, const ServerState &) = default;
};

class SocketServer : public QObject
{
    Q_OBJECT
public:
    // `publish` is called on the socket thread with every new state.
    SocketServer(AttachServer::Options options, std::function<void(ServerState)> publish);
    ~SocketServer() override;

    base::Result<Share> share(const session::SessionPtr &session, session::Role role, std::chrono::seconds lifetime);
    void revoke(const std::string &shareId);
    void containerRenamed(base::SessionId session, const std::string &name);
    // Every viewer is told to go away; `done` once they are gone or the closing time is over.
    void shutdown(std::function<void()> done);

private:
    base::Result<void> listen();
    void accept();
    void upgrade(QTcpSocket *socket, base::SteadyTime accepted);
    void addViewer();
    std::expected<Admission, Refusal> admit(ViewerSocket &viewer, const v1::Join &join);
    void removeViewer(ViewerSocket *viewer);
    void closeViewersOf(const std::string &shareId, const char *code);
    void tellPresence(const session::SessionPtr &session);
    void expireLinks();
    void finishWhenEmpty();
    void publishState();
    std::string link(const std::string &token) const;
    std::size_t waiting() const; // connections that have not joined
    void dropOldestWaiting();

    AttachServer::Options m_options;
    std::function<void(ServerState)> m_publish;
    ServerState m_published;
    std::optional<AccessPolicy> m_policy;
    std::unique_ptr<QTcpServer> m_listener;
    std::unique_ptr<QWebSocketServer> m_upgrader;
    struct Connection
    {
        HttpConnection *http;
        base::SteadyTime accepted;
    };
    std::vector<Connection> m_connections; // by age
    std::vector<std::unique_ptr<ViewerSocket>> m_viewers;
    ShareTable m_shares;
    std::map<base::SessionId, std::string> m_containerNames; // of sessions whose container was renamed
    std::map<std::string, std::string> m_links; // share id to its link, for listing
    FailureLimiter m_failures;
    QTimer m_expiry;
    std::function<void()> m_whenEmpty;
    base::SteadyTime m_upgradingSince{};
};

} // namespace core::attach
