#include "core/engine/api_json.h"
#include "core/engine/discovery.h"
#include "core/engine/image_progress.h"
#include "core/engine/scripted_engine.h"
#include "core/engine/socket_engine.h"
#include "core/engine/socket_registry.h"
#include "core/engine/stdcopy.h"
#include "core/engine/tar_writer.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <unistd.h>

using namespace core;
using namespace core::engine;
using namespace std::chrono_literals;
using tests::Waiting;

namespace {

Timings fast()
{
    Timings timings;
    timings.quick = timings.list = timings.change = timings.silence = timings.probe = 150ms;
    timings.handshake = timings.exit = 150ms;
    timings.coalesce = 5ms;
    timings.settle = 20ms;
    timings.retryFirst = 5ms;
    timings.retryCap = 20ms;
    return timings;
}

Dialect docker()
{
    Dialect dialect;
    dialect.apiPath = "/v1.41";
    return dialect;
}

// An engine with one container, whose events stream stays open.
ScriptedEngine::Answer wellBehaved(const QByteArray &request)
{
    if (request.contains("/events"))
        return {ScriptedEngine::openStream(), false};
    if (request.contains("/containers/json"))
        return {ScriptedEngine::ok(R"([{"Id":"aaaa","Names":["/one"],"State":"running","New":{"field":[1]}}])")};
    if (request.contains("/containers/aaaa/json"))
        return {ScriptedEngine::ok(R"({"HostConfig":{"Privileged":true,"PidMode":"host","NetworkMode":"host"},"Mounts":[]})")};
    if (request.contains("/_ping"))
        return {ScriptedEngine::ok("OK")};
    return {ScriptedEngine::status(404, R"({"message":"page not found"})")};
}

} // namespace

class EndpointTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // empty: an error
        QTest::newRow("unix") << "unix:///run/docker.sock" << "unix:///run/docker.sock";
        QTest::newRow("path") << "/run/docker.sock" << "unix:///run/docker.sock";
        QTest::newRow("tcp") << "tcp://10.0.0.1:99" << "tcp://10.0.0.1:99";
        QTest::newRow("tcp port") << "tcp://host" << "tcp://host:2375";
        QTest::newRow("ipv6") << "tcp://[::1]:99" << "tcp://[::1]:99";
        QTest::newRow("https") << "https://host/x" << "https://host:2376";
        QTest::newRow("ssh") << "ssh://me@host" << "ssh://me@host";
        QTest::newRow("relative") << "unix://docker.sock" << "";
        QTest::newRow("port 0") << "tcp://host:0" << "";
        QTest::newRow("port text") << "tcp://host:x" << "";
        QTest::newRow("port large") << "tcp://host:65536" << "";
        QTest::newRow("no host") << "tcp://:99" << "";
        QTest::newRow("other") << "npipe:////./pipe/docker" << "";
        QTest::newRow("long") << QStringLiteral("unix:///") + QString(200, QLatin1Char('x')) << "";
        QTest::newRow("nothing") << "" << "";
    }
    void parses()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto endpoint = parseEndpoint(text.toStdString());
        QCOMPARE(endpoint ? QString::fromStdString(endpoint->text()) : QString(), expected);
    }
};

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

class ApiJsonTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void containers()
    {
        const auto list = containersIn(R"json([
            {"Id":"b","Names":["/zz"],"Image":"i:1","ImageID":"sha256:1","State":"exited","Status":"Exited (0)","Created":1795460164,"Labels":null},
            {"Id":"a","Names":["/web"],"State":"running","Labels":{"com.docker.compose.project":"p","com.docker.compose.service":"s"},
             "Ports":[{"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},{"PrivatePort":99999999,"Type":"udp"}],
             "HostConfig":{"NetworkMode":"host"},
             "Mounts":[{"Type":"bind","Source":"/var/run/docker.sock","Destination":"/s","RW":false},{"Type":"bind","Source":"/home","RW":true},
                       {"Type":"volume","Source":"v","RW":true}],"Unknown":{"x":1}}])json");
        QVERIFY(list);
        QCOMPARE(list->size(), std::size_t(2));
        QCOMPARE(list->front().name, std::string("zz")); // no project first
        const Container &web = list->back();
        QCOMPARE(web.project, std::string("p"));
        QCOMPARE(web.ports.front(), (PortMapping{"0.0.0.0", 8080, 80, "tcp"}));
        QCOMPARE(web.ports.back().containerPort, 65535);
        QVERIFY(web.reach.engineSocket && web.reach.hostNetwork);
        QCOMPARE(web.reach.writableHostMounts, 1);
    }
    void nonsense_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char *body : {"", "null", "{}", "[1]", "[{}]", "[{\"Id\":7}]", "[", "\xff\xfe"})
            QTest::addRow("%s", body) << QByteArray(body);
    }
    void nonsense()
    {
        QFETCH(QByteArray, body);
        const auto list = containersIn({body.constData(), std::size_t(body.size())});
        QVERIFY(!list);
        QCOMPARE(list.error().code, std::string("engine.protocol"));
    }
    void references()
    {
        using P = std::pair<std::string, std::string>;
        QCOMPARE(splitReference("debian"), (P{"debian", "latest"}));
        QCOMPARE(splitReference("debian:12"), (P{"debian", "12"}));
        QCOMPARE(splitReference("host:5000/a/b"), (P{"host:5000/a/b", "latest"}));
        QCOMPARE(splitReference("host:5000/a/b:1"), (P{"host:5000/a/b", "1"}));
        QCOMPARE(splitReference("a@sha256:00"), (P{"a@sha256:00", ""}));
    }
    void progressSumsLayersAndFindsTheError()
    {
        Progress last;
        ImageProgress progress([&](const Progress &p) { last = p; });
        QVERIFY(progress.feed("{\"status\":\"Downloading\",\"id\":\"a\",\"progressDetail\":{\"current\":5,\"total\":10}}\n"
                              "{\"status\":\"Downloading\",\"id\":\"b\",\"progressDetail\":{\"current\":1,\"total\":20}}\n"));
        QCOMPARE(last.done, std::int64_t(6));
        QCOMPARE(last.total, std::int64_t(30));
        QVERIFY(progress.feed("{\"error\":\"manifest unknown\\u001b[31m\"}"));
        const auto end = progress.end();
        QVERIFY(!end && end.error().is("engine.not_found"));
        QVERIFY(end.error().message.find('\x1b') == std::string::npos);
    }
    void versionsAreNegotiated()
    {
        const auto with = [](std::string api) { return HttpHead{200, {{"api-version", std::move(api)}, {"server", "Docker/28.0.1 (linux)"}}}; };
        QCOMPARE(dialectOf(with("1.48"))->apiPath, std::string("/v1.41"));
        QCOMPARE(dialectOf(with("1.30"))->apiPath, std::string("/v1.30"));
        QVERIFY(dialectOf(with("1.12")).error().is("engine.refused"));
        QVERIFY(dialectOf(with("2")).error().is("engine.protocol"));
        QVERIFY(dialectOf(with("1.4x")).error().is("engine.protocol"));
        QCOMPARE(dialectOf(with("1.41"))->version, std::string("28.0.1"));
        QVERIFY(dialectOf(HttpHead{200, {{"api-version", "1.41"}, {"libpod-api-version", "4.3.1"}}})->kind == EngineKind::Podman);
    }
    void tarIsWhatTarReads()
    {
        TarWriter tar;
        tar.directory("d/", 01777);
        tar.file("d/f", std::string(513, 'x'), 0755);
        tar.symlink("l", "d/f");
        const std::string bytes = std::move(tar).finish();
        QProcess list;
        list.start(QStringLiteral("tar"), {QStringLiteral("-tv")});
        QVERIFY(list.waitForStarted());
        list.write(bytes.data(), qint64(bytes.size()));
        list.closeWriteChannel();
        QVERIFY(list.waitForFinished());
        QCOMPARE(list.exitCode(), 0);
        const QByteArray out = list.readAllStandardOutput();
        QVERIFY2(out.contains("drwxrwxrwt root/root") && out.contains("-rwxr-xr-x root/root") && out.contains(" 513 ") && out.contains("l -> d/f"), out);
    }
};

