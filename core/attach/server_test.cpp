#include "core/attach/attach_server.h"
#include "core/attach/fake_session.h"
#include "berth/attach/v1/attach.pb.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QNetworkRequest>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>
#include <QWebSocket>
#include <memory>
#include <optional>
#include <vector>

using namespace core::attach;
using namespace std::chrono_literals;
namespace v1 = berth::attach::v1;
using core::session::Role;
using testing::FakeSession;

namespace {
QString text(const std::string &s)
{
    return QString::fromStdString(s);
}

// What a browser page would do and keep. Acknowledges as it goes unless told not to.
struct Page
{
    explicit Page(int port, const QByteArray &origin = {}, const QByteArray &host = {})
        : at(QStringLiteral("ws://127.0.0.1:%1/ws").arg(port))
        , socket(origin == "-" ? QString() : origin.isEmpty() ? QStringLiteral("http://127.0.0.1:%1").arg(port) : QString::fromLatin1(origin))
    {
        QObject::connect(&socket, &QWebSocket::binaryMessageReceived, &socket, [this](const QByteArray &bytes) { receive(bytes); });
        QNetworkRequest request(at);
        if (!host.isEmpty())
            request.setRawHeader("Host", host);
        socket.open(request);
    }
    void receive(const QByteArray &bytes)
    {
        v1::SessionMessage message;
        if (!message.ParseFromArray(bytes.constData(), int(bytes.size())))
            return;
        if (message.has_output())
            seen(message.output().seq() + message.output().data().size());
        if (message.has_snapshot())
            seen(message.snapshot().seq());
        output += message.output().data();
        messages.push_back(std::move(message));
    }
    void seen(std::uint64_t end)
    {
        seq = end;
        if (!acknowledges)
            return;
        v1::ViewerMessage ack;
        ack.mutable_ack()->set_seq(end);
        send(ack);
    }
    void send(const v1::ViewerMessage &message)
    {
        const std::string bytes = message.SerializeAsString();
        socket.sendBinaryMessage(QByteArray(bytes.data(), qsizetype(bytes.size())));
    }
    void join(const std::string &link, std::optional<std::uint64_t> resume = {})
    {
        v1::ViewerMessage message;
        message.mutable_join()->set_token(link.substr(link.find('#') + 1));
        message.mutable_join()->set_has_resume(resume.has_value());
        message.mutable_join()->set_resume_seq(resume.value_or(0));
        send(message);
    }
    bool isOpen() const { return socket.state() == QAbstractSocket::ConnectedState; }
    bool isClosed() const { return socket.state() == QAbstractSocket::UnconnectedState; }
    int closeCode() const { return int(socket.closeCode()); }
    const v1::SessionMessage *find(v1::SessionMessage::BodyCase body) const
    {
        for (const auto &m : messages) {
            if (m.body_case() == body)
                return &m;
        }
        return nullptr;
    }
    bool joined() const { return find(v1::SessionMessage::kSnapshot) || (find(v1::SessionMessage::kJoined) && messages[0].joined().resumed()); }
    std::string refusal() const
    {
        const auto *m = find(v1::SessionMessage::kRefused);
        return m ? m->refused().code() : std::string();
    }

    QUrl at;
    QWebSocket socket;
    std::vector<v1::SessionMessage> messages;
    std::string output;
    std::uint64_t seq = 0;
    bool acknowledges = true;
};

// One raw HTTP exchange: what comes back until the server closes.
QByteArray exchange(int port, const QByteArray &request)
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), quint16(port));
    if (!socket.waitForConnected(5000))
        return {};
    socket.write(request);
    QByteArray answer;
    while (socket.state() == QAbstractSocket::ConnectedState && socket.waitForReadyRead(10'000))
        answer += socket.readAll();
    return answer + socket.readAll();
}

std::size_t openDescriptors()
{
    return QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size();
}
} // namespace

class ServerTest : public QObject
{
    Q_OBJECT
    std::shared_ptr<FakeSession> m_session;
    std::unique_ptr<AttachServer> m_server;

