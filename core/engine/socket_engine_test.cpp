// Calls against scripted engines: what each kind of answer ends with.
#include "core/engine/socket_engine.h"

#include "core/engine/api_json.h"
#include "core/engine/container_control.h"
#include "core/engine/container_files.h"
#include "core/engine/container_streams.h"
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

class HostileEngineTest : public QObject
{
    Q_OBJECT

    static std::string codeOf(const ScriptedEngine::Script &script, const Timings &timings = fastTimings())
    {
        ScriptedEngine server(script);
        SocketEngine engine("e", server.endpoint(), dockerDialect(), timings);
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
        QTest::newRow("garbage") << QByteArray("\x7f"
                                               "ELF garbage\r\n")
                                 << true << QByteArray("engine.protocol");
        QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nCont") << false << QByteArray("engine.timeout");
        QTest::newRow("half a chunk") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n[") << true
                                      << QByteArray("engine.unreachable");
        QTest::newRow("endless head") << QByteArray("HTTP/1.1 200 OK\r\n") + QByteArray("A: b\r\n").repeated(20000) << false
                                      << QByteArray("engine.protocol");
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
        QCOMPARE(QByteArray::fromStdString(codeOf([&](const QByteArray &) { return ScriptedEngine::Answer{answer, close}; }, timings)),
                 code);
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
        SocketEngine engine("e", nowhere, dockerDialect(), fastTimings());
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
                return {
                    ScriptedEngine::status(400, R"({"message":"client version 1.41 is too old. Minimum supported API version is 1.44"})")};
            return wellBehaved(request);
        };
        ScriptedEngine server(newer);
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        QTRY_VERIFY(engine.state() == EngineState::Ready && engine.find("one"));
        QVERIFY(engine.title().starts_with("Docker 29.0"));
    }

    void anImportedRootHasACommand()
    {
        ScriptedEngine server(wellBehaved);
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        Waiting<void> imported;
        engine.importImage("tar", "i:1", {}, imported.done());
        QTRY_COMPARE(server.count("POST /v1.41/images/create?fromSrc=-&repo=i%3A1&changes=CMD%20%5B%22%2Fbin%2Fsh%22%5D"), 1);
    }

    // An engine that tries to start the launcher before it opens the stream says with its answer that there is none.
    void aLauncherThatIsMissingIsNoShell()
    {
        const auto script = [](const QByteArray &request) -> ScriptedEngine::Answer {
            if (request.endsWith("/aaaa/exec"))
                return {ScriptedEngine::status(201, R"({"Id":"e1"})")};
            if (request.contains("/exec/e1/start"))
                return {ScriptedEngine::status(
                    400,
                    R"({"message":"OCI runtime exec failed: exec failed: unable to start container process: exec: \u0022/bin/sh\u0022: stat /bin/sh: no such file or directory"})")};
            return wellBehaved(request);
        };
        ScriptedEngine server(script);
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
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
        SocketEngine engine("e", server.endpoint(), dockerDialect(), timings);
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
        const auto none = [](const base::Result<void> &) { };
        QTest::newRow("start") << Change([=](SocketEngine &e) { e.start("one", none); });
        QTest::newRow("stop") << Change([=](SocketEngine &e) { e.stop("one", none); });
        QTest::newRow("remove") << Change([=](SocketEngine &e) { e.remove("one", true, false, none); });
        QTest::newRow("restart") << Change([=](SocketEngine &e) { e.control()->restart("aaaa", none); });
        QTest::newRow("rename") << Change([=](SocketEngine &e) { e.control()->rename("aaaa", "two", none); });
        QTest::newRow("kill") << Change([=](SocketEngine &e) { e.control()->kill("aaaa", "KILL", none); });
        QTest::newRow("commit") << Change(
            [](SocketEngine &e) { e.control()->commit("aaaa", {}, [](const base::Result<std::string> &) { }); });
        QTest::newRow("start attached") << Change(
            [](SocketEngine &e) { e.streams()->startAttached("aaaa", {80, 24}, [](const base::Result<std::unique_ptr<pty::Pty>> &) { }); });
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
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
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
            return ScriptedEngine::Answer{ScriptedEngine::openStream() + ScriptedEngine::chunk(QByteArray(1000, 'x')).repeated(5000)
                                          + "0\r\n\r\n"};
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
};

BERTH_TEST(HostileEngineTest)
#include "socket_engine_test.moc"
