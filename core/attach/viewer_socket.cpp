#include "core/attach/viewer_socket.h"

#include <QHostAddress>
#include <algorithm>

namespace core::attach {

namespace {
constexpr int kPingsPerIdleTime = 3;
constexpr std::chrono::milliseconds kCloseTime{2000}; // for the peer's half of the closing handshake

// RFC 6455 7.4: 1000-1011 are the protocol's, 4000-4999 ours.
QWebSocketProtocol::CloseCode closeCode(std::string_view code)
{
    struct { std::string_view code; int value; } constexpr table[] = {
        {"attach.ended", 1000},     {"attach.going_away", 1001}, {"attach.protocol", 1002},   {"attach.bad_token", 4401},
        {"attach.revoked", 4403},   {"attach.no_session", 4404}, {"attach.handshake", 4408},  {"attach.expired", 4410},
        {"attach.limit", 4413},     {"attach.rate", 4429},
    };
    for (const auto &entry : table) {
        if (entry.code == code)
            return QWebSocketProtocol::CloseCode(entry.value);
    }
    return QWebSocketProtocol::CloseCodeBadOperation;
}

Viewer::Limits viewerLimits(const AttachLimits &limits)
{
    Viewer::Limits out;
    out.behindBytes = limits.viewerBehindBytes;
    out.inputBytes = limits.messageBytes;
    return out;
}
} // namespace

ViewerSocket::ViewerSocket(std::unique_ptr<QWebSocket> socket, Viewer::Admit admit, const AttachLimits &limits,
                           base::SteadyTime accepted, QObject *parent)
    : QObject(parent)
    , m_socket(std::move(socket))
    , m_viewer(*this, std::move(admit), viewerLimits(limits))
    , m_accepted(accepted)
{
    m_socket->setMaxAllowedIncomingMessageSize(limits.messageBytes);
    m_socket->setMaxAllowedIncomingFrameSize(limits.messageBytes);
    m_socket->setReadBufferSize(qint64(2 * limits.messageBytes));
    connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this, &ViewerSocket::received);
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, [this] {
        m_viewer.refuse(base::Error{"attach.protocol", "The page and Berth do not understand each other. Reload the page.", "text frame"});
    });
    connect(m_socket.get(), &QWebSocket::bytesWritten, this, [this] {
        if (!m_sending) // the socket may flush inside send(), which the viewer is then still in
            m_viewer.writable();
    });
    connect(m_socket.get(), &QWebSocket::pong, this, [this] { m_silentPings = 0; });
    connect(m_socket.get(), &QWebSocket::disconnected, this, &ViewerSocket::finished);

    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        if (m_viewer.isClosed())
            return m_socket->abort();
        m_viewer.refuse(base::Error{"attach.handshake", "The page did not say who it is in time. Reload the page.", {}});
    });
    const auto left = std::chrono::milliseconds(limits.handshakeMs) - std::chrono::duration_cast<std::chrono::milliseconds>(base::Clock::system().now() - accepted);
    m_deadline.start(std::max(left, std::chrono::milliseconds(1)));
    connect(&m_ping, &QTimer::timeout, this, &ViewerSocket::checkAlive);
    m_ping.start(limits.idleMs / kPingsPerIdleTime);
}

ViewerSocket::~ViewerSocket()
{
    m_socket->disconnect(this);
    m_socket->abort();
}

std::string ViewerSocket::peerAddress() const
{
    return m_socket->peerAddress().toString().toStdString();
}

void ViewerSocket::send(const v1::SessionMessage &message)
{
    QByteArray bytes(qsizetype(message.ByteSizeLong()), Qt::Uninitialized);
    message.SerializeToArray(bytes.data(), int(bytes.size()));
    m_sending = true;
    m_socket->sendBinaryMessage(bytes);
    m_sending = false;
}

std::size_t ViewerSocket::pendingBytes() const
{
    return std::size_t(m_socket->bytesToWrite());
}

void ViewerSocket::close(std::string_view code)
{
    for (auto &wake : m_wakes) {
        if (wake) {
            wake->setEnabled(false);
            wake.release()->deleteLater(); // this may run inside its signal
        }
    }
    m_ping.stop();
    m_deadline.start(kCloseTime);
    m_socket->close(closeCode(code));
}

void ViewerSocket::received(const QByteArray &message)
{
    m_silentPings = 0;
    m_viewer.receiveBytes({message.constData(), std::size_t(message.size())});
    if (!m_viewer.isJoined() || m_wasJoined)
        return;
    m_wasJoined = true;
    m_deadline.stop();
    const auto fds = m_viewer.wakeFds();
    for (std::size_t i = 0; i < fds.size(); ++i) {
        m_wakes[i] = std::make_unique<QSocketNotifier>(fds[i], QSocketNotifier::Read);
        connect(m_wakes[i].get(), &QSocketNotifier::activated, this, [this] { m_viewer.wake(); });
    }
    Q_EMIT joined();
}

void ViewerSocket::checkAlive()
{
    if (++m_silentPings > kPingsPerIdleTime)
        return m_socket->abort(); // half-open
    m_socket->ping();
}

} // namespace core::attach