    void start(const std::function<void(AttachServer::Options &)> &adjust = {})
    {
        AttachServer::Options options;
        options.viewersMayResize = true;
        if (adjust)
            adjust(options);
        m_server = AttachServer::create(options);
    }
    Share share(Role role = Role::Operate, std::chrono::seconds lifetime = 1h)
    {
        std::optional<core::base::Result<Share>> made;
        m_server->share(m_session, role, lifetime, [&](auto result) { made = std::move(result); });
        if (!QTest::qWaitFor([&] { return made.has_value(); }) || !*made)
            return {};
        return **made;
    }
    int port() const { return m_server->port(); }
    QByteArray get(const QByteArray &path, const QByteArray &host = {}, const QByteArray &method = "GET")
    {
        const QByteArray name = host.isEmpty() ? "127.0.0.1:" + QByteArray::number(port()) : host;
        return exchange(port(), method + ' ' + path + " HTTP/1.1\r\nHost: " + name + "\r\n\r\n");
    }

private Q_SLOTS:
    void init() { m_session = std::make_shared<FakeSession>(); }
    void cleanup() { m_server.reset(); }

    void listensOnlyOnceSharedAndOnlyOnLoopback()
    {
        start();
        QTest::qWait(0);
        QCOMPARE(port(), 0);
        const Share made = share();
        QVERIFY(port() > 0);
        QVERIFY(text(made.link).startsWith(QStringLiteral("http://127.0.0.1:%1/#").arg(port())));
        QCOMPARE(m_server->shares().size(), std::size_t(1));

        start([](auto &options) { options.address.host = "0.0.0.0"; });
        std::optional<core::base::Result<Share>> refused;
        m_server->share(m_session, Role::View, 60s, [&](auto result) { refused = std::move(result); });
        QTRY_VERIFY(refused);
        QCOMPARE(refused->error().code, std::string("attach.listen"));
    }

    void aPortInUseIsAnError()
    {
        start();
        share();
        AttachServer::Options options;
        options.address.port = port();
        const auto second = AttachServer::create(options);
        std::optional<core::base::Result<Share>> refused;
        second->share(m_session, Role::View, 60s, [&](auto result) { refused = std::move(result); });
        QTRY_VERIFY(refused);
        QCOMPARE(refused->error().code, std::string("attach.listen"));
    }

    void servesThePageStrictly()
    {
        start();
        share();
        const QByteArray page = get("/");
        QVERIFY(page.startsWith("HTTP/1.1 200 OK\r\n"));
        for (const char *line : {"Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';", "frame-ancestors 'none'",
                                 "X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n", "Cache-Control: no-store\r\n",
                                 "Cross-Origin-Opener-Policy: same-origin\r\n", "Cross-Origin-Resource-Policy: same-origin\r\n"})
            QVERIFY2(page.contains(line), line);
        QVERIFY(!page.contains("unsafe"));
        QVERIFY(!page.contains("Access-Control"));
        QVERIFY(page.contains("<script type=\"module\""));
        QVERIFY(get("/page.js").contains("Content-Type: text/javascript"));
        const QByteArray head = get("/", {}, "HEAD");
        QVERIFY(head.startsWith("HTTP/1.1 200") && head.endsWith("\r\n\r\n"));
        QVERIFY(get("/nothing").startsWith("HTTP/1.1 404"));
        QVERIFY(get("/../../etc/passwd").startsWith("HTTP/1.1 404"));
        QVERIFY(get("/", {}, "POST").startsWith("HTTP/1.1 405"));
        QVERIFY(get("/", "evil.example:" + QByteArray::number(port())).startsWith("HTTP/1.1 421"));
        QVERIFY(get("/ws").startsWith("HTTP/1.1 403"));
    }

