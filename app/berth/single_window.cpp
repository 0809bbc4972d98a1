#include "app/berth/single_window.h"

#include <QLocalSocket>

namespace app {
namespace {

constexpr int kAnswerMs = 2000;          // a window that starts or repaints answers well within
constexpr qint64 kRequestBytes = 8 * 1024; // a path
const QByteArray kAccepted = "ok\n";

} // namespace

SingleWindow::SingleWindow(const QString &runtimeDir) : m_socket(runtimeDir + QStringLiteral("/window.sock")), m_lock(runtimeDir + QStringLiteral("/window.lock"))
{
    m_lock.setStaleLockTime(0); // only a dead process makes it stale, not its age
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleWindow::serve);
}

SingleWindow::Outcome SingleWindow::enter(const QString &workingDirectory)
{
    if (m_lock.tryLock(0)) {
        QLocalServer::removeServer(m_socket); // left by a process that died
        m_server.listen(m_socket);
        return Outcome::First;
    }
    return handOver(workingDirectory) ? Outcome::HandedOver : Outcome::Alone;
}

bool SingleWindow::handOver(const QString &workingDirectory) const
{
    QLocalSocket socket;
    socket.connectToServer(m_socket);
    if (!socket.waitForConnected(kAnswerMs))
        return false;
    socket.write(workingDirectory.toUtf8() + '\n');
    while (!socket.canReadLine()) {
        if (!socket.waitForReadyRead(kAnswerMs))
            return false;
    }
    return socket.readLine() == kAccepted;
}

void SingleWindow::serve()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        socket->setReadBufferSize(kRequestBytes);
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (socket->canReadLine()) {
                const QString directory = QString::fromUtf8(socket->readLine().chopped(1));
                socket->write(kAccepted);
                socket->disconnectFromServer();
                Q_EMIT newTabRequested(directory);
            } else if (socket->bytesAvailable() >= kRequestBytes) {
                socket->abort();
            }
        });
    }
}

} // namespace app
