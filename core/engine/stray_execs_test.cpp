// What is still to be hung up in containers, against scripted engines; with real ones: tests/integration/lost_link_test.cpp.
#include "core/engine/stray_execs.h"

#include "core/engine/scripted_engine.h"
#include "core/engine/socket_engine.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QTest>
#include <array>

using namespace core;
using namespace core::engine;
using namespace std::chrono_literals;
using tests::Waiting;

class StrayExecsTest : public QObject
{
    Q_OBJECT

    // Of one exec e1 with the mark "feed" in the container aaaa.
    static ScriptedEngine::Script execs(bool *isRunning)
    {
        return [isRunning](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/exec/e1/json"))
                return {ScriptedEngine::ok(*isRunning ? R"({"ID":"e1","Running":true,"Pid":1,"ContainerID":"aaaa"})" : R"({"ID":"e1","Running":false,"ExitCode":0,"ContainerID":"aaaa"})")};
            if (request.contains("/containers/aaaa/exec"))
                return {ScriptedEngine::status(201, R"({"Id":"s1"})")};
            if (request.contains("/exec/s1/start")) {
                *isRunning = false;
                return {ScriptedEngine::ok({})};
            }
            return wellBehaved(request);
        };
    }
    static ExecName named(const char *id, const char *mark = "feed") { return {id, {}, mark}; }
    static ApiClient client(const ScriptedEngine &server) { return ApiClient(server.endpoint(), dockerDialect(), fastTimings()); }

private Q_SLOTS:
    void waitsForAnEngineThatIsAway()
    {
        bool isRunning = true;
        ScriptedEngine server(execs(&isRunning));
        const ApiClient api = client(server);
        StrayExecs strays(api);
        strays.setReachable(false);
        strays.hangUp(named("e1"));
        strays.hangUp(named("e1")); // is the same
        QTest::qWait(50);
        QCOMPARE(server.requests(), QList<QByteArray>());
        strays.setReachable(true);
        QTRY_VERIFY(!isRunning);
        const QList<QByteArray> asked{"GET /v1.41/exec/e1/json", "POST /v1.41/containers/aaaa/exec", "POST /v1.41/exec/s1/start"};
        QCOMPARE(server.requests().mid(0, 3), asked);
        QTRY_COMPARE(server.count("/exec/e1/json"), 2); // it has gone: nothing more is said to it
        QTest::qWait(2500);
        QCOMPARE(server.requests().size(), 4);
    }

    void isAskedAgainWhereTheAnswerWasLost()
    {
        bool isRunning = true;
        ScriptedEngine server(execs(&isRunning));
        server.stop();
        const ApiClient api = client(server);
        StrayExecs strays(api);
        strays.hangUp(named("e1")); // nobody knew yet
        QTest::qWait(100);
        strays.setReachable(false);
        QVERIFY(server.listen());
        QTest::qWait(2500); // however long it is away
        QCOMPARE(server.requests(), QList<QByteArray>());
        strays.setReachable(true);
        QTRY_VERIFY(!isRunning);
    }

    void whatHasEndedIsLeftAlone()
    {
        bool isRunning = false;
        ScriptedEngine server(execs(&isRunning));
        const ApiClient api = client(server);
        StrayExecs strays(api);
        strays.hangUp(named("e1"));
        QTRY_COMPARE(server.count("/exec/e1/json"), 2); // a start may have been under way
        QTest::qWait(2500);
        QCOMPARE(server.requests().size(), 2);
    }

    // Not all that runs is to be reached: a number of another machine or of another container is nobody's.
    void nothingIsSignalledWithoutAMark()
    {
        bool isRunning = true;
        ScriptedEngine server(execs(&isRunning));
        const ApiClient api = client(server);
        StrayExecs strays(api);
        strays.hangUp(named("e1", ""));
        QTRY_COMPARE(server.count("/exec/e1/json"), 3);
        QTest::qWait(2500);
        QCOMPARE(server.requests().size(), 3);
    }

