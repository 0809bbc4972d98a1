#include "core/engine/socket_engine.h"

#include "core/engine/scripted_engine.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QSignalSpy>
#include <QTest>

using namespace core;
using namespace core::engine;
using namespace std::chrono_literals;
using tests::Waiting;

namespace {

Dialect docker()
{
    Dialect dialect;
    dialect.apiPath = "/v1.41";
    return dialect;
}

} // namespace

class HostileEngineTest : public QObject
{
    Q_OBJECT

    static std::string codeOf(const ScriptedEngine::Script &script, const Timings &timings = fastTimings())
    {
        ScriptedEngine server(script);
        SocketEngine engine("e", server.endpoint(), docker(), timings);
        Waiting<std::vector<Image>> images;
        engine.listImages(images.done());
        if (!images.wait(tests::kTryPatience))
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
        const auto timings = code == "engine.timeout" ? impatientTimings() : fastTimings();
        QCOMPARE(QByteArray::fromStdString(codeOf([&](const QByteArray &) { return ScriptedEngine::Answer{answer, close}; }, timings)), code);
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
        SocketEngine engine("e", nowhere, docker(), fastTimings());
        Waiting<void> started;
        engine.start("x", started.done());
        QVERIFY(!started.isDone()); // never inside the call
        QVERIFY(started.wait());
        QVERIFY(started.value().error().is("engine.unreachable"));
        QTRY_VERIFY(engine.lastError().is("engine.unreachable"));
        QVERIFY(engine.state() == EngineState::Connecting);
    }

    void newerEnginesAreSpokenToInTheirOldestVersion()
    {
        const auto newer = [](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/_ping"))
                return {"HTTP/1.1 200 OK\r\nApi-Version: 1.52\r\nServer: Docker/29.0.1 (linux)\r\nContent-Length: 0\r\n\r\n"};
            if (request == "GET /version")
                return {ScriptedEngine::ok(R"({"Version":"29.0.1","ApiVersion":"1.52","MinAPIVersion":"1.44","Future":{}})")};
            if (!request.contains("/v1.44/"))
                return {ScriptedEngine::status(400, R"({"message":"client version 1.41 is too old. Minimum supported API version is 1.44"})")};
            return wellBehaved(request);
        };
        ScriptedEngine server(newer);
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        QTRY_VERIFY(engine.state() == EngineState::Ready && engine.find("one"));
        QVERIFY(engine.title().starts_with("Docker 29.0"));
    }

    void pausedCallReadsNothingAndLosesNothing()
    {
        ScriptedEngine server([](const QByteArray &) {
            return ScriptedEngine::Answer{ScriptedEngine::openStream() + ScriptedEngine::chunk(QByteArray(1000, 'x')).repeated(5000) + "0\r\n\r\n"};
        });
        Waiting<HttpReply> reply;
        QObject parent;
        std::size_t got = 0, pauses = 0;
        auto *call = new HttpCall(server.endpoint(), {}, {.deadline = 20s}, reply.done(), &parent);
        call->setOnBody([&](std::string_view bytes) -> base::Result<void> {
            got += bytes.size();
            if (got / 500'000 > pauses) { // each half megabyte
                ++pauses;
                call->setPaused(true);
                QTimer::singleShot(0, call, [call] { call->setPaused(false); });
            }
            return {};
        });
        call->start();
        QVERIFY(reply.wait() && reply.value());
        QCOMPARE(got, std::size_t(5'000'000));
        QVERIFY(pauses >= 9);
    }

    void subscribesBeforeItReads()
    {
        ScriptedEngine server(wellBehaved);
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
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
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
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

    // Docker tells of an end before it writes it down, and lists what is written down.
    void aListThatLagsBehindItsEvents()
    {
        int lists = 0;
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/containers/json") && ++lists > 6)
                return {ScriptedEngine::ok(R"([{"Id":"aaaa","Names":["/one"],"State":"exited"}])")};
            return wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        QTRY_COMPARE(lists, 2);
        server.send(ScriptedEngine::chunk("{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"aaaa\"}}\n"));
        server.send(ScriptedEngine::chunk("{\"Type\":\"container\",\"Action\":\"stop\",\"Actor\":{\"ID\":\"aaaa\"}}\n"));
        QTRY_VERIFY(engine.find("one") && engine.find("one")->state == "exited");
        QTest::qWait(60);
        QCOMPARE(lists, 7); // and then it is left alone
    }

    void lostEngineIsStaleThenReadyAgain()
    {
        ScriptedEngine server(wellBehaved);
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
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
        SocketEngine engine("e", server.endpoint(), docker(), impatientTimings());
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        server.setScript([](const QByteArray &) { return ScriptedEngine::Answer{{}, false}; });
        server.send("this is no chunk\r\n");
        QTRY_VERIFY(engine.state() == EngineState::Stale);
        QTRY_COMPARE(engine.lastError().code, std::string("engine.timeout")); // and the retries end too
    }

    void hangingEngineIsNoticedByTheHeartbeat()
    {
        ScriptedEngine server(wellBehaved);
        Timings timings = impatientTimings();
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
            SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
            Waiting<std::unique_ptr<pty::Pty>> opened;
            engine.execShell("x", {}, opened.done());
            QVERIFY(opened.wait(tests::kTryPatience) && !opened.value());
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
        Timings timings = fastTimings();
        timings.handshake = 20s;
        SocketEngine engine("e", server.endpoint(), docker(), timings);
        Waiting<std::unique_ptr<pty::Pty>> opened;
        ExecSpec spec;
        spec.ready = "READY";
        engine.execShell("x", spec, opened.done());
        QVERIFY(opened.wait(tests::kTryPatience) && !opened.value());
        QVERIFY(opened.value().error().is("engine.limit"));
    }
};

BERTH_TEST(HostileEngineTest)
#include "socket_engine_test.moc"
