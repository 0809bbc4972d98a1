#include "core/engine/transport.h"

#include "core/engine/ssh_transport.h"
#include "core/engine/tls_transport.h"

#include <QLocalSocket>
#include <QTcpSocket>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace core::engine {
namespace {

// A flooding engine waits in the kernel, not in our memory.
constexpr qint64 kReadBuffer = 512 << 10;

base::UniqueFd duplicate(qintptr descriptor)
{
    base::UniqueFd fd(::fcntl(int(descriptor), F_DUPFD_CLOEXEC, 3));
    if (fd)
        ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
    return fd;
}

class UnixTransport : public Transport
{
public:
    explicit UnixTransport(std::string path)
        : m_path(std::move(path))
    {
        m_socket.setReadBufferSize(kReadBuffer);
        connect(&m_socket, &QLocalSocket::connected, this, &Transport::opened);
        connect(&m_socket, &QLocalSocket::disconnected, this, &Transport::closed);
        connect(&m_socket, &QLocalSocket::errorOccurred, this, [this](QLocalSocket::LocalSocketError error) {
            if (error != QLocalSocket::PeerClosedError)
                Q_EMIT failed({"engine.unreachable", sentence(error), m_socket.errorString().toStdString()});
        });
    }
    void open() override { m_socket.connectToServer(QString::fromStdString(m_path)); }
    QIODevice &device() override { return m_socket; }
    base::UniqueFd takeDescriptor() override
    {
        base::UniqueFd fd = duplicate(m_socket.socketDescriptor());
        m_socket.disconnect(this);
        m_socket.abort();
        return fd;
    }

private:
    std::string sentence(QLocalSocket::LocalSocketError error) const
    {
        switch (error) {
        case QLocalSocket::ServerNotFoundError: return "There is no socket at " + m_path + '.';
        case QLocalSocket::SocketAccessError: return "You may not use the socket " + m_path + '.';
        case QLocalSocket::ConnectionRefusedError: return "Nothing listens on the socket " + m_path + '.';
        default: return "The connection to " + m_path + " failed.";
        }
    }
    std::string m_path;
    QLocalSocket m_socket;
};

class TcpTransport : public Transport
{
public:
    explicit TcpTransport(Endpoint endpoint)
        : m_endpoint(std::move(endpoint))
    {
        m_socket.setReadBufferSize(kReadBuffer);
        connect(&m_socket, &QTcpSocket::connected, this, [this] {
            m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
            noticeDeadPeer(m_socket.socketDescriptor());
            Q_EMIT opened();
        });
        connect(&m_socket, &QTcpSocket::disconnected, this, &Transport::closed);
        connect(&m_socket, &QTcpSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
            if (error != QAbstractSocket::RemoteHostClosedError) {
                const std::string why = m_socket.errorString().toStdString();
                Q_EMIT failed({"engine.unreachable", "No connection to " + m_endpoint.text() + ": " + why + '.', why});
            }
        });
    }
    void open() override { m_socket.connectToHost(QString::fromStdString(m_endpoint.host), m_endpoint.port); }
    QIODevice &device() override { return m_socket; }
    base::UniqueFd takeDescriptor() override
    {
        base::UniqueFd fd = duplicate(m_socket.socketDescriptor());
        noticeDeadPeerOfStream(fd.get());
        m_socket.disconnect(this);
        m_socket.abort();
        return fd;
    }

private:
    Endpoint m_endpoint;
    QTcpSocket m_socket;
};

} // namespace

void Transport::noticeDeadPeer(qintptr socket)
{
    const auto set = [socket](int level, int option, int value) { (void)::setsockopt(int(socket), level, option, &value, sizeof value); };
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, 30); // s; with the next two a silent peer is given up after 45 s
    set(IPPROTO_TCP, TCP_KEEPINTVL, 5);
    set(IPPROTO_TCP, TCP_KEEPCNT, 3);
}

void Transport::noticeDeadPeerOfStream(int socket)
{
    // tcp(7): else what is typed is sent again for a quarter of an hour. It also ends a connection whose peer lives but reads
    // nothing for so long, so it is not set for uploads, which an engine may keep waiting.
    const unsigned milliseconds = 120'000;
    (void)::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}

base::Result<std::unique_ptr<Transport>> Transport::create(const Endpoint &endpoint)
{
    switch (endpoint.scheme) {
    case Endpoint::Scheme::Unix: return std::make_unique<UnixTransport>(endpoint.path);
    case Endpoint::Scheme::Tcp: return std::make_unique<TcpTransport>(endpoint);
    case Endpoint::Scheme::Tls: return TlsTransport::create(endpoint);
    case Endpoint::Scheme::Ssh: return SshTransport::create(endpoint);
    }
    return base::fail("engine.unreachable", "Berth cannot connect to " + endpoint.text() + '.');
}

} // namespace core::engine
