#include "core/attach/http_request.h"
#include "tests/support/test_main.h"

#include <QTest>
#include <string>

using namespace core::attach;
using State = HttpRequestParser::State;

namespace {
constexpr char kUpgrade[] = "GET /ws?x=1 HTTP/1.1\r\nHost: localhost:7000\r\nConnection: keep-alive, Upgrade\r\n"
                            "Upgrade: websocket\r\nOrigin:  http://localhost:7000 \r\n\r\n";

HttpRequestParser parsed(std::string_view bytes)
{
    HttpRequestParser parser;
    parser.feed(bytes);
    return parser;
}
} // namespace

class HttpRequestTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsARequestCutAnywhere()
    {
        const std::string all = kUpgrade;
        for (std::size_t cut = 0; cut <= all.size(); ++cut) {
            HttpRequestParser parser;
            parser.feed(std::string_view(all).substr(0, cut));
            if (cut < all.size())
                QCOMPARE(parser.state(), State::Incomplete);
            QCOMPARE(parser.feed(std::string_view(all).substr(cut)), State::Complete);
            const HttpRequest &request = parser.request();
            QCOMPARE(request.method, std::string("GET"));
            QCOMPARE(request.path, std::string("/ws"));
            QCOMPARE(request.query, std::string("x=1"));
            QVERIFY(request.single("host") == "localhost:7000");
            QVERIFY(request.single("origin") == "http://localhost:7000");
            QVERIFY(request.listContains("connection", "upgrade"));
            QVERIFY(!request.listContains("connection", "up"));
            QCOMPARE(parser.headBytes(), all.size());
        }
    }

    void readsARequestByteByByte()
    {
        HttpRequestParser parser;
        for (const char c : std::string(kUpgrade))
            parser.feed({&c, 1});
        QCOMPARE(parser.state(), State::Complete);
    }

    void aRepeatedHeaderIsNotSingle()
    {
        const auto parser = parsed("GET / HTTP/1.1\r\nHost: a\r\nhOST: b\r\n\r\n");
        QCOMPARE(parser.state(), State::Complete);
        QVERIFY(!parser.request().single("host"));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("no version") << QByteArray("GET /\r\n\r\n") << 400;
        QTest::newRow("http/2") << QByteArray("GET / HTTP/2.0\r\n\r\n") << 505;
        QTest::newRow("two spaces") << QByteArray("GET  / HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("absolute target") << QByteArray("GET http://localhost/ HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("control in target") << QByteArray("GET /\x01 HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("method is no token") << QByteArray("G@T / HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("folded header") << QByteArray("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n") << 400;
        QTest::newRow("space before colon") << QByteArray("GET / HTTP/1.1\r\nHost : b\r\n\r\n") << 400;
        QTest::newRow("bare LF in a value") << QByteArray("GET / HTTP/1.1\r\nA: b\nHost: c\r\n\r\n") << 400;
        QTest::newRow("NUL in a name") << QByteArray("GET / HTTP/1.1\r\nA\0b: c\r\n\r\n", 26) << 400;
        QTest::newRow("body") << QByteArray("GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello") << 400;
        QTest::newRow("two lengths") << QByteArray("GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n") << 400;
        QTest::newRow("chunked") << QByteArray("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n") << 400;
        QTest::newRow("long target") << "GET /" + QByteArray(HttpRequestParser::kMaxTarget, 'a') + " HTTP/1.1\r\n\r\n" << 414;
        QTest::newRow("many headers") << "GET / HTTP/1.1\r\n" + QByteArray("A: b\r\n").repeated(HttpRequestParser::kMaxHeaders + 1) + "\r\n" << 431;
        QTest::newRow("endless head") << QByteArray(HttpRequestParser::kMaxHead + 1, 'a') << 431;
        QTest::newRow("only line ends") << QByteArray("\r\n\r\n") << 400;
        QTest::newRow("tls hello") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 11) << 400;
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        const auto parser = parsed({bytes.constData(), std::size_t(bytes.size())});
        QCOMPARE(parser.state(), State::Failed);
        QCOMPARE(parser.failure(), status);
    }

    void takesNothingAfterTheEnd()
    {
        auto parser = parsed("GET / HTTP/1.1\r\n\r\ntrailing");
        QCOMPARE(parser.state(), State::Complete);
        QCOMPARE(parser.headBytes(), std::size_t(18));
        QCOMPARE(parser.feed("\r\n\r\n"), State::Complete);
        QVERIFY(parser.request().headers.empty());
    }
};

BERTH_TEST(HttpRequestTest)
#include "http_request_test.moc"
