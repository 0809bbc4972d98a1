// Operations of several steps against scripted engines.
#include "core/engine/socket_engine.h"

#include "core/engine/container_control.h"
#include "core/engine/container_files.h"
#include "core/engine/container_streams.h"
#include "core/engine/scripted_engine.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QSignalSpy>
#include <QTest>

using namespace core;
using namespace core::engine;
using namespace std::chrono_literals;
using tests::Waiting;

class ContainerTasksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        Waiting<void> ended;
        LogOptions options;
        options.follow = true;
        options.tail = 50'000;
        options.since = base::WallTime(std::chrono::seconds(1'764'316'802));
        const auto logs = engine.streams()->logs("x", options, [](LogSource, std::string_view) { }, ended.done());
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
                return {ScriptedEngine::status(
                    500, R"({"message":"unable to read log file: '2026-11-29T02:' is not a valid container log line"})")};
            if (request.contains("/containers/x/logs"))
                return {ScriptedEngine::ok("hello\n")};
            if (request.contains("/containers/y/json"))
                return {ScriptedEngine::ok(R"({"Id":"y","Config":{}})")};
            if (request.contains("/containers/y/logs"))
                return {ScriptedEngine::status(500, R"({"message":"this is not a valid container log line and stays so"})")};
            return wellBehaved(request);
        });
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        QTRY_VERIFY(engine.state() == EngineState::Ready);
        std::string log;
        Waiting<void> ended, refused;
        const auto good = engine.streams()->logs("x", {.tail = 10}, [&](LogSource, std::string_view bytes) { log += bytes; }, ended.done());
        QVERIFY(ended.wait() && ended.value());
        QCOMPARE(log, std::string("hello\n"));
        const auto bad = engine.streams()->logs("y", {.tail = 10}, [](LogSource, std::string_view) { }, refused.done());
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
        SocketEngine engine("e", server.endpoint(), dockerDialect(), timings);
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
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
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
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        const auto look = [&] {
            Waiting<FileInfo> looked;
            const OperationPtr operation = engine.files()->stat("x", "/srv", looked.done());
            return looked.wait() && !looked.value() ? looked.value().error().message : std::string();
        };
        QCOMPARE(look(), std::string("There is no such file or folder, or the container is gone."));
        status = 500;
        QCOMPARE(look(),
                 std::string("The engine cannot look at this path; a link that leads to itself is one reason. Docker says: status 500."));
    }

    // Between the dry run and the clearing up a pull may give a name to another image.
    void namesThatHaveMovedAreNotTakenAway_data()
    {
        QTest::addColumn<QByteArray>("owner"); // of the second name by now
        QTest::addColumn<QByteArray>("left"); // of the image, after its names
        QTest::addColumn<int>("untagged");
        QTest::addColumn<int>("byId");
        QTest::addColumn<bool>("removed");
        const QByteArray gone = ScriptedEngine::status(404, R"({"message":"no such image"})");
        const QByteArray nameless = ScriptedEngine::ok(R"({"Id":"sha256:aa","RepoTags":[]})"),
                         named = ScriptedEngine::ok(R"({"Id":"sha256:aa","RepoTags":["new:1"]})");
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
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        Waiting<PruneReport> pruned;
        engine.disk()->prune({{.kind = DiskItem::Kind::Image,
                               .id = "sha256:aa",
                               .name = "one:1",
                               .tags = {"one:1", "two:1"},
                               .sizeBytes = 10,
                               .project = {}}},
                             {}, pruned.done());
        QVERIFY(pruned.wait());
        QCOMPARE(pruned.value() && pruned.value()->removed.size() == 1 && pruned.value()->freedBytes == 10, removed);
        QCOMPARE(server.count("DELETE /v1.41/images/one") + server.count("DELETE /v1.41/images/two"), untagged);
        QCOMPARE(server.count("DELETE /v1.41/images/sha256"), byId);
    }

    void aShellThatCannotStartSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("user") << QByteArray("unable to find user nosuch: no matching entries in passwd file\r\n")
                              << QByteArray("engine.no_user");
        QTest::newRow("folder, Docker") << QByteArray(
            "OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd (\"/nowhere\") set in "
            "config.json failed: no such file or directory: unknown\r\n")
                                        << QByteArray("engine.no_folder");
        QTest::newRow("folder, Podman") << QByteArray(
            "Error: runc: exec failed: unable to start container process: chdir to cwd (\"/nowhere\") set in config.json failed: "
            "no such file or directory: OCI runtime attempted to invoke a command that was not found\n")
                                        << QByteArray("engine.no_folder");
        QTest::newRow("program") << QByteArray("OCI runtime exec failed: exec: \"sh\": executable file not found in $PATH: unknown\r\n")
                                 << QByteArray("engine.no_shell");
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
        SocketEngine engine("e", server.endpoint(), dockerDialect(), timings);
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
        for (const QByteArray &start :
             {ScriptedEngine::status(500, R"({"message":"no"})"), ScriptedEngine::status(204, {}), QByteArray("x\r\n\r\n")}) {
            ScriptedEngine server([&](const QByteArray &request) -> ScriptedEngine::Answer {
                if (request.endsWith("/exec"))
                    return {ScriptedEngine::status(201, R"({"Id":"e1"})")};
                if (request.endsWith("/start"))
                    return {start};
                return wellBehaved(request);
            });
            SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
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
        SocketEngine engine("e", server.endpoint(), dockerDialect(), timings);
        Waiting<std::unique_ptr<pty::Pty>> opened;
        ExecSpec spec;
        spec.ready = "READY";
        engine.execShell("x", spec, opened.done());
        QVERIFY(opened.wait(tests::kTryPatience) && !opened.value());
        QCOMPARE(opened.value().error().code, std::string("engine.limit"));
    }
};

BERTH_TEST(ContainerTasksTest)
#include "container_tasks_test.moc"
