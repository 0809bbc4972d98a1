#include "core/engine/socket_engine.h"

#include "core/engine/api_json.h"
#include "core/engine/container_control.h"
#include "core/engine/container_files.h"
#include "core/engine/container_streams.h"
#include "core/engine/reach.h"
#include "core/engine/scripted_engine.h"
#include "core/engine/tar_writer.h"
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
        QTest::newRow("closed") << QByteArray() << true << QByteArray("engine.unreachable");
        QTest::newRow("garbage") << QByteArray("\x7f" "ELF garbage\r\n") << true << QByteArray("engine.protocol");
        QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nCont") << false << QByteArray("engine.timeout");
        QTest::newRow("half a chunk") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n[") << true << QByteArray("engine.unreachable");
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

    // An engine that tries to start the launcher before it opens the stream says with its answer that there is none.
    void aLauncherThatIsMissingIsNoShell()
    {
        const auto script = [](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.endsWith("/aaaa/exec"))
                return {ScriptedEngine::status(201, R"({"Id":"e1"})")};
            if (request.contains("/exec/e1/start"))
                return {ScriptedEngine::status(400, R"({"message":"OCI runtime exec failed: exec failed: unable to start container process: exec: \u0022/bin/sh\u0022: stat /bin/sh: no such file or directory"})")};
            return wellBehaved(request);
        };
        ScriptedEngine server(script);
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        ExecSpec exec;
        exec.command = {"/bin/sh", "-c", "launcher"};
        exec.ready = "ready";
        const auto codeOf = [&] {
            Waiting<std::unique_ptr<pty::Pty>> opened;
            engine.execShell("aaaa", exec, opened.done());
            return opened.wait() && !opened.value() ? opened.value().error().code : std::string("none");
        };
        QCOMPARE(codeOf(), std::string("engine.no_shell"));
        exec.ready.clear(); // it is the program itself: another way to start it would not help
        QCOMPARE(codeOf(), std::string("engine.refused"));
    }

    // However much is below a folder, its reading has an end.
    void aFolderWithoutAnEndIsGivenUp()
    {
        TarWriter tar;
        tar.directory("x/");
        tar.file("x/small", "12345");
        const QByteArray start = QByteArray::fromStdString(std::move(tar).finish()).left(3 * 512); // and no end of the archive
        const auto script = [start](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/archive"))
                return {ScriptedEngine::openStream() + ScriptedEngine::chunk(start), false};
            if (request.endsWith("/exec"))
                return {ScriptedEngine::status(409, R"({"message":"container aaaa is not running"})")};
            return wellBehaved(request);
        };
        ScriptedEngine server(script);
        Timings timings = fastTimings();
        timings.copy = 1500ms;
        SocketEngine engine("e", server.endpoint(), docker(), timings);
        std::int64_t passed = 0;
        Waiting<std::vector<FileInfo>> listed;
        engine.files()->list("aaaa", "/x", [&](const Progress &step) { passed = step.done; }, listed.done());
        QVERIFY(listed.wait());
        QVERIFY(!listed.value() && listed.value().error().is("engine.timeout"));
        QCOMPARE(passed, std::int64_t(start.size()));
    }

    // Docker keeps a container locked while it sends an archive of it: our own reading is over before the change begins.
    void changesEndWhatReadsTheContainer_data()
    {
        using Change = std::function<void(SocketEngine &)>;
        QTest::addColumn<Change>("change");
        const auto none = [](const base::Result<void> &) {};
        QTest::newRow("start") << Change([=](SocketEngine &e) { e.start("one", none); });
        QTest::newRow("stop") << Change([=](SocketEngine &e) { e.stop("one", none); });
        QTest::newRow("remove") << Change([=](SocketEngine &e) { e.remove("one", true, false, none); });
        QTest::newRow("restart") << Change([=](SocketEngine &e) { e.control()->restart("aaaa", none); });
        QTest::newRow("rename") << Change([=](SocketEngine &e) { e.control()->rename("aaaa", "two", none); });
        QTest::newRow("kill") << Change([=](SocketEngine &e) { e.control()->kill("aaaa", "KILL", none); });
        QTest::newRow("commit") << Change([](SocketEngine &e) { e.control()->commit("aaaa", {}, [](const base::Result<std::string> &) {}); });
        QTest::newRow("start attached") << Change([](SocketEngine &e) { e.streams()->startAttached("aaaa", {80, 24}, [](const base::Result<std::unique_ptr<pty::Pty>> &) {}); });
    }
    void changesEndWhatReadsTheContainer()
    {
        using Change = std::function<void(SocketEngine &)>;
        QFETCH(Change, change);
        ScriptedEngine server([](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/archive"))
                return {ScriptedEngine::openStream(), false};
            if (request.endsWith("/exec"))
                return {ScriptedEngine::status(409, R"({"message":"container is not running"})")};
            return wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        QTRY_VERIFY(engine.find("one"));
        Waiting<std::vector<FileInfo>> listed, other;
        engine.files()->list("aaaa", "/x", {}, listed.done());
        engine.files()->list("bbbb", "/x", {}, other.done());
        QTRY_COMPARE(server.count("/archive"), 2);
        change(engine);
        QVERIFY(listed.isDone()); // before the engine has been asked
        QVERIFY(!listed.value() && listed.value().error().is("engine.cancelled"));
        QVERIFY(listed.value().error().message.contains("locked"));
        QVERIFY(!other.isDone());
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

    // The list says nothing of processes that are shared; what the other one reaches is known only when both were asked for.
    void reachGoesThroughSharedProcesses()
    {
        ScriptedEngine server([](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/containers/json"))
                return {ScriptedEngine::ok(R"([{"Id":"aaaa","Names":["/one"],"State":"running"},{"Id":"bbbb","Names":["/debug"],"State":"running"}])")};
            if (request.contains("/containers/bbbb/json"))
                return {ScriptedEngine::ok(R"({"HostConfig":{"PidMode":"container:aaaa","NetworkMode":"none"},"Mounts":[]})")};
            return wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
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
                return {ScriptedEngine::ok(R"([{"Id":"aaaa","Names":["/one"],"State":"running"},{"Id":"bbbb","Names":["/debug"],"State":"running"}])")};
            if (request.contains("/containers/aaaa/json")) {
                isAsked = true;
                return {fails ? ScriptedEngine::status(500, R"({"message":"no"})") : ScriptedEngine::ok(R"({"HostConfig":{"PidMode":"host"}})")};
            }
            if (request.contains("/containers/bbbb/json"))
                return {ScriptedEngine::ok(R"({"HostConfig":{"PidMode":"container:aaaa"}})")};
            return wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
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
        server.send(ScriptedEngine::chunk(R"({"Type":"container","Action":"start"})" "\n"));
        QTRY_VERIFY(engine.find("debug")->reach.hostPid && !engine.find("debug")->reach.unknown);
        QVERIFY(isAlwaysSafe);
        QVERIFY(processesAmong(*beside, engine.containers()) == Whose::Hosts);
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
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        QTRY_COMPARE(server.count("/containers/json?all=1"), 2);
        QTRY_VERIFY(engine.find("one") && engine.find("one")->reach.privileged);
        server.send(ScriptedEngine::chunk(R"({"Type":"container","Action":"create","Actor":{"ID":"bbbb"}})" "\n"));
        QTRY_VERIFY(engine.find("a-new-one"));
        QCOMPARE(engine.containers().size(), std::size_t(2));
        QCOMPARE(engine.containers().front().name, std::string("a-new-one"));
        QVERIFY(engine.find("one")->reach.privileged);
        server.send(ScriptedEngine::chunk(R"({"Type":"container","Action":"destroy","Actor":{"ID":"aaaa"}})" "\n"));
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
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        QTRY_COMPARE(server.count("/containers/json?all=1"), 2);
        QTRY_VERIFY(engine.find("one"));
        engine.start("one", [](const base::Result<void> &) {});
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
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        QTRY_COMPARE(server.count("/containers/json"), 2);
        QTRY_VERIFY(engine.find("one") && engine.find("one")->isInspected);
        server.send(ScriptedEngine::chunk(R"({"Type":"container","Action":"died","Actor":{"ID":"aaaa"}})" "\n"));
        QTRY_COMPARE(engine.find("one")->state, std::string("exited"));
        QCOMPARE(engine.find("one")->status, std::string("Exited (7) Less than a second ago"));
    }

    // An engine that hangs is not asked ever more, and what it says late of what the list has told since is not news.
    void aHangingInspectionIsOneAndNoNews()
    {
        const QByteArray podman = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\nContent-Length: 2\r\n\r\nOK";
        const QByteArray died = ScriptedEngine::chunk(R"({"Type":"container","Action":"died","Actor":{"ID":"aaaa"}})" "\n");
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
        SocketEngine engine("e", server.endpoint(), docker(), timings);
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
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        QTRY_COMPARE(server.count("/containers/json"), 2);
        QVERIFY(server.requests().join().contains("%22image%22%2C%22volume%22%2C%22network%22"));
        std::vector<Stored> told;
        connect(&engine, &Engine::storedChanged, this, [&](Stored what) { told.push_back(what); });
        for (const char *event : {R"("image","Action":"tag")", R"("volume","Action":"mount")", R"("volume","Action":"create")", R"("network","Action":"connect")", R"("network","Action":"destroy")"})
            server.send(ScriptedEngine::chunk(QByteArray("{\"Type\":") + event + "}\n"));
        QTRY_VERIFY(told == (std::vector<Stored>{Stored::Images, Stored::Volumes, Stored::Networks}));
        // Had one of them asked for a list, it would be another one, or this one would not be of one container.
        server.send(ScriptedEngine::chunk(R"({"Type":"container","Action":"rename","Actor":{"ID":"aaaa"}})" "\n"));
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

    void aLostEngineEndsWhatWaitsItsTurnAtOnce()
    {
        ScriptedEngine server(wellBehaved);
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        engine.turns().setLimits({.perSecond = 0.01, .burst = 1});
        QStringList said;
        int begun = 0;
        for (int i = 0; i < 4; ++i) {
            engine.turns().run<void>(kWindowPrincipal, [&](Done<void> done) { ++begun; done({}); return OperationPtr(); },
                                     [&](const base::Result<void> &result) { if (!result) said << QString::fromStdString(result.error().code + ": " + result.error().message); });
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
        const int asked = server.count("/containers/json");
        QTRY_VERIFY(server.count("/containers/json") > asked); // one list at a time: those before it are through
        const base::WallTime silent = base::Clock::system().wall();
        QTRY_VERIFY(engine.state() == EngineState::Stale);
        QVERIFY(engine.lastError().is("engine.timeout"));
        QVERIFY(engine.staleSince() > base::WallTime() && engine.staleSince() <= silent); // when it fell silent, not when that was noticed
    }

    void followingPodmansLogFromATimeTakesNoTail_data()
    {
        QTest::addColumn<bool>("podman");
        QTest::addColumn<QByteArray>("query");
        QTest::newRow("Docker") << false << QByteArray("follow=1&timestamps=0&stdout=1&stderr=1&tail=50000&since=1764316802.000000000");
        QTest::newRow("Podman") << true << QByteArray("follow=1&timestamps=0&stdout=1&stderr=1&since=1764316802.000000000");
    }
    void followingPodmansLogFromATimeTakesNoTail()
    {
        QFETCH(bool, podman);
        QFETCH(QByteArray, query);
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/containers/x/json"))
                return {ScriptedEngine::ok(R"({"Id":"x","Config":{}})")};
            if (request.contains("/logs"))
                return {ScriptedEngine::ok({})};
            if (podman && request.contains("/_ping"))
                return {"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\nContent-Length: 2\r\n\r\nOK"};
            return wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        Waiting<void> ended;
        LogOptions options;
        options.follow = true;
        options.tail = 50'000;
        options.since = base::WallTime(std::chrono::seconds(1'764'316'802));
        const auto logs = engine.streams()->logs("x", options, [](LogSource, std::string_view) {}, ended.done());
        QVERIFY(ended.wait() && ended.value());
        QVERIFY2(server.requests().join('\n').contains(query), server.requests().join('\n').constData());
    }

    void aLogThatIsJustBeingWrittenIsReadAgain()
    {
        int asked = 0;
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/containers/x/json"))
                return {ScriptedEngine::ok(R"({"Id":"x","Config":{"Tty":true}})")};
            if (request.contains("/containers/x/logs") && ++asked < 3)
                return {ScriptedEngine::status(500, R"({"message":"unable to read log file: '2026-11-29T02:' is not a valid container log line"})")};
            if (request.contains("/containers/x/logs"))
                return {ScriptedEngine::ok("hello\n")};
            if (request.contains("/containers/y/json"))
                return {ScriptedEngine::ok(R"({"Id":"y","Config":{}})")};
            if (request.contains("/containers/y/logs"))
                return {ScriptedEngine::status(500, R"({"message":"this is not a valid container log line and stays so"})")};
            return wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        std::string log;
        Waiting<void> ended, refused;
        const auto good = engine.streams()->logs("x", {.tail = 10}, [&](LogSource, std::string_view bytes) { log += bytes; }, ended.done());
        QVERIFY(ended.wait() && ended.value());
        QCOMPARE(log, std::string("hello\n"));
        const auto bad = engine.streams()->logs("y", {.tail = 10}, [](LogSource, std::string_view) {}, refused.done());
        QVERIFY(refused.wait() && !refused.value()); // not for ever
    }

    // A container's own time between SIGTERM and SIGKILL is the engine's to know; this side waits as long.
    void stopGivesAContainerItsOwnTime_data()
    {
        QTest::addColumn<QByteArray>("stopTimeout");
        QTest::addColumn<bool>("podman");
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<bool>("waits"); // beyond the usual deadline
        QTest::newRow("none") << QByteArray("null") << false << QByteArray() << false;
        QTest::newRow("a minute") << QByteArray("60") << false << QByteArray() << true;
        QTest::newRow("for ever") << QByteArray("-1") << false << QByteArray() << true;
        QTest::newRow("at once") << QByteArray("0") << false << QByteArray() << false;
        QTest::newRow("Podman's none") << QByteArray("0") << true << QByteArray("?t=0") << false; // fastTimings().stopGrace
        QTest::newRow("Podman's minute") << QByteArray("60") << true << QByteArray() << true;
        QTest::newRow("nonsense") << QByteArray("\"x\"") << false << QByteArray() << false;
    }
    void stopGivesAContainerItsOwnTime()
    {
        QFETCH(QByteArray, stopTimeout);
        QFETCH(bool, podman);
        QFETCH(QByteArray, query);
        QFETCH(bool, waits);
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/containers/x/json"))
                return {ScriptedEngine::ok(R"({"Id":"x","Config":{"StopTimeout":)" + stopTimeout + "}}")};
            if (request.contains("/stop") || request.contains("/restart"))
                return {{}, false}; // takes its time
            if (podman && request.contains("/_ping"))
                return {"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\nContent-Length: 2\r\n\r\nOK"};
            return wellBehaved(request);
        });
        Timings timings = fastTimings();
        timings.change = 2s; // the usual deadline; a busy machine asks well within it
        SocketEngine engine("e", server.endpoint(), docker(), timings);
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        Waiting<void> stopped, restarted;
        engine.stop("x", stopped.done());
        const OperationPtr restart = engine.control()->restart("x", restarted.done());
        QTRY_COMPARE(server.count("/stop"), 1);
        QTRY_COMPARE(server.count("/restart"), 1);
        QCOMPARE(server.count("?t="), query.isEmpty() ? 0 : 2);
        QVERIFY(query.isEmpty() || (server.count("/stop" + query) == 1 && server.count("/restart" + query) == 1));
        if (waits) {
            QVERIFY(!stopped.wait(int(timings.change.count() * 3 / 2)) && !restarted.isDone()); // all else has ended by then
            server.send("HTTP/1.1 204 No Content\r\n\r\n");
            QVERIFY(stopped.wait() && stopped.value() && restarted.wait() && restarted.value());
        } else {
            QVERIFY(stopped.wait() && !stopped.value() && restarted.wait() && !restarted.value());
            QCOMPARE(stopped.value().error().code, std::string("engine.timeout"));
            QCOMPARE(restarted.value().error().code, std::string("engine.timeout"));
        }
    }

    void whatCannotBeLookedAtCanBeStopped_data()
    {
        QTest::addColumn<QByteArray>("inspection");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("refused") << ScriptedEngine::status(500, R"({"message":"a layer is broken"})") << QByteArray();
        QTest::newRow("nonsense") << ScriptedEngine::ok("[]") << QByteArray();
        QTest::newRow("too much") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 70000000\r\n\r\n{") << QByteArray();
        QTest::newRow("gone") << ScriptedEngine::status(404, R"({"message":"no such container"})") << QByteArray("engine.not_found");
    }
    void whatCannotBeLookedAtCanBeStopped()
    {
        QFETCH(QByteArray, inspection);
        QFETCH(QByteArray, code);
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.contains("/containers/x/json"))
                return {inspection};
            if (request.contains("/stop") || request.contains("/restart"))
                return {"HTTP/1.1 204 No Content\r\n\r\n"};
            return wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        Waiting<void> stopped, restarted;
        engine.stop("x", stopped.done());
        const OperationPtr restart = engine.control()->restart("x", restarted.done());
        QVERIFY(stopped.wait() && restarted.wait());
        QCOMPARE(stopped.value() ? std::string() : stopped.value().error().code, code.toStdString());
        QCOMPARE(restarted.value() ? std::string() : restarted.value().error().code, code.toStdString());
        QCOMPARE(server.count("POST"), code.isEmpty() ? 2 : 0);
    }

    // HEAD has no words: the status is all that is known of the cause.
    void aPathThatCannotBeLookedAtSaysWhy()
    {
        int status = 404;
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            return request.startsWith("HEAD") ? ScriptedEngine::Answer{ScriptedEngine::status(status, {})} : wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        const auto look = [&] {
            Waiting<FileInfo> looked;
            const OperationPtr operation = engine.files()->stat("x", "/srv", looked.done());
            return looked.wait() && !looked.value() ? looked.value().error().message : std::string();
        };
        QCOMPARE(look(), std::string("There is no such file or folder, or the container is gone."));
        status = 500;
        QCOMPARE(look(), std::string("The engine cannot look at this path; a link that leads to itself is one reason. Docker says: status 500."));
    }

    // Between the dry run and the clearing up a pull may give a name to another image.
    void namesThatHaveMovedAreNotTakenAway_data()
    {
        QTest::addColumn<QByteArray>("owner"); // of the second name by now
        QTest::addColumn<QByteArray>("left");  // of the image, after its names
        QTest::addColumn<int>("untagged");
        QTest::addColumn<int>("byId");
        QTest::addColumn<bool>("removed");
        const QByteArray gone = ScriptedEngine::status(404, R"({"message":"no such image"})");
        const QByteArray nameless = ScriptedEngine::ok(R"({"Id":"sha256:aa","RepoTags":[]})"), named = ScriptedEngine::ok(R"({"Id":"sha256:aa","RepoTags":["new:1"]})");
        QTest::newRow("all its own") << ScriptedEngine::ok(R"({"Id":"sha256:aa"})") << gone << 2 << 0 << true;
        QTest::newRow("another image's") << ScriptedEngine::ok(R"({"Id":"sha256:bb"})") << gone << 1 << 0 << true;
        QTest::newRow("nobody's") << gone << nameless << 1 << 1 << true;
        QTest::newRow("it has a new one") << ScriptedEngine::ok(R"({"Id":"sha256:aa"})") << named << 2 << 0 << false;
        QTest::newRow("nonsense") << ScriptedEngine::ok("{}") << gone << 1 << 0 << false;
    }
    void namesThatHaveMovedAreNotTakenAway()
    {
        QFETCH(QByteArray, owner);
        QFETCH(QByteArray, left);
        QFETCH(int, untagged);
        QFETCH(int, byId);
        QFETCH(bool, removed);
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.startsWith("DELETE"))
                return {ScriptedEngine::ok("[]")};
            if (request.contains("/images/one%3A1/json"))
                return {ScriptedEngine::ok(R"({"Id":"sha256:aa"})")};
            if (request.contains("/images/two%3A1/json"))
                return {owner};
            return request.contains("/images/sha256%3Aaa/json") ? ScriptedEngine::Answer{left} : wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), docker(), fastTimings());
        Waiting<PruneReport> pruned;
        engine.disk()->prune({{.kind = DiskItem::Kind::Image, .id = "sha256:aa", .name = "one:1", .tags = {"one:1", "two:1"}, .sizeBytes = 10, .project = {}}}, {}, pruned.done());
        QVERIFY(pruned.wait());
        QCOMPARE(pruned.value() && pruned.value()->removed.size() == 1 && pruned.value()->freedBytes == 10, removed);
        QCOMPARE(server.count("DELETE /v1.41/images/one") + server.count("DELETE /v1.41/images/two"), untagged);
        QCOMPARE(server.count("DELETE /v1.41/images/sha256"), byId);
    }

    void aShellThatCannotStartSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("user") << QByteArray("unable to find user nosuch: no matching entries in passwd file\r\n") << QByteArray("engine.no_user");
        QTest::newRow("folder, Docker") << QByteArray("OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd (\"/nowhere\") set in "
                                                      "config.json failed: no such file or directory: unknown\r\n") << QByteArray("engine.no_folder");
        QTest::newRow("folder, Podman") << QByteArray("Error: runc: exec failed: unable to start container process: chdir to cwd (\"/nowhere\") set in config.json failed: "
                                                      "no such file or directory: OCI runtime attempted to invoke a command that was not found\n") << QByteArray("engine.no_folder");
        QTest::newRow("program") << QByteArray("OCI runtime exec failed: exec: \"sh\": executable file not found in $PATH: unknown\r\n") << QByteArray("engine.no_shell");
        QTest::newRow("nothing") << QByteArray() << QByteArray("engine.no_shell");
    }
    // Docker holds the resize of an exec that cannot start: the reason is in the stream long before that.
    void aShellThatCannotStartSaysWhy()
    {
        QFETCH(QByteArray, words);
        QFETCH(QByteArray, code);
        ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.endsWith("/exec"))
                return {ScriptedEngine::status(201, R"({"Id":"e1"})")};
            if (request.endsWith("/start"))
                return {"HTTP/1.1 101 UPGRADED\r\n\r\n" + words};
            if (request.contains("/resize"))
                return {{}, false};
            return wellBehaved(request);
        });
        Timings timings = fastTimings();
        timings.handshake = timings.resize = 600s;
        timings.quick = 20s; // a busy machine is not what is tested
        SocketEngine engine("e", server.endpoint(), docker(), timings);
        Waiting<std::unique_ptr<pty::Pty>> opened;
        ExecSpec spec;
        spec.user = "nosuch";
        spec.workingDir = "/nowhere";
        spec.ready = "READY";
        engine.execShell("x", spec, opened.done());
        QVERIFY(opened.wait() && !opened.value());
        QCOMPARE(opened.value().error().code, code.toStdString());
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
        timings.handshake = timings.quick = timings.resize = 20s; // a busy machine is not what is tested
        SocketEngine engine("e", server.endpoint(), docker(), timings);
        Waiting<std::unique_ptr<pty::Pty>> opened;
        ExecSpec spec;
        spec.ready = "READY";
        engine.execShell("x", spec, opened.done());
        QVERIFY(opened.wait(tests::kTryPatience) && !opened.value());
        QCOMPARE(opened.value().error().code, std::string("engine.limit"));
    }
};

BERTH_TEST(HostileEngineTest)
#include "socket_engine_test.moc"
