// The way to an engine on another machine: a port on loopback in front of a local socket, that can be cut and come back
// while the engine runs on.
//
// Threads: the main one; its event loop carries the bytes.
#pragma once
#include <QLocalSocket>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

namespace tests {

class CutLink : public QObject
{
public:
    explicit CutLink(QString socket) : m_socket(std::move(socket))
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *const near = m_server.nextPendingConnection())
                join(near);
        });
        m_server.listen(QHostAddress::LocalHost);
        m_port = m_server.serverPort();
    }
    std::string endpoint() const { return "tcp://127.0.0.1:" + std::to_string(m_port); }
    void cut()
    {
        m_server.close();
        for (const QPointer<QTcpSocket> &near : std::exchange(m_open, {})) {
            if (near)
                near->abort();
        }
    }
    bool mend() { return m_server.listen(QHostAddress::LocalHost, m_port); }

private:
    void join(QTcpSocket *near)
    {
        m_open.removeAll(QPointer<QTcpSocket>());
        m_open.append(near);
        auto *const far = new QLocalSocket(near);
        connect(near, &QTcpSocket::disconnected, near, &QObject::deleteLater);
        connect(near, &QTcpSocket::readyRead, far, [near, far] {
            if (far->state() == QLocalSocket::ConnectedState)
                far->write(near->readAll());
        });
        connect(far, &QLocalSocket::readyRead, near, [near, far] { near->write(far->readAll()); });
        connect(far, &QLocalSocket::disconnected, near, [near, far] {
            near->write(far->readAll());
            near->disconnectFromHost();
        });
        connect(far, &QLocalSocket::connected, far, [near, far] { far->write(near->readAll()); });
        connect(far, &QLocalSocket::errorOccurred, near, [near](QLocalSocket::LocalSocketError error) {
            if (error != QLocalSocket::PeerClosedError)
                near->abort();
        });
        far->connectToServer(m_socket);
    }

    QString m_socket;
    QTcpServer m_server;
    quint16 m_port = 0;
    QList<QPointer<QTcpSocket>> m_open;
};

} // namespace tests