    void whatTheEngineHasForgottenIsFoundByItsMark_data()
    {
        QTest::addColumn<bool>("isThere");
        QTest::addColumn<int>("signals");
        QTest::newRow("its container runs") << true << 1;
        QTest::newRow("its container is gone") << false << 0;
    }
    void whatTheEngineHasForgottenIsFoundByItsMark()
    {
        QFETCH(bool, isThere);
        QFETCH(int, signals);
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (isThere && request.contains("/containers/aaaa/exec"))
                return {ScriptedEngine::status(201, R"({"Id":"s1"})")};
            if (request.contains("/exec/s1/start"))
                return {ScriptedEngine::ok({})};
            return {ScriptedEngine::status(404, R"({"message":"no such thing"})")};
        });
        const ApiClient api = client(server);
        StrayExecs strays(api);
        strays.hangUp(named("e1"), "aaaa");
        QTRY_COMPARE(server.count("/containers/aaaa/exec"), 1);
        QTRY_COMPARE(server.count("/exec/s1/start"), signals);
        QTest::qWait(200);
        QCOMPARE(server.count("/exec/e1/json"), 1);
    }

    // A container that has stopped, one without a shell, a proxy that allows no exec: it is not asked for ever.
    void aRefusalIsAnAnswer_data()
    {
        QTest::addColumn<int>("status");
        QTest::newRow("stopped") << 409;
        QTest::newRow("no shell") << 500;
        QTest::newRow("not allowed") << 403;
    }
    void aRefusalIsAnAnswer()
    {
        QFETCH(int, status);
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/containers/aaaa/exec"))
                return {ScriptedEngine::status(status, R"({"message":"container aaaa is not running"})")};
            return {ScriptedEngine::status(404, R"({"message":"no such exec"})")};
        });
        const ApiClient api = client(server);
        StrayExecs strays(api);
        strays.hangUp(named("e1"), "aaaa");
        QTRY_COMPARE_WITH_TIMEOUT(server.count("/containers/aaaa/exec"), 3, 20'000);
        QTest::qWait(2500);
        QCOMPARE(server.count("/containers/aaaa/exec"), 3);
        strays.setReachable(false);
        strays.setReachable(true);
        QTest::qWait(100);
        QCOMPARE(server.count("/containers/aaaa/exec"), 3);
    }

    void onlyAFewAreAskedAtOnce()
    {
        ScriptedEngine server([&](const QByteArray &) -> ScriptedEngine::Answer { return {{}, false}; });
        const ApiClient api = client(server);
        StrayExecs strays(api);
        for (std::size_t i = 0; i < StrayExecs::kMostAtOnce + 3; ++i)
            strays.hangUp(named(std::to_string(i).c_str()));
        QTRY_COMPARE(server.requests().size(), qsizetype(StrayExecs::kMostAtOnce));
        QTest::qWait(100);
        QCOMPARE(server.requests().size(), qsizetype(StrayExecs::kMostAtOnce));
        server.setScript([](const QByteArray &) -> ScriptedEngine::Answer { return {ScriptedEngine::status(404, R"({"message":"no such exec"})")}; });
        server.send(ScriptedEngine::status(404, R"({"message":"no such exec"})"));
        QTRY_COMPARE(server.requests().size(), qsizetype(StrayExecs::kMostAtOnce + 3));
    }

    void theirNumberIsBounded()
    {
        ScriptedEngine server([&](const QByteArray &) -> ScriptedEngine::Answer { return {ScriptedEngine::status(404, R"({"message":"no such exec"})")}; });
        const ApiClient api = client(server);
        StrayExecs strays(api);
        strays.setReachable(false);
        for (std::size_t i = 0; i < StrayExecs::kMost + 5; ++i)
            strays.hangUp(named(std::to_string(i).c_str()));
        strays.setReachable(true);
        QTRY_COMPARE(server.requests().size(), qsizetype(StrayExecs::kMost));
        QVERIFY(!server.requests().contains("GET /v1.41/exec/4/json")); // the oldest
        QVERIFY(server.requests().contains("GET /v1.41/exec/5/json"));
    }

    // The end of a stream that ends with the engine is known soon, and its program is asked for when the engine is back.
    void aShellWhoseEngineGoesAway()
    {
        bool isRunning = true;
        const auto script = [&, base = execs(&isRunning)](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.endsWith("/containers/aaaa/exec"))
                return {ScriptedEngine::status(201, R"({"Id":"e1"})")};
            if (request.endsWith("/exec/e1/start"))
                return {"HTTP/1.1 101 UPGRADED\r\n\r\n$ ", false};
            if (request.contains("/resize"))
                return {ScriptedEngine::ok({})};
            return base(request);
        };
        ScriptedEngine server(script);
        Timings timings = fastTimings();
        timings.exit = 60s;
        timings.lost = 100ms;
        SocketEngine engine("e", server.endpoint(), dockerDialect(), timings);
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        Waiting<std::unique_ptr<pty::Pty>> opened;
        engine.execShell("aaaa", {}, opened.done());
        QVERIFY(opened.wait() && opened.value());
        const auto pty = *std::move(opened.value());
        const int before = server.count("/exec/e1/json");
        server.stop();
        const auto hasEnded = [&] {
            std::array<char, 64> buffer;
            return pty->read(buffer).state == pty::ReadResult::End && pty->exitStatus();
        };
        QTRY_VERIFY(hasEnded());
        QVERIFY(!pty->exitStatus()->code);
        QCOMPARE(pty->exitStatus()->reason, std::string("The container engine went away."));
        QVERIFY(server.listen());
        QTRY_VERIFY(server.count("/exec/e1/json") > before);
    }
};

BERTH_TEST(StrayExecsTest)
#include "stray_execs_test.moc"
