// A viewer over a WebSocket: frames to messages, liveness by pings, the session's wake descriptors by notifiers.
//
// Threads: the socket thread.
#pragma once
#include "core/attach/attach_server.h"
#include "core/attach/viewer.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <QWebSocket>
#include <array>
#include <memory>

namespace core::attach {

class ViewerSocket : public QObject, public ViewerTransport
{
    Q_OBJECT
public:
    // `accepted`: when its connection came; the handshake time counts from there.
    ViewerSocket(std::unique_ptr<QWebSocket> socket, Viewer::Admit admit, const AttachLimits &limits, base::SteadyTime accepted, QObject *parent);
    ~ViewerSocket() override;

    Viewer &viewer() { return m_viewer; }
    const std::string &shareId() const { return m_shareId; } // empty before Join
    void setShareId(std::string id) { m_shareId = std::move(id); }
    std::string peerAddress() const;
    base::SteadyTime accepted() const { return m_accepted; }

    // ViewerTransport
    void send(const v1::SessionMessage &message) override;
    std::size_t pendingBytes() const override;
    void close(std::string_view code) override;

Q_SIGNALS:
    void joined();
    void finished(); // closed and disconnected; nothing is sent any more

private:
    void received(const QByteArray &message);
    void checkAlive();

    std::unique_ptr<QWebSocket> m_socket;
    Viewer m_viewer;
    std::string m_shareId;
    const base::SteadyTime m_accepted;
    std::array<std::unique_ptr<QSocketNotifier>, 2> m_wakes;
    QTimer m_deadline; // to Join, and later for the closing handshake
    QTimer m_ping;
    int m_silentPings = 0;
    bool m_wasJoined = false;
    bool m_sending = false;
};

} // namespace core::attach