    void garbageGetsAnErrorAndTheServerGoesOn()
    {
        start();
        share();
        for (const QByteArray &garbage : {QByteArray("\r\n\r\n"), QByteArray("\x16\x03\x01\r\n\r\n"), QByteArray(100'000, 'x'), QByteArray("GET / HTTP/1.1\r\nA\r\n\r\n")})
            QVERIFY(exchange(port(), garbage).startsWith("HTTP/1.1 4"));
        QVERIFY(get("/").startsWith("HTTP/1.1 200"));
    }

    void aBrowserSeesAndTypes()
    {
        m_session->feed("hello ");
        start();
        const Share made = share();
        Page page(port());
        QTRY_VERIFY(page.isOpen());
        page.join(made.link);
        QTRY_VERIFY(page.joined());
        QCOMPARE(page.find(v1::SessionMessage::kSnapshot)->snapshot().data(), std::string("hello "));
        m_session->feed("world");
        QTRY_COMPARE(page.output, std::string("world"));
        v1::ViewerMessage input;
        input.mutable_input()->set_data("ls\r");
        page.send(input);
        QTRY_COMPARE(m_session->typed(), std::string("ls\r"));
        QTRY_COMPARE(m_server->shares().at(0).viewers, 1);
        QTRY_VERIFY(page.find(v1::SessionMessage::kPresence));
        std::optional<std::size_t> left; // as whoever hears of it counts
        connect(m_server.get(), &AttachServer::changed, this, [&] {
            if (m_server->shares().at(0).viewers == 0 && !left)
                left = m_session->viewers();
        });
        page.socket.abort();
        QTRY_VERIFY(left);
        QCOMPARE(*left, std::size_t(0));
    }

    void whoJoinsAfterARenameIsToldTheNewName()
    {
        start();
        const Share made = share();
        m_server->containerRenamed(m_session->info().id, "shop-next");
        Page page(port());
        QTRY_VERIFY(page.isOpen());
        page.join(made.link);
        QTRY_VERIFY(page.joined());
        QCOMPARE(page.messages.at(0).joined().place(), std::string("shop-next · docker"));
    }

    void strangersGetNoWebSocket_data()
    {
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<QByteArray>("host");
        QTest::newRow("other site") << QByteArray("http://evil.example") << QByteArray();
        QTest::newRow("other port") << QByteArray("http://127.0.0.1:1") << QByteArray();
        QTest::newRow("null origin") << QByteArray("null") << QByteArray();
        QTest::newRow("no origin") << QByteArray("-") << QByteArray();
        QTest::newRow("rebound name") << QByteArray() << QByteArray("evil.example:80");
    }
    void strangersGetNoWebSocket()
    {
        QFETCH(QByteArray, origin);
        QFETCH(QByteArray, host);
        start();
        const Share made = share();
        if (origin == "-" || !host.isEmpty()) { // QWebSocket writes both by itself
            QByteArray request = "GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                                 "dGhlIHNhbXBsZSBub25jZQ==\r\n";
            const QByteArray here = "127.0.0.1:" + QByteArray::number(port());
            request += "Host: " + (host.isEmpty() ? here : host) + "\r\n";
            if (origin != "-")
                request += "Origin: http://" + here + "\r\n";
            const QByteArray answer = exchange(port(), request + "\r\n");
            QVERIFY2(answer.startsWith(host.isEmpty() ? "HTTP/1.1 403" : "HTTP/1.1 421"), answer.left(40).constData());
            return;
        }
        Page page(port(), origin);
        QTRY_VERIFY(page.isClosed());
        QCOMPARE(page.messages.size(), std::size_t(0));
        QCOMPARE(m_session->viewers(), std::size_t(0));
    }

    void aWrongTokenIsRefused()
    {
        start();
        share();
        Page page(port());
        QTRY_VERIFY(page.isOpen());
        page.join("#wrong");
        QTRY_VERIFY(page.isClosed());
        QCOMPARE(page.refusal(), std::string("attach.bad_token"));
        QCOMPARE(page.closeCode(), 4401);
        QCOMPARE(m_session->viewers(), std::size_t(0));
    }

    void manyWrongTokensAreSlowedAndARightOneIsNot()
    {
        start([](auto &options) { options.limits.failuresPerMinute = 2; });
        const Share made = share();
        for (int i = 0; i < 3; ++i) {
            Page page(port());
            QTRY_VERIFY(page.isOpen());
            page.join("#wrong");
            QTRY_VERIFY(page.isClosed());
        }
        Page wrong(port());
        QTRY_VERIFY(wrong.isOpen());
        wrong.join("#wrong");
        QTRY_VERIFY(wrong.isClosed());
        QCOMPARE(wrong.refusal(), std::string("attach.rate"));
        QVERIFY(wrong.messages.back().refused().retry_after_ms() > 0);
        Page right(port());
        QTRY_VERIFY(right.isOpen());
        right.join(made.link);
        QTRY_COMPARE(m_session->viewers(), std::size_t(1));
    }

    void tooMuchAndTheWrongKindClose()
    {
        start();
        const Share made = share();
        Page big(port());
        QTRY_VERIFY(big.isOpen());
        big.socket.sendBinaryMessage(QByteArray(300 * 1024, 'x'));
        QTRY_VERIFY(big.isClosed());
        QCOMPARE(big.closeCode(), int(QWebSocketProtocol::CloseCodeTooMuchData));

        Page wordy(port());
        QTRY_VERIFY(wordy.isOpen());
        wordy.socket.sendTextMessage(text(made.link));
        QTRY_VERIFY(wordy.isClosed());
        QCOMPARE(wordy.refusal(), std::string("attach.protocol"));
    }

    void whoDoesNotJoinInTimeIsClosed()
    {
        start([](auto &options) { options.limits.handshakeMs = 50; });
        share();
        Page page(port());
        QTRY_VERIFY(page.isClosed());
        QTcpSocket silent;
        silent.connectToHost(QStringLiteral("127.0.0.1"), quint16(port()));
        QVERIFY(silent.waitForConnected(5000));
        QTRY_COMPARE(silent.state(), QAbstractSocket::UnconnectedState);
    }

    void waitingConnectionsAreBoundedAndTheOldestMakesRoom()
    {
        start([](auto &options) { options.limits.waitingConnections = 3; });
        const Share made = share();
        Page idle(port()); // upgraded, never joins: the oldest
        QTRY_VERIFY(idle.isOpen());
        std::vector<std::unique_ptr<QTcpSocket>> silent;
        const auto connectSilent = [&] {
            silent.push_back(std::make_unique<QTcpSocket>());
            silent.back()->connectToHost(QStringLiteral("127.0.0.1"), quint16(port()));
            return silent.back()->waitForConnected(5000);
        };
        QVERIFY(connectSilent() && connectSilent() && connectSilent());
        QTRY_VERIFY(idle.isClosed());
        QVERIFY(connectSilent());
        QTRY_COMPARE(silent.front()->state(), QAbstractSocket::UnconnectedState);

        Page page(port()); // all places are taken, and still
        QTRY_VERIFY(page.isOpen());
        page.join(made.link);
        QTRY_COMPARE(m_session->viewers(), std::size_t(1));
        QTRY_COMPARE(silent[1]->state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(silent.back()->state(), QAbstractSocket::ConnectedState);
    }

    void aDeadPeerIsNoticed()
    {
        start([](auto &options) { options.limits.idleMs = 90; });
        const Share made = share();
        // A raw peer that joins and then neither reads nor pongs, as a laptop that was closed.
        QTcpSocket dead;
        dead.connectToHost(QStringLiteral("127.0.0.1"), quint16(port()));
        const QByteArray here = "127.0.0.1:" + QByteArray::number(port());
        dead.write("GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                   "dGhlIHNhbXBsZSBub25jZQ==\r\nHost: " + here + "\r\nOrigin: http://" + here + "\r\n\r\n");
        QTRY_VERIFY(dead.bytesAvailable() > 0);
        v1::ViewerMessage join;
        join.mutable_join()->set_token(made.link.substr(made.link.find('#') + 1));
        const std::string payload = join.SerializeAsString();
        dead.write(QByteArray("\x82", 1) + char(0x80 | payload.size()) + QByteArray(4, '\0') + QByteArray::fromStdString(payload));
        QTRY_COMPARE(m_session->viewers(), std::size_t(1));
        QTRY_COMPARE(m_session->viewers(), std::size_t(0));
    }

    void roleViewCannotType()
    {
        start();
        const Share made = share(Role::View);
        Page page(port());
        QTRY_VERIFY(page.isOpen());
        page.join(made.link);
        v1::ViewerMessage input;
        input.mutable_input()->set_data("id\r");
        page.send(input);
        QTRY_VERIFY(page.find(v1::SessionMessage::kNotice));
        QCOMPARE(m_session->typed(), std::string());
        QVERIFY(page.isOpen());
    }

    void revokingClosesAtOnce()
    {
        start();
        const Share made = share(), other = share();
        Page page(port()), stays(port());
        QTRY_VERIFY(page.isOpen() && stays.isOpen());
        page.join(made.link);
        stays.join(other.link);
        QTRY_VERIFY(page.joined() && stays.joined());
        m_server->revoke(made.id);
        QTRY_VERIFY(page.isClosed());
        QCOMPARE(page.refusal(), std::string("attach.revoked"));
        QCOMPARE(page.closeCode(), 4403);
        QVERIFY(stays.isOpen());
        QTRY_COMPARE(m_server->shares().size(), std::size_t(1));
        Page again(port());
        QTRY_VERIFY(again.isOpen());
        again.join(made.link);
        QTRY_COMPARE(again.refusal(), std::string("attach.revoked"));
    }

    void anExpiredLinkCloses()
    {
        start();
        const Share made = share(Role::View, 1s);
        Page page(port());
        QTRY_VERIFY(page.isOpen());
        page.join(made.link);
        QTRY_VERIFY(page.isClosed());
        QCOMPARE(page.refusal(), std::string("attach.expired"));
        QTRY_VERIFY(m_server->shares().empty());
    }

    void aGoneSessionHasNoViewers()
    {
        start();
        const Share made = share();
        m_session.reset();
        Page page(port());
        QTRY_VERIFY(page.isOpen());
        page.join(made.link);
        QTRY_COMPARE(page.refusal(), std::string("attach.no_session"));
    }

    void reconnectingResumes()
    {
        start();
        const Share made = share();
        auto page = std::make_unique<Page>(port());
        QTRY_VERIFY(page->isOpen());
        page->join(made.link);
        QTRY_VERIFY(page->joined());
        m_session->feed("first ");
        QTRY_COMPARE(page->output, std::string("first "));
        const std::uint64_t seq = page->seq;
        page.reset();
        m_session->feed("second");
        Page again(port());
        QTRY_VERIFY(again.isOpen());
        again.join(made.link, seq);
        QTRY_COMPARE(again.output, std::string("second"));
        QVERIFY(again.messages.at(0).joined().resumed());
        QVERIFY(!again.find(v1::SessionMessage::kSnapshot));
    }

    void aSlowViewerSkipsWhileAnotherFlows()
    {
        m_session = std::make_shared<FakeSession>(64 * 1024);
        start([](auto &options) { options.limits.viewerBehindBytes = 16 * 1024; });
        const Share made = share();
        Page slow(port()), quick(port());
        QTRY_VERIFY(slow.isOpen() && quick.isOpen());
        slow.join(made.link);
        quick.join(made.link);
        QTRY_VERIFY(slow.joined() && quick.joined());
        slow.acknowledges = false;
        std::string all;
        for (int i = 0; i < 64; ++i) {
            const std::string part(4096, char('a' + i % 26));
            all += part;
            m_session->feed(part);
            QTRY_COMPARE(quick.output.size(), all.size());
        }
        QVERIFY(quick.output == all);
        QCOMPARE(slow.output.size(), std::size_t(16 * 1024));
        slow.acknowledges = true;
        slow.seen(slow.seq);
        const auto skipped = [&] {
            const auto &m = slow.messages;
            return std::any_of(m.begin(), m.end(), [](const auto &x) { return x.has_snapshot() && x.snapshot().skipped(); });
        };
        QTRY_VERIFY(skipped());
        m_session->feed("together");
        QTRY_VERIFY(QByteArray::fromStdString(slow.output).endsWith("together"));
        QTRY_VERIFY(QByteArray::fromStdString(quick.output).endsWith("together"));
    }

    void twoHundredAbruptDisconnectsLeaveNothing()
    {
        start();
        const Share made = share();
        const auto visit = [&](int kind) {
            Page page(port());
            if (!QTest::qWaitFor([&] { return page.isOpen(); }))
                return;
            if (kind > 0)
                page.join(made.link);
            if (kind > 1)
                (void)QTest::qWaitFor([&] { return page.joined(); });
            page.socket.abort();
        };
        visit(2);
        QTRY_COMPARE(m_session->viewers(), std::size_t(0));
        QTRY_COMPARE(m_server->shares().at(0).viewers, 0);
        QTest::qWait(0);
        const std::size_t before = openDescriptors();
        for (int i = 0; i < 200; ++i)
            visit(i % 3);
        QTRY_COMPARE(m_session->viewers(), std::size_t(0));
        QTRY_COMPARE(openDescriptors(), before);
    }

    void shutdownSaysGoingAway()
    {
        start();
        const Share made = share();
        Page page(port());
        QTRY_VERIFY(page.isOpen());
        page.join(made.link);
        QTRY_VERIFY(page.joined());
        bool done = false;
        m_server->shutdown([&] { done = true; });
        QTRY_VERIFY(done);
        QTRY_VERIFY(page.isClosed());
        QCOMPARE(page.closeCode(), 1001);
        std::optional<core::base::Result<Share>> late;
        m_server->share(m_session, Role::View, 60s, [&](auto result) { late = std::move(result); });
        QCOMPARE(late->error().code, std::string("attach.ended"));
    }

    void destroyingItWithViewersIsQuick()
    {
        start();
        const Share made = share();
        Page page(port());
        QTRY_VERIFY(page.isOpen());
        page.join(made.link);
        QTRY_VERIFY(page.joined());
        m_server.reset();
        QTRY_VERIFY(page.isClosed());
        QCOMPARE(m_session->viewers(), std::size_t(0));
    }
};

BERTH_TEST(ServerTest)
#include "server_test.moc"
