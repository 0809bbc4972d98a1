#include "core/attach/socket_server.h"

#include "core/attach/http_connection.h"
#include "core/attach/viewer_socket.h"
#include "core/telemetry/log.h"

#include <QHostAddress>
#include <QTcpSocket>
#include <algorithm>

namespace core::attach {

namespace {
using std::chrono::milliseconds;

constexpr milliseconds kDrainTime{1500};         // for viewers to take their going-away message
constexpr milliseconds kLongestTimer{3'600'000}; // a link may outlive what a QTimer can count

base::SteadyTime now()
{
    return base::Clock::system().now();
}

constexpr std::size_t kMostRenamed = 1024; // names that are kept for later viewers

std::optional<QHostAddress> loopback(const std::string &host)
{
    const QHostAddress address(host == "localhost" ? QStringLiteral("127.0.0.1") : QString::fromStdString(host));
    return address.isLoopback() ? std::optional(address) : std::nullopt;
}
} // namespace

SocketServer::SocketServer(AttachServer::Options options, std::function<void(ServerState)> publish)
    : m_options(std::move(options))
    , m_publish(std::move(publish))
    , m_shares(std::size_t(m_options.limits.shares))
    , m_failures(m_options.limits.failuresPerMinute)
    , m_expiry(this)
{
    m_expiry.setSingleShot(true);
    connect(&m_expiry, &QTimer::timeout, this, &SocketServer::expireLinks);
}

SocketServer::~SocketServer() = default;

base::Result<Share> SocketServer::share(const session::SessionPtr &session, session::Role role, std::chrono::seconds lifetime)
{
    if (auto listening = listen(); !listening)
        return std::unexpected(listening.error());
    auto added = m_shares.add(session, role, base::Clock::system().wall() + lifetime);
    if (!added)
        return std::unexpected(added.error());
    const std::string id = added->share.id;
    m_links[id] = link(added->token);
    expireLinks();
    publishState();
    const auto listed = std::find_if(m_published.shares.begin(), m_published.shares.end(), [&](const Share &s) { return s.id == id; });
    if (listed == m_published.shares.end())
        return std::unexpected(linkError("attach.expired"));
    return *listed;
}

base::Result<void> SocketServer::listen()
{
    if (m_listener)
        return {};
    const auto address = loopback(m_options.address.host);
    if (!address)
        return base::fail("attach.listen", "Berth shares on this machine's own address only (127.0.0.1 or ::1); others need TLS.",
                          m_options.address.host);
    auto listener = std::make_unique<QTcpServer>();
    if (!listener->listen(*address, quint16(m_options.address.port)))
        return base::fail("attach.listen", "Port " + std::to_string(m_options.address.port) + " cannot be opened: it is in use or not permitted.",
                          listener->errorString().toStdString());
    listener->setMaxPendingConnections(m_options.limits.waitingConnections);
    connect(listener.get(), &QTcpServer::newConnection, this, &SocketServer::accept);
    m_policy.emplace(listener->serverPort(), m_options.extraHosts, m_options.extraOrigins);

    m_upgrader = std::make_unique<QWebSocketServer>(QStringLiteral("berth"), QWebSocketServer::NonSecureMode);
    m_upgrader->setHandshakeTimeout(milliseconds(m_options.limits.handshakeMs));
    connect(m_upgrader.get(), &QWebSocketServer::newConnection, this, &SocketServer::addViewer);
    m_listener = std::move(listener);
    return {};
}

std::string SocketServer::link(const std::string &token) const
{
    const QHostAddress address = m_listener->serverAddress();
    const bool v6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    const std::string host = v6 ? "[" + address.toString().toStdString() + "]" : address.toString().toStdString();
    return "http://" + host + ":" + std::to_string(m_listener->serverPort()) + "/#" + token;
}

std::size_t SocketServer::waiting() const
{
    return m_connections.size() + std::size_t(std::count_if(m_viewers.begin(), m_viewers.end(), [](const auto &v) { return v->shareId().empty(); }));
}

// Who is silent longest makes room: otherwise a few idle sockets would keep everybody out for the handshake's time.
void SocketServer::dropOldestWaiting()
{
    const auto viewer = std::find_if(m_viewers.begin(), m_viewers.end(), [](const auto &v) { return v->shareId().empty(); });
    const bool viewerIsOlder = viewer != m_viewers.end() && (m_connections.empty() || (*viewer)->accepted() <= m_connections.front().accepted);
    if (viewerIsOlder)
        return removeViewer(viewer->get());
    m_connections.front().http->deleteLater();
    m_connections.erase(m_connections.begin());
}

void SocketServer::accept()
{
    while (QTcpSocket *socket = m_listener->nextPendingConnection()) {
        if (waiting() >= std::size_t(m_options.limits.waitingConnections))
            dropOldestWaiting();
        const auto accepted = now();
        auto *connection = new HttpConnection(socket, *m_policy, [this] { return m_listener->isListening(); }, this);
        m_connections.push_back({connection, accepted});
        connect(connection, &HttpConnection::upgrade, this, [this, accepted](QTcpSocket *s) { upgrade(s, accepted); });
        connect(connection, &HttpConnection::refused, this, [](int status) { qCInfo(telemetry::lcAttach, "request refused: %d", status); });
        const auto gone = [this, connection] {
            std::erase_if(m_connections, [connection](const Connection &c) { return c.http == connection; });
            connection->deleteLater();
        };
        connect(connection, &HttpConnection::upgrade, this, gone);
        connect(connection, &HttpConnection::finished, this, gone);
        QTimer::singleShot(m_options.limits.handshakeMs, connection, gone);
    }
}

void SocketServer::upgrade(QTcpSocket *socket, base::SteadyTime accepted)
{
    m_upgradingSince = accepted;
    m_upgrader->handleConnection(socket);
    Q_EMIT socket->readyRead(); // the whole head is here, so the handshake and addViewer() happen inside
}

void SocketServer::addViewer()
{
    while (QWebSocket *socket = m_upgrader->nextPendingConnection()) {
        socket->setParent(nullptr);
        auto self = std::make_shared<ViewerSocket *>(nullptr);
        auto viewer = std::make_unique<ViewerSocket>(
            std::unique_ptr<QWebSocket>(socket), [this, self](const v1::Join &join) { return admit(**self, join); }, m_options.limits,
            m_upgradingSince, nullptr);
        *self = viewer.get();
        connect(viewer.get(), &ViewerSocket::joined, this, [this, raw = viewer.get()] {
            tellPresence(raw->viewer().session());
            publishState();
        });
        connect(viewer.get(), &ViewerSocket::finished, this, [this, raw = viewer.get()] { removeViewer(raw); });
        m_viewers.push_back(std::move(viewer));
    }
}

std::expected<Admission, Refusal> SocketServer::admit(ViewerSocket &viewer, const v1::Join &join)
{
    const std::string address = viewer.peerAddress();
    // The token first: many share an address (a proxy, this machine's own), and wrong links must not lock out right ones.
    auto share = m_shares.find(join.token(), base::Clock::system().wall());
    if (!share) {
        if (const auto wait = m_failures.wait(address, now()); wait.count() > 0)
            return std::unexpected(Refusal({"attach.rate", "Too many wrong links from this address. Try again in a minute.", {}}, wait));
        m_failures.failed(address, now());
        qCWarning(telemetry::lcAttach, "join from %s refused: %s", address.c_str(), share.error().code.c_str());
        return std::unexpected(share.error());
    }
    const auto session = share->session.lock();
    if (!session)
        return base::fail("attach.no_session", "This session is closed.");
    const auto joined = std::count_if(m_viewers.begin(), m_viewers.end(), [&](const auto &v) { return v->shareId() == share->id; });
    if (joined >= m_options.limits.viewersPerShare)
        return base::fail("attach.limit", "This link has " + std::to_string(joined) + " viewers already. Ask for another link.");
    viewer.setShareId(share->id);
    const auto renamed = m_containerNames.find(session->info().id);
    return Admission{session, {session::Principal::Kind::AttachToken, "share " + share->id, share->role}, m_options.viewersMayResize, {},
                     renamed == m_containerNames.end() ? std::string() : renamed->second};
}

void SocketServer::removeViewer(ViewerSocket *viewer)
{
    const auto found = std::find_if(m_viewers.begin(), m_viewers.end(), [&](const auto &v) { return v.get() == viewer; });
    if (found == m_viewers.end())
        return;
    // Told when its tap is closed: whoever hears of it counts the session's.
    connect(viewer, &QObject::destroyed, this, [this, session = viewer->viewer().session()] {
        if (session)
            tellPresence(session);
        publishState();
        finishWhenEmpty();
    });
    found->release()->deleteLater(); // this is its own signal
    m_viewers.erase(found);
}

void SocketServer::tellPresence(const session::SessionPtr &session)
{
    for (const auto &viewer : m_viewers) {
        if (viewer->viewer().session() == session)
            viewer->viewer().tellPresence();
    }
}

void SocketServer::closeViewersOf(const std::string &shareId, const char *code)
{
    for (std::size_t i = m_viewers.size(); i-- > 0;) { // from the back: one may leave the list while being closed
        if (m_viewers[i]->shareId() == shareId)
            m_viewers[i]->viewer().refuse(linkError(code));
    }
}

void SocketServer::revoke(const std::string &shareId)
{
    if (!m_shares.revoke(shareId))
        return;
    m_links.erase(shareId);
    closeViewersOf(shareId, "attach.revoked");
    publishState();
}

void SocketServer::containerRenamed(base::SessionId session, const std::string &name)
{
    if (m_containerNames.size() >= kMostRenamed)
        m_containerNames.erase(m_containerNames.begin()); // the oldest session
    m_containerNames[session] = name;
}

void SocketServer::expireLinks()
{
    const auto wall = base::Clock::system().wall();
    const auto expired = m_shares.expire(wall);
    for (const std::string &id : expired) {
        m_links.erase(id);
        closeViewersOf(id, "attach.expired");
    }
    if (const auto next = m_shares.nextExpiry()) {
        const auto wait = std::chrono::duration_cast<milliseconds>(*next - wall) + milliseconds(1);
        m_expiry.start(std::min(wait, kLongestTimer));
    }
    if (!expired.empty())
        publishState();
}

void SocketServer::publishState()
{
    ServerState state;
    state.port = m_listener ? m_listener->serverPort() : 0;
    for (const LiveShare &live : m_shares.live()) {
        const auto joined = std::count_if(m_viewers.begin(), m_viewers.end(),
                                          [&](const auto &v) { return v->shareId() == live.id && !v->viewer().isClosed(); });
        state.shares.push_back({live.id, live.sessionId, live.role, live.expires, int(joined), m_links.at(live.id)});
    }
    if (state == m_published)
        return;
    m_published = state;
    m_publish(std::move(state));
}

void SocketServer::shutdown(std::function<void()> done)
{
    if (m_listener)
        m_listener->close();
    m_expiry.stop();
    for (const Connection &connection : std::exchange(m_connections, {}))
        connection.http->deleteLater();
    m_whenEmpty = std::move(done);
    for (std::size_t i = m_viewers.size(); i-- > 0;) // from the back: one may leave the list while being closed
        m_viewers[i]->viewer().goAway();
    finishWhenEmpty();
    QTimer::singleShot(kDrainTime, this, [this] {
        m_viewers.clear();
        finishWhenEmpty();
    });
}

void SocketServer::finishWhenEmpty()
{
    if (m_viewers.empty() && m_whenEmpty)
        std::exchange(m_whenEmpty, nullptr)();
}

} // namespace core::attach