class HostileEngineTest : public QObject
{
    Q_OBJECT

    static std::string codeOf(const ScriptedEngine::Script &script)
    {
        ScriptedEngine server(script);
        SocketEngine engine("e", server.endpoint(), docker(), fast());
        Waiting<std::vector<Image>> images;
        engine.listImages(images.done());
        if (!images.wait(5000))
            return "never ended";
        return images.value() ? "" : images.value().error().code;
    }

private Q_SLOTS:
    void everyAnswerEndsTheOperation_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("close");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("never") << QByteArray() << false << QByteArray("engine.timeout");
        QTest::newRow("closed") << QByteArray() << true << QByteArray("engine.protocol");
        QTest::newRow("garbage") << QByteArray("\x7f" "ELF garbage\r\n") << true << QByteArray("engine.protocol");
        QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nCont") << false << QByteArray("engine.timeout");
        QTest::newRow("half a chunk") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n[") << true << QByteArray("engine.protocol");
        QTest::newRow("endless head") << QByteArray("HTTP/1.1 200 OK\r\n") + QByteArray("A: b\r\n").repeated(20000) << false << QByteArray("engine.protocol");
        QTest::newRow("not json") << ScriptedEngine::ok("<html>") << true << QByteArray("engine.protocol");
        QTest::newRow("other json") << ScriptedEngine::ok("{}") << true << QByteArray("engine.protocol");
        QTest::newRow("deep json") << ScriptedEngine::ok(QByteArray(100000, '[')) << true << QByteArray("engine.protocol");
        QTest::newRow("huge") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 70000000\r\n\r\n[") << false << QByteArray("engine.limit");
        QTest::newRow("refused") << ScriptedEngine::status(500, R"({"message":"out of disk"})") << true << QByteArray("engine.refused");
        QTest::newRow("refused, no json") << ScriptedEngine::status(503, "nginx") << true << QByteArray("engine.refused");
        QTest::newRow("fine") << ScriptedEngine::ok("[]") << true << QByteArray();
    }
    void everyAnswerEndsTheOperation()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, close);
        QFETCH(QByteArray, code);
        QCOMPARE(QByteArray::fromStdString(codeOf([&](const QByteArray &) { return ScriptedEngine::Answer{answer, close}; })), code);
    }

    void unannouncedBodyIsCutOffAtItsLimit()
    {
        ScriptedEngine server([](const QByteArray &) {
            return ScriptedEngine::Answer{ScriptedEngine::openStream() + ScriptedEngine::chunk(QByteArray(2000, 'x')).repeated(10), false};
        });
        Waiting<HttpReply> reply;
        QObject parent;
        (new HttpCall(server.endpoint(), {}, {.deadline = 5s, .body = 5000}, reply.done(), &parent))->start();
        QVERIFY(reply.wait() && !reply.value());
        QVERIFY(reply.value().error().is("engine.limit"));
    }

    void nobodyThereIsUnreachable()
    {
        Endpoint nowhere;
        nowhere.path = "/nonexistent/engine.sock";
        SocketEngine engine("e", nowhere, docker(), fast());
        Waiting<void> started;
        engine.start("x", started.done());
        QVERIFY(!started.isDone()); // never inside the call
        QVERIFY(started.wait());
        QVERIFY(started.value().error().is("engine.unreachable"));
        QTRY_VERIFY(engine.lastError().is("engine.unreachable"));
        QVERIFY(engine.state() == EngineState::Connecting);
    }

    void tlsAndSshAreRefusedHonestly()
    {
        SocketEngine engine("e", *parseEndpoint("ssh://me@host"), docker(), fast());
        Waiting<void> started;
        engine.start("x", started.done());
        QVERIFY(started.wait());
        QVERIFY(started.value().error().message.find("SSH") != std::string::npos);
    }

    void subscribesBeforeItReads()
    {
        ScriptedEngine server(wellBehaved);
        SocketEngine engine("e", server.endpoint(), docker(), fast());
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        const auto at = [&](const char *part) {
            for (qsizetype i = 0; i < server.requests().size(); ++i) {
                if (server.requests().at(i).contains(part))
                    return i;
            }
            return qsizetype(-1);
        };
        QVERIFY(at("/_ping") >= 0 && at("/events") > at("/_ping") && at("/containers/json") > at("/events"));
        QTRY_VERIFY(engine.find("one") && engine.find("one")->reach.privileged && engine.find("one")->reach.hostPid);
        QCOMPARE(server.count("/containers/aaaa/json"), 1); // asked once, not at every refresh
    }

    void manyEventsAreFewListsAndOneChange()
    {
        ScriptedEngine server(wellBehaved);
        SocketEngine engine("e", server.endpoint(), docker(), fast());
        QTRY_COMPARE(server.count("/containers/json"), 2); // the second closes the gap before the subscription
        QTRY_VERIFY(engine.find("one") && engine.find("one")->reach.privileged);
        QSignalSpy changes(&engine, &Engine::containersChanged);
        QTest::qWait(20);
        changes.clear();
        const QByteArray exec = ScriptedEngine::chunk("{\"Type\":\"container\",\"Action\":\"exec_start: sh -c secret\"}\n");
        server.send(exec.repeated(50));
        QTest::qWait(60);
        QCOMPARE(server.count("/containers/json"), 2); // execs change no list
        server.send(ScriptedEngine::chunk("{\"Type\":\"container\",\"Action\":\"start\"}\n").repeated(200));
        QTRY_VERIFY(server.count("/containers/json") > 2);
        QTest::qWait(60);
        QVERIFY(server.count("/containers/json") <= 5);
        QCOMPARE(changes.count(), 0); // the list was the same
    }

    void lostEngineIsStaleThenReadyAgain()
    {
        ScriptedEngine server(wellBehaved);
        SocketEngine engine("e", server.endpoint(), docker(), fast());
        QTRY_VERIFY(engine.state() == EngineState::Ready && engine.find("one"));
        server.stop();
        QTRY_VERIFY(engine.state() == EngineState::Stale);
        QVERIFY(engine.find("one"));
        QVERIFY(engine.staleSince() > base::WallTime());
        server.setScript([](const QByteArray &request) {
            return request.contains("/containers/json") ? ScriptedEngine::Answer{ScriptedEngine::ok("[]")} : wellBehaved(request);
        });
        QVERIFY(server.listen());
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        QVERIFY(!engine.find("one")); // resynchronised
    }

    void garbageEventsMakeItStale()
    {
        ScriptedEngine server(wellBehaved);
        SocketEngine engine("e", server.endpoint(), docker(), fast());
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        server.setScript([](const QByteArray &) { return ScriptedEngine::Answer{{}, false}; });
        server.send("this is no chunk\r\n");
        QTRY_VERIFY(engine.state() == EngineState::Stale);
        QTRY_COMPARE(engine.lastError().code, std::string("engine.timeout")); // and the retries end too
    }

    void hangingEngineIsNoticedByTheHeartbeat()
    {
        ScriptedEngine server(wellBehaved);
        Timings timings = fast();
        timings.heartbeat = 50ms;
        SocketEngine engine("e", server.endpoint(), docker(), timings);
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        server.setScript([](const QByteArray &) { return ScriptedEngine::Answer{{}, false}; });
        QTRY_VERIFY(engine.state() == EngineState::Stale);
        QVERIFY(engine.lastError().is("engine.timeout"));
    }

    void execThatIsNotUpgradedIsAnError()
    {
        for (const QByteArray &start : {ScriptedEngine::status(500, R"({"message":"no"})"), ScriptedEngine::status(204, {}), QByteArray("x\r\n\r\n")}) {
            ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
                if (request.endsWith("/exec"))
                    return {ScriptedEngine::status(201, R"({"Id":"e1"})")};
                if (request.endsWith("/start"))
                    return {start};
                return wellBehaved(request);
            });
            SocketEngine engine("e", server.endpoint(), docker(), fast());
            Waiting<std::unique_ptr<pty::Pty>> opened;
            engine.execShell("x", {}, opened.done());
            QVERIFY(opened.wait(5000) && !opened.value());
            QVERIFY(opened.value().error().code != "engine.timeout");
        }
    }

    void launcherThatNeverStopsPrintingIsCutOff()
    {
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.endsWith("/exec"))
                return {ScriptedEngine::status(201, R"({"Id":"e1"})")};
            if (request.endsWith("/start"))
                return {"HTTP/1.1 101 UPGRADED\r\n\r\n" + QByteArray(4 << 20, 'x'), false};
            if (request.contains("/resize"))
                return {ScriptedEngine::ok({})};
            return wellBehaved(request);
        });
        Timings timings = fast();
        timings.handshake = 20s;
        SocketEngine engine("e", server.endpoint(), docker(), timings);
        Waiting<std::unique_ptr<pty::Pty>> opened;
        ExecSpec spec;
        spec.ready = "READY";
        engine.execShell("x", spec, opened.done());
        QVERIFY(opened.wait(10000) && !opened.value());
        QVERIFY(opened.value().error().is("engine.limit"));
    }
};

