#include "core/host/metrics_server.h"

#include "tests/support/test_main.h"

#include <QTcpSocket>
#include <QTest>

using namespace core;
using namespace core::host;

class MetricsServerTest : public QObject
{
    Q_OBJECT

    static std::unique_ptr<MetricsServer> serve()
    {
        auto server = MetricsServer::listen("127.0.0.1:0", [](MetricsServer::Done done) { done(std::string("berth_sessions 1\n")); });
        return server ? std::move(*server) : nullptr;
    }
    static QByteArray ask(const MetricsServer &server, QByteArray request)
    {
        request.replace("PORT", QByteArray::number(server.port()));
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), quint16(server.port()));
        socket.write(request);
        const bool ended = QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::UnconnectedState; }, 10'000);
        return ended ? socket.readAll() : QByteArray();
    }

private Q_SLOTS:
    void answers_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("metrics") << QByteArray("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n") << QByteArray("200 OK");
        QTest::newRow("localhost") << QByteArray("GET /metrics HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n") << QByteArray("200 OK");
        QTest::newRow("a page's name for us") << QByteArray("GET /metrics HTTP/1.1\r\nHost: evil.example:PORT\r\n\r\n") << QByteArray("421");
        QTest::newRow("no name") << QByteArray("GET /metrics HTTP/1.1\r\n\r\n") << QByteArray("421");
        QTest::newRow("elsewhere") << QByteArray("GET / HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n") << QByteArray("404");
        QTest::newRow("writing") << QByteArray("POST /metrics HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n") << QByteArray("405");
        QTest::newRow("garbage") << QByteArray("\x16\x03\x01\r\n\r\n") << QByteArray("400");
    }
    void answers()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, status);
        const auto server = serve();
        QVERIFY(server);
        const QByteArray reply = ask(*server, request);
        QVERIFY2(reply.startsWith("HTTP/1.1 " + status), reply.constData());
        QCOMPARE(reply.contains("berth_sessions 1\n"), status == "200 OK");
    }

    void onlyThisMachine_data()
    {
        QTest::addColumn<QByteArray>("address");
        for (const char *bad : {"0.0.0.0:0", "192.0.2.1:1", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", "somewhere:1", ""})
            QTest::newRow(bad) << QByteArray(bad);
    }
    void onlyThisMachine()
    {
        QFETCH(QByteArray, address);
        const auto server = MetricsServer::listen(address.toStdString(), {});
        QVERIFY(!server && server.error().is("host.metrics_listen"));
    }

    void manyConnectionsAreRefusedAndForgotten()
    {
        const auto server = serve();
        QVERIFY(server);
        {
            std::vector<std::unique_ptr<QTcpSocket>> idle;
            for (int i = 0; i < 40; ++i) {
                idle.push_back(std::make_unique<QTcpSocket>());
                idle.back()->connectToHost(QStringLiteral("127.0.0.1"), quint16(server->port()));
            }
            QTRY_VERIFY(idle.back()->state() == QAbstractSocket::UnconnectedState); // beyond the limit
        }
        QTRY_VERIFY(ask(*server, "GET /metrics HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n").startsWith("HTTP/1.1 200"));
    }
};

BERTH_TEST(MetricsServerTest)
#include "metrics_server_test.moc"
