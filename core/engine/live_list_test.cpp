// The list of containers against scripted engines: what it asks for, when, and what it makes of gaps.
#include "core/engine/socket_engine.h"

#include "core/engine/api_json.h"
#include "core/engine/container_control.h"
#include "core/engine/reach.h"
#include "core/engine/scripted_engine.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QSignalSpy>
#include <QTest>

using namespace core;
using namespace core::engine;
using namespace std::chrono_literals;
using tests::Waiting;

class LiveListTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void subscribesBeforeItReads()
    {
        ScriptedEngine server(wellBehaved);
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
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

    // The list says nothing of processes that are shared; what the other one reaches is known only when both were asked for.
    void reachGoesThroughSharedProcesses()
    {
        ScriptedEngine server([](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/containers/json"))
                return {ScriptedEngine::ok(
                    R"([{"Id":"aaaa","Names":["/one"],"State":"running"},{"Id":"bbbb","Names":["/debug"],"State":"running"}])")};
            if (request.contains("/containers/bbbb/json"))
                return {ScriptedEngine::ok(R"({"HostConfig":{"PidMode":"container:aaaa","NetworkMode":"none"},"Mounts":[]})")};
            return wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        QTRY_VERIFY(engine.find("debug") && engine.find("debug")->reach.hostPid);
        const Reach &reach = engine.find("debug")->reach;
        QVERIFY(reach.privileged && reach.hostNetwork);
        QVERIFY(reach.through == std::vector<std::string>{"one"});
        QVERIFY(!engine.find("debug")->hasTerminal);
        QVERIFY(!engine.find("debug")->ownReach.isNotable());
    }

    // What cannot be inspected is not harmless, nor is what shares its processes; until the answer is there nothing is said.
    void anInspectionThatFailsIsNotNothing()
    {
        bool isAsked = false, fails = true;
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/containers/json"))
                return {ScriptedEngine::ok(
                    R"([{"Id":"aaaa","Names":["/one"],"State":"running"},{"Id":"bbbb","Names":["/debug"],"State":"running"}])")};
            if (request.contains("/containers/aaaa/json")) {
                isAsked = true;
                return {fails ? ScriptedEngine::status(500, R"({"message":"no"})")
                              : ScriptedEngine::ok(R"({"HostConfig":{"PidMode":"host"}})")};
            }
            if (request.contains("/containers/bbbb/json"))
                return {ScriptedEngine::ok(R"({"HostConfig":{"PidMode":"container:aaaa"}})")};
            return wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        bool isAlwaysSafe = true, wasUnknown = false;
        const auto beside = detailsIn(R"({"HostConfig":{"PidMode":"container:aaaa"}})", Raw::Leave);
        connect(&engine, &Engine::containersChanged, this, [&] {
            isAlwaysSafe &= processesAmong(*beside, engine.containers()) != Whose::Containers;
            const Container *const debug = engine.find("debug");
            wasUnknown |= engine.find("one")->reach.unknown && debug->reach.unknown && debug->isInspected;
            isAlwaysSafe &= isAsked || !debug->reach.isNotable();
        });
        QTRY_VERIFY(wasUnknown);
        fails = false; // and the next list asks again
        server.send(ScriptedEngine::chunk(R"({"Type":"container","Action":"start"})"
                                          "\n"));
        QTRY_VERIFY(engine.find("debug")->reach.hostPid && !engine.find("debug")->reach.unknown);
        QVERIFY(isAlwaysSafe);
        QVERIFY(processesAmong(*beside, engine.containers()) == Whose::Hosts);
    }

    void manyEventsAreFewListsAndOneChange()
    {
        ScriptedEngine server(wellBehaved);
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
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

    // One container's event asks for that one only; the others stay as they were.
    void anEventAsksForItsContainer()
    {
        ScriptedEngine server([](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("filters=%7B%22id%22%3A%5B%22bbbb%22%5D%7D"))
                return {ScriptedEngine::ok(R"([{"Id":"bbbb","Names":["/a-new-one"],"State":"running"}])")};
            if (request.contains("filters=%7B%22id%22%3A%5B%22aaaa%22%5D%7D"))
                return {ScriptedEngine::ok("[]")}; // removed
            return wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        QTRY_COMPARE(server.count("/containers/json?all=1"), 2);
        QTRY_VERIFY(engine.find("one") && engine.find("one")->reach.privileged);
        server.send(ScriptedEngine::chunk(R"({"Type":"container","Action":"create","Actor":{"ID":"bbbb"}})"
                                          "\n"));
        QTRY_VERIFY(engine.find("a-new-one"));
        QCOMPARE(engine.containers().size(), std::size_t(2));
        QCOMPARE(engine.containers().front().name, std::string("a-new-one"));
        QVERIFY(engine.find("one")->reach.privileged);
        server.send(ScriptedEngine::chunk(R"({"Type":"container","Action":"destroy","Actor":{"ID":"aaaa"}})"
                                          "\n"));
        QTRY_VERIFY(!engine.find("one"));
        QCOMPARE(engine.containers().size(), std::size_t(1));
        QCOMPARE(server.count("/containers/json?all=1"), 4);
    }

    // What we change is asked for without its event, which may come late.
    void aChangeOfOursAsksForItsContainer()
    {
        bool started = false;
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/start")) {
                started = true;
                return {ScriptedEngine::status(204, {})};
            }
            if (started && request.contains("filters=%7B%22id%22%3A%5B%22aaaa%22%5D%7D"))
                return {ScriptedEngine::ok(R"([{"Id":"aaaa","Names":["/one"],"State":"paused"}])")};
            return wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        QTRY_COMPARE(server.count("/containers/json?all=1"), 2);
        QTRY_VERIFY(engine.find("one"));
        engine.start("one", [](const base::Result<void> &) { });
        QTRY_COMPARE(engine.find("one")->state, std::string("paused"));
    }

    // Podman's list takes its time; what an event is about is seen before.
    void aSlowListDoesNotKeepAnEventBack()
    {
        const QByteArray podman = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\nContent-Length: 2\r\n\r\nOK";
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/_ping"))
                return {podman};
            if (request.contains("filters=%7B%22id%22"))
                return {{}, false}; // no answer yet
            if (request.contains("/containers/aaaa/json"))
                return {ScriptedEngine::ok(R"({"Id":"aaaa","State":{"Status":"exited","ExitCode":7}})")};
            return wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        QTRY_COMPARE(server.count("/containers/json"), 2);
        QTRY_VERIFY(engine.find("one") && engine.find("one")->isInspected);
        server.send(ScriptedEngine::chunk(R"({"Type":"container","Action":"died","Actor":{"ID":"aaaa"}})"
                                          "\n"));
        QTRY_COMPARE(engine.find("one")->state, std::string("exited"));
        QCOMPARE(engine.find("one")->status, std::string("Exited (7) Less than a second ago"));
    }

    // An engine that hangs is not asked ever more, and what it says late of what the list has told since is not news.
    void aHangingInspectionIsOneAndNoNews()
    {
        const QByteArray podman = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\nContent-Length: 2\r\n\r\nOK";
        const QByteArray died = ScriptedEngine::chunk(R"({"Type":"container","Action":"died","Actor":{"ID":"aaaa"}})"
                                                      "\n");
        bool hangs = false;
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/_ping"))
                return {podman};
            if (hangs && request.contains("/containers/aaaa/json"))
                return {{}, false};
            if (hangs && request.contains("filters=%7B%22id%22"))
                return {ScriptedEngine::ok(R"([{"Id":"aaaa","Names":["/one"],"State":"paused"}])")};
            return wellBehaved(request);
        });
        Timings timings = fastTimings();
        timings.list = 30s;
        SocketEngine engine("e", server.endpoint(), dockerDialect(), timings);
        QTRY_COMPARE(server.count("/containers/json"), 2);
        QTRY_VERIFY(engine.find("one") && engine.find("one")->isInspected);
        const qsizetype before = server.count("/containers/aaaa/json");
        hangs = true;
        for (int lists = 3; lists < 8; ++lists) {
            server.send(died, "/events");
            QTRY_COMPARE(server.count("/containers/json"), lists);
        }
        QTRY_COMPARE(engine.find("one")->state, std::string("paused"));
        QCOMPARE(server.count("/containers/aaaa/json"), before + 1);
        server.send(ScriptedEngine::ok(R"({"Id":"aaaa","State":{"Status":"exited","ExitCode":7}})"), "/containers/aaaa/json");
        QTRY_COMPARE(server.count("/containers/aaaa/json"), before + 2); // once more, for the events since
        QCOMPARE(engine.find("one")->state, std::string("paused"));
    }

    void eventsTellOfImagesVolumesAndNetworks()
    {
        ScriptedEngine server(wellBehaved);
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        QTRY_COMPARE(server.count("/containers/json"), 2);
        QVERIFY(server.requests().join().contains("%22image%22%2C%22volume%22%2C%22network%22"));
        std::vector<Stored> told;
        connect(&engine, &Engine::storedChanged, this, [&](Stored what) { told.push_back(what); });
        for (const char *event : {R"("image","Action":"tag")", R"("volume","Action":"mount")", R"("volume","Action":"create")",
                                  R"("network","Action":"connect")", R"("network","Action":"destroy")"})
            server.send(ScriptedEngine::chunk(QByteArray("{\"Type\":") + event + "}\n"));
        QTRY_VERIFY(told == (std::vector<Stored>{Stored::Images, Stored::Volumes, Stored::Networks}));
        // Had one of them asked for a list, it would be another one, or this one would not be of one container.
        server.send(ScriptedEngine::chunk(R"({"Type":"container","Action":"rename","Actor":{"ID":"aaaa"}})"
                                          "\n"));
        QTRY_COMPARE(server.count("filters=%7B%22id%22%3A%5B%22aaaa%22%5D%7D"), 1);
        QCOMPARE(server.count("/containers/json"), 3);
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
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
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
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
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

    void aLostEngineEndsWhatWaitsItsTurnAtOnce()
    {
        ScriptedEngine server(wellBehaved);
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        engine.turns().setLimits({.perSecond = 0.01, .burst = 1});
        QStringList said;
        int begun = 0;
        for (int i = 0; i < 4; ++i) {
            engine.turns().run<void>(
                kWindowPrincipal,
                [&](Done<void> done) {
                    ++begun;
                    done({});
                    return OperationPtr();
                },
                [&](const base::Result<void> &result) {
                    if (!result)
                        said << QString::fromStdString(result.error().code + ": " + result.error().message);
                });
        }
        QCOMPARE(begun, 1);
        server.stop();
        QTRY_COMPARE(said.size(), 3);
        QCOMPARE(begun, 1);
        QCOMPARE(engine.turns().waiting(), std::size_t(0));
        for (const QString &each : said)
            QCOMPARE(each, QStringLiteral("engine.unreachable: The engine is gone; 3 actions were not begun."));
    }

    void garbageEventsMakeItStale()
    {
        ScriptedEngine server(wellBehaved);
        SocketEngine engine("e", server.endpoint(), dockerDialect(), impatientTimings());
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
        SocketEngine engine("e", server.endpoint(), dockerDialect(), timings);
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        server.setScript([](const QByteArray &) { return ScriptedEngine::Answer{{}, false}; });
        const int asked = server.count("/containers/json");
        QTRY_VERIFY(server.count("/containers/json") > asked); // one list at a time: those before it are through
        const base::WallTime silent = base::Clock::system().wall();
        QTRY_VERIFY(engine.state() == EngineState::Stale);
        QVERIFY(engine.lastError().is("engine.timeout"));
        QVERIFY(engine.staleSince() > base::WallTime() && engine.staleSince() <= silent); // when it fell silent, not when that was noticed
    }
};

BERTH_TEST(LiveListTest)
#include "live_list_test.moc"
