#include "core/engine/http_response_parser.h"

#include "core/engine/json_lines.h"
#include "core/engine/stdcopy.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core;
using namespace core::engine;

class HttpParserTest : public QObject
{
    Q_OBJECT

    struct Outcome
    {
        HttpResponseParser::State state;
        int status;
        std::string body;
        std::string rest;
        bool operator==(const Outcome &) const = default;
    };
    static Outcome parse(const std::vector<std::string> &pieces, HttpResponseParser::Request request, bool closed)
    {
        HttpResponseParser parser(request);
        Outcome out;
        const auto sink = [&](std::string_view bytes) { out.body += bytes; };
        for (const std::string &piece : pieces)
            out.rest += std::string_view(piece).substr(parser.feed(piece, sink));
        if (closed)
            parser.end();
        out.state = parser.state();
        out.status = parser.head().status;
        return out;
    }

private Q_SLOTS:
    void answers_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("upgrade");
        QTest::addColumn<bool>("valid");
        QTest::addColumn<QByteArray>("body"); // or what follows the upgrade
        const auto row = [](const char *name, QByteArray bytes, bool upgrade, bool valid, QByteArray body) {
            QTest::newRow(name) << bytes << upgrade << valid << body;
        };
        row("length", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", false, true, "abc");
        row("empty", "HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n", false, true, "");
        row("no reason", "HTTP/1.1 204\r\n\r\n", false, true, "");
        row("not modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", false, true, "");
        row("close", "HTTP/1.1 200 OK\r\n\r\nto the end", false, true, "to the end");
        row("bare newlines", "HTTP/1.1 200 OK\nContent-Length: 1\n\nx", false, true, "x");
        row("chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nT: 1\r\n\r\n", false, true, "abc0123456789");
        row("interim", "HTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", false, true, "x");
        row("upgrade 101", "HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nraw\r\n\r\n", true, true, "raw\r\n\r\n");
        row("upgrade 200", "HTTP/1.1 200 OK\r\n\r\nraw", true, true, "raw");
        row("upgrade refused", "HTTP/1.1 409 No\r\nContent-Length: 2\r\n\r\nno", true, true, "no");
        row("unasked 101", "HTTP/1.1 101 X\r\n\r\n", false, false, "");
        row("not http", "SSH-2.0-OpenSSH\r\n\r\n", false, false, "");
        row("status word", "HTTP/1.1 2x0 OK\r\n\r\n", false, false, "");
        row("status range", "HTTP/1.1 999 OK\r\n\r\n", false, false, "");
        row("cut head", "HTTP/1.1 200 OK\r\nX: ", false, false, "");
        row("cut body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", false, false, "abc");
        row("cut chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", false, false, "abc");
        row("negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", false, false, "");
        row("length overflow", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n", false, false, "");
        row("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", false, false, "");
        row("both framings", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", false, false, "");
        row("gzip", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", false, false, "");
        row("chunk size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", false, false, "");
        row("chunk overflow", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", false, false, "");
        row("chunk too long", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", false, false, "a");
        row("folded", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", false, false, "");
        row("nameless", "HTTP/1.1 200 OK\r\n: b\r\n\r\n", false, false, "");
        row("nothing", "", false, false, "");
    }
    void answers()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, upgrade);
        QFETCH(bool, valid);
        QFETCH(QByteArray, body);
        const auto request = upgrade ? HttpResponseParser::Request::Upgrade : HttpResponseParser::Request::Plain;
        const std::string text = bytes.toStdString();
        const Outcome whole = parse({text}, request, true);
        QCOMPARE(whole.state != HttpResponseParser::State::Failed, valid);
        if (valid)
            QCOMPARE(QByteArray::fromStdString(whole.body + whole.rest), body);
        for (std::size_t at = 0; at <= text.size(); ++at) {
            const Outcome split = parse({text.substr(0, at), text.substr(at)}, request, true);
            QCOMPARE(split.state, whole.state);
            if (valid)
                QVERIFY(split == whole);
        }
        std::vector<std::string> bytewise;
        for (const char c : text)
            bytewise.emplace_back(1, c);
        QCOMPARE(parse(bytewise, request, true).state, whole.state);
    }

    void boundsWhatItKeeps()
    {
        const auto ignore = [](std::string_view) {};
        const auto feeds = [&](const std::string &begin, const std::string &more) {
            HttpResponseParser parser;
            parser.feed(begin, ignore);
            std::size_t fed = 0;
            while (parser.state() != HttpResponseParser::State::Failed && fed < (1u << 20)) {
                parser.feed(more, ignore);
                fed += more.size();
            }
            return fed;
        };
        QVERIFY(feeds("", "x") <= (64u << 10) + 1);
        QVERIFY(feeds("HTTP/1.1 200 OK\r\n", "A: b\r\n") <= (65u << 10));
        QVERIFY(feeds("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "0") <= 300);
        QVERIFY(feeds("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "A: b\r\n") <= (9u << 10));
        QVERIFY(feeds("", "HTTP/1.1 100 Continue\r\n\r\n") <= 300);
    }

    void stdcopySplitsAnywhere()
    {
        const std::string stream = std::string("\x01\0\0\0\0\0\0\x03out", 11) + std::string("\x02\0\0\0\0\0\0\0", 8) + std::string("\x02\0\0\0\0\0\0\x03" "err", 11);
        for (std::size_t at = 0; at <= stream.size(); ++at) {
            StdcopyDemultiplexer demultiplexer;
            std::string out, err;
            const auto sink = [&](StdcopyDemultiplexer::Stream s, std::string_view bytes) {
                (s == StdcopyDemultiplexer::Stream::Out ? out : err) += bytes;
            };
            QVERIFY(demultiplexer.feed(std::string_view(stream).substr(0, at), sink));
            QVERIFY(demultiplexer.feed(std::string_view(stream).substr(at), sink));
            QCOMPARE(out, std::string("out"));
            QCOMPARE(err, std::string("err"));
            QVERIFY(demultiplexer.isBetweenFrames());
        }
        StdcopyDemultiplexer nonsense;
        const auto fed = nonsense.feed("hello, world", [](auto, auto) {});
        QVERIFY(!fed && fed.error().is("engine.protocol"));
    }

    void jsonLines()
    {
        const std::string stream = "{\"a\":1}\r\n\n{\"a\":2}\n{\"a\":3}";
        for (std::size_t at = 0; at <= stream.size(); ++at) {
            JsonLines lines;
            int sum = 0;
            const auto sink = [&](const QJsonObject &object) { sum = sum * 10 + object.value(QLatin1String("a")).toInt(); };
            QVERIFY(lines.feed(std::string_view(stream).substr(0, at), sink));
            QVERIFY(lines.feed(std::string_view(stream).substr(at), sink));
            QVERIFY(lines.end(sink));
            QCOMPARE(sum, 123);
        }
        JsonLines lines(10);
        QVERIFY(lines.feed("{\"aaaaaaaaaa\":1}\n", [](const QJsonObject &) {}).error().is("engine.limit"));
        JsonLines other;
        QVERIFY(other.feed("[1]\n", [](const QJsonObject &) {}).error().is("engine.protocol"));
    }
};

BERTH_TEST(HttpParserTest)
#include "http_response_parser_test.moc"
