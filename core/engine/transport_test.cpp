// Connections over TCP and TLS, to servers of this test.
#include "core/engine/http_call.h"

#include "core/base/random.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QFile>
#include <QProcess>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

using namespace core;
using namespace core::engine;
using namespace std::chrono_literals;
using tests::Waiting;

namespace {

// Takes the handshake, reads the first bytes, and then no further.
class StalledTlsServer : public QTcpServer
{
public:
    bool make()
    {
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
                      {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-days"),
                       QStringLiteral("2"), QStringLiteral("-subj"), QStringLiteral("/CN=x"), QStringLiteral("-addext"), QStringLiteral("subjectAltName=IP:127.0.0.1"),
                       QStringLiteral("-keyout"), m_dir.filePath(QStringLiteral("key.pem")), QStringLiteral("-out"), certificate()});
        return openssl.waitForFinished(60'000) && openssl.exitCode() == 0 && listen(QHostAddress::LocalHost);
    }
    QString certificate() const { return m_dir.filePath(QStringLiteral("cert.pem")); }
    QByteArray firstBytes() const { return m_first; }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        m_socket = new QSslSocket(this);
        m_socket->setReadBufferSize(4096);
        m_socket->setSocketDescriptor(descriptor);
        m_socket->setLocalCertificate(certificate());
        m_socket->setPrivateKey(m_dir.filePath(QStringLiteral("key.pem")));
        m_socket->startServerEncryption();
        connect(m_socket, &QSslSocket::readyRead, this, [this] {
            if (m_first.isEmpty())
                m_first = m_socket->read(32);
        });
    }

private:
    QTemporaryDir m_dir;
    QSslSocket *m_socket = nullptr;
    QByteArray m_first;
};

int optionOf(int socket, int level, int option)
{
    int value = -1;
    socklen_t length = sizeof value;
    return ::getsockopt(socket, level, option, &value, &length) == 0 ? value : -1;
}

} // namespace

class TransportTest : public QObject
{
    Q_OBJECT

    static Endpoint endpoint(const QTcpServer &server, bool tls = false) { return *parseEndpoint("tcp://127.0.0.1:" + std::to_string(server.serverPort()), tls); }

private Q_SLOTS:
    void aStalledUploadOverTlsIsHeldBackAndEnds()
    {
        StalledTlsServer server;
        QVERIFY(server.make());
        Endpoint to = endpoint(server, true);
        to.tls.ca = server.certificate().toStdString();
        int ends[2];
        QVERIFY(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0);
        const base::UniqueFd source(ends[0]);
        QObject parent;
        Waiting<HttpReply> reply;
        HttpRequest request;
        request.method = "POST";
        request.target = "/images/load";
        auto *call = new HttpCall(to, request, {.deadline = 0ms, .silence = 1000ms}, reply.done(), &parent);
        call->setBodyFrom(base::UniqueFd(ends[1]));
        const std::string block = base::randomBytes(64 << 10);
        std::size_t taken = 0;
        constexpr std::size_t kMost = 256 << 20; // far more than all buffers on the way
        QSocketNotifier writable(source.get(), QSocketNotifier::Write);
        connect(&writable, &QSocketNotifier::activated, this, [&] {
            const ssize_t count = ::send(source.get(), block.data(), block.size(), MSG_NOSIGNAL);
            taken += std::size_t(std::max<ssize_t>(0, count));
            if (count < 0 || taken > kMost)
                writable.setEnabled(false);
        });
        call->start();
        QVERIFY(reply.wait());
        QVERIFY(server.firstBytes().startsWith("POST /images/load"));
        QVERIFY2(!reply.value() && reply.value().error().is("engine.timeout"), reply.value() ? "" : reply.value().error().message.c_str());
        QVERIFY2(taken < 32u << 20, qPrintable(QString::number(taken)));
    }

    void deadPeersAreNoticed()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"); });
        });
        QObject parent;
        Waiting<HttpReply> reply;
        HttpRequest request;
        request.upgrade = true;
        (new HttpCall(endpoint(server), request, {}, reply.done(), &parent))->start();
        QVERIFY(reply.wait() && reply.value() && reply.value()->stream);
        const int fd = reply.value()->stream->fd.get();
        QCOMPARE(optionOf(fd, SOL_SOCKET, SO_KEEPALIVE), 1);
        QCOMPARE(optionOf(fd, IPPROTO_TCP, TCP_KEEPIDLE), 30);
        QCOMPARE(optionOf(fd, IPPROTO_TCP, TCP_USER_TIMEOUT), 120'000);
    }

    void aDestroyedCallEndsWithoutAWord()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        bool asked = false;
        connect(&server, &QTcpServer::newConnection, this, [&] {
            auto *const socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [&asked] { asked = true; });
        });
        Waiting<HttpReply> reply;
        auto parent = std::make_unique<QObject>();
        (new HttpCall(endpoint(server), {}, {}, reply.done(), parent.get()))->start();
        QTRY_VERIFY(asked);
        parent.reset();
        QVERIFY(!reply.isDone());
    }

    void aPausedCallIsNotLate()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QTcpSocket *socket = nullptr;
        connect(&server, &QTcpServer::newConnection, this, [&] {
            socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"); });
        });
        QObject parent;
        Waiting<HttpReply> reply;
        constexpr auto kDeadline = 3000ms;
        auto *call = new HttpCall(endpoint(server), {}, {.deadline = kDeadline}, reply.done(), &parent);
        bool paused = false;
        call->setOnBody([&](std::string_view) -> base::Result<void> {
            if (!std::exchange(paused, true)) {
                call->setPaused(true);
                socket->write("1\r\nb\r\n0\r\n\r\n");
                QTimer::singleShot(kDeadline + 500ms, call, [call] { call->setPaused(false); });
            }
            return {};
        });
        call->start();
        QVERIFY(reply.wait());
        QVERIFY2(reply.value(), reply.value() ? "" : reply.value().error().message.c_str());
    }
};

BERTH_TEST(TransportTest)
#include "transport_test.moc"