class DiscoveryTest : public QObject
{
    Q_OBJECT

    static void write(const QString &path, const QByteArray &content)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    static std::vector<std::string> endpointsOf(const std::vector<Candidate> &all)
    {
        std::vector<std::string> out;
        for (const Candidate &candidate : all)
            out.push_back(candidate.endpoint);
        return out;
    }

private Q_SLOTS:
    void candidatesInOrder()
    {
        const auto all = candidates({{"XDG_RUNTIME_DIR", "/run/user/7"}}, 7, "/nonexistent");
        QCOMPARE(endpointsOf(all), (std::vector<std::string>{"unix:///var/run/docker.sock", "unix:///run/user/7/docker.sock",
                                                             "unix:///run/user/7/podman/podman.sock", "unix:///run/podman/podman.sock"}));
        QVERIFY(all[0].expected == EngineKind::Docker && all[2].expected == EngineKind::Podman);
        QCOMPARE(candidates({}, 9, "/nonexistent")[1].endpoint, std::string("unix:///run/user/9/docker.sock"));
    }
    void environmentComesFirstAndOnce()
    {
        const auto all = candidates({{"DOCKER_HOST", "tcp://h:1"}, {"CONTAINER_HOST", "unix:///run/podman/podman.sock"}}, 7, "/nonexistent");
        QCOMPARE(all[0].source, std::string("DOCKER_HOST"));
        QCOMPARE(all[0].endpoint, std::string("tcp://h:1"));
        QCOMPARE(all[1].source, std::string("CONTAINER_HOST"));
        QCOMPARE(all.size(), std::size_t(5)); // the system Podman socket is not there twice
        QCOMPARE(candidates({{"DOCKER_HOST", "tcp://h"}, {"DOCKER_TLS_VERIFY", "1"}}, 7, "/nonexistent")[0].endpoint, std::string("https://h:2376"));
        QVERIFY(candidates({{"DOCKER_HOST", "nonsense"}}, 7, "/nonexistent")[0].error.is("engine.unreachable"));
    }
    void contextsCurrentFirst()
    {
        QTemporaryDir home;
        const QString docker = home.filePath(QStringLiteral(".docker"));
        write(docker + QStringLiteral("/config.json"), "{\"currentContext\":\"lab\"}");
        write(docker + QStringLiteral("/contexts/meta/1/meta.json"), "{\"Name\":\"alpha\",\"Endpoints\":{\"docker\":{\"Host\":\"tcp://alpha:1\"}}}");
        write(docker + QStringLiteral("/contexts/meta/2/meta.json"), "{\"Name\":\"lab\",\"Endpoints\":{\"docker\":{\"Host\":\"tcp://lab:1\"}}}");
        write(docker + QStringLiteral("/contexts/tls/2/docker/ca.pem"), "x");
        write(docker + QStringLiteral("/contexts/meta/3/meta.json"), "garbage");
        const auto all = candidates({}, 7, home.path().toStdString());
        QCOMPARE(all[0].source, std::string("docker context 'lab'"));
        QCOMPARE(all[0].endpoint, std::string("https://lab:1"));
        QCOMPARE(all[1].endpoint, std::string("tcp://alpha:1"));
        QCOMPARE(all.size(), std::size_t(6));
        QCOMPARE(candidates({{"DOCKER_CONTEXT", "alpha"}}, 7, home.path().toStdString())[0].endpoint, std::string("tcp://alpha:1"));
    }
    void linkedSocketsAreOne()
    {
        QTemporaryDir dir;
        write(dir.filePath(QStringLiteral("real.sock")), {});
        QVERIFY(QFile::link(dir.filePath(QStringLiteral("real.sock")), dir.filePath(QStringLiteral("link.sock"))));
        const auto all = candidates({{"DOCKER_HOST", dir.filePath(QStringLiteral("link.sock")).toStdString()},
                                     {"CONTAINER_HOST", dir.filePath(QStringLiteral("real.sock")).toStdString()}},
                                    7, "/nonexistent");
        QCOMPARE(all[0].source, std::string("DOCKER_HOST"));
        QVERIFY(all[1].source != "CONTAINER_HOST");
    }
    void registryKeepsWhatAnswersAndExplainsTheRest()
    {
        ScriptedEngine server(wellBehaved);
        ScriptedEngine silent([](const QByteArray &) { return ScriptedEngine::Answer{{}, false}; });
        SocketRegistry registry({{"DOCKER_HOST", server.endpoint().text()}, {"CONTAINER_HOST", silent.endpoint().text()}, {"XDG_RUNTIME_DIR", "/nonexistent"}},
                                7, "/nonexistent", fast());
        QSignalSpy changed(&registry, &Registry::changed);
        QSignalSpy added(&registry, &Registry::engineAdded);
        registry.discover();
        QVERIFY(registry.isSearching());
        QTRY_COMPARE(changed.count(), 1);
        QVERIFY(!registry.isSearching());
        Engine *engine = registry.engine("docker:" + server.endpoint().path);
        QVERIFY(engine);
        QVERIFY(added.count() >= 1);
        bool timedOut = false, missing = false;
        for (const Candidate &candidate : registry.failed()) {
            QVERIFY(!candidate.error.message.empty());
            timedOut |= candidate.source == "CONTAINER_HOST" && candidate.error.is("engine.timeout");
            missing |= candidate.endpoint == "unix:///nonexistent/docker.sock" && candidate.error.is("engine.unreachable") && !candidate.fix.empty();
        }
        QVERIFY(timedOut && missing);
        registry.discover(); // known engines stay
        QTRY_COMPARE(changed.count(), 2);
        QCOMPARE(registry.engine("docker:" + server.endpoint().path), engine);
    }
};

BERTH_TEST(EndpointTest)
BERTH_TEST(HttpParserTest)
BERTH_TEST(ApiJsonTest)
BERTH_TEST(HostileEngineTest)
BERTH_TEST(DiscoveryTest)
#include "engine_test.moc"
