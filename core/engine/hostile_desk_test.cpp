// Every operation against engines that say nothing, half of it, or too much: each ends, with a reason, in bounded memory.
#include "core/engine/container_control.h"
#include "core/engine/scripted_engine.h"
#include "core/engine/socket_engine.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QEventLoop>
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <map>
#include <optional>
#include <utility>

using namespace core;
using namespace core::engine;
using namespace std::chrono_literals;
using tests::Waiting;

namespace {

long residentKiB()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLong() * 4 : 0;
}

// Starts everything there is; the code of each end by name.
class Everything
{
public:
    Everything(Engine &engine, const QString &dir)
    {
        QFile file(dir + QStringLiteral("/file"));
        if (!file.open(QIODevice::WriteOnly) || file.write("content") < 0)
            qFatal("no file");
        const std::string path = file.fileName().toStdString(), folder = dir.toStdString();
        file.close();
        const auto nothing = [](auto &&...) {};
        engine.start("c", end<void>("start"));
        engine.stop("c", end<void>("stop"));
        engine.remove("c", true, true, end<void>("remove"));
        engine.create({}, end<std::string>("create"));
        engine.listImages(end<std::vector<Image>>("images"));
        engine.execShell("c", {}, end<std::unique_ptr<pty::Pty>>("shell"));
        engine.execCollect("c", {}, 10, end<ExecOutput>("collect"));
        ContainerControl &control = *engine.control();
        control.restart("c", end<void>("restart"));
        control.pause("c", end<void>("pause"));
        control.unpause("c", end<void>("unpause"));
        control.kill("c", "KILL", end<void>("kill"));
        control.rename("c", "d", end<void>("rename"));
        control.inspect("c", end<ContainerDetails>("inspect"));
        control.top("c", end<ProcessTable>("top"));
        control.changes("c", end<std::vector<FileChange>>("changes"));
        control.commit("c", {}, end<std::string>("commit"));
        engine.streams()->logs("c", {}, nothing, end<void>("logs"));
        engine.streams()->stats("c", nothing, end<void>("stats"));
        engine.streams()->attach("c", {80, 24}, end<std::unique_ptr<pty::Pty>>("attach"));
        engine.files()->stat("c", "/x", end<FileInfo>("stat"));
        engine.files()->list("c", "/x", {}, end<std::vector<FileInfo>>("list"));
        engine.files()->read("c", "/x", 10, end<std::string>("read"));
        engine.files()->copyOut("c", "/x", folder, {}, end<void>("copy out"));
        engine.files()->copyIn("c", {path}, "/x", {}, end<void>("copy in"));
        ImageStore &images = *engine.imageStore();
        images.inspect("i", end<ImageDetails>("image"));
        images.history("i", end<std::vector<ImageLayer>>("history"));
        images.tag("i", "j:1", end<void>("tag"));
        images.remove("i", false, end<std::vector<std::string>>("remove image"));
        images.pull("127.0.0.1:1/i", {}, end<void>("pull"));
        images.load(path, {}, end<std::vector<std::string>>("load"));
        images.import(path, "i:1", {}, end<void>("import"));
        images.save({"i"}, folder + "/saved", {}, end<void>("save"));
        engine.volumeStore()->list(end<std::vector<Volume>>("volumes"));
        engine.volumeStore()->inspect("v", end<Volume>("volume"));
        engine.volumeStore()->create({}, end<Volume>("create volume"));
        engine.volumeStore()->remove("v", end<void>("remove volume"));
        engine.networkStore()->list(end<std::vector<Network>>("networks"));
        engine.networkStore()->inspect("n", end<Network>("network"));
        engine.networkStore()->create({}, end<std::string>("create network"));
        engine.networkStore()->remove("n", end<void>("remove network"));
        engine.networkStore()->connect("n", "c", end<void>("connect"));
        engine.networkStore()->disconnect("n", "c", end<void>("disconnect"));
        engine.disk()->usage(end<DiskUsage>("df"));
        engine.disk()->planPrune({}, end<PrunePlan>("plan"));
        engine.disk()->prune({DiskItem{}}, {}, end<PruneReport>("prune"));
    }
    bool allEnded() const { return m_codes->size() == std::size_t(m_count); }
    const std::map<QByteArray, QByteArray> &codes() const { return *m_codes; }

private:
    template<class T>
    Done<T> end(const char *name)
    {
        ++m_count;
        return [codes = m_codes, name](base::Result<T> result) {
            if (codes->contains(name))
                qFatal("%s has ended twice", name);
            (*codes)[name] = result ? QByteArray() : QByteArray::fromStdString(result.error().code);
        };
    }
    std::shared_ptr<std::map<QByteArray, QByteArray>> m_codes = std::make_shared<std::map<QByteArray, QByteArray>>();
    int m_count = 0;
};

} // namespace

class HostileDeskTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;

private Q_SLOTS:
    void everyOperationEnds_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("close");
        QTest::addColumn<QByteArray>("code"); // empty: any
        QTest::newRow("silence") << QByteArray() << false << QByteArray("engine.timeout");
        QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nConte") << false << QByteArray("engine.timeout");
        QTest::newRow("closed") << QByteArray() << true << QByteArray("engine.protocol");
        QTest::newRow("garbage") << QByteArray("\x16\x03\x01garbage\r\n\r\n") << true << QByteArray("engine.protocol");
        QTest::newRow("half a chunk") << ScriptedEngine::openStream() + "ffff\r\n{\"" << true << QByteArray();
        QTest::newRow("no JSON") << ScriptedEngine::status(500, "<html>") << true << QByteArray("engine.refused");
    }
    void everyOperationEnds()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, close);
        QFETCH(QByteArray, code);
        ScriptedEngine server([&](const QByteArray &) { return ScriptedEngine::Answer{answer, close}; });
        SocketEngine engine("e", server.endpoint(), dockerDialect(), code == "engine.timeout" ? impatientTimings() : fastTimings());
        Everything all(engine, m_dir.path());
        QTRY_VERIFY_WITH_TIMEOUT(all.allEnded(), 30'000);
        for (const auto &[name, got] : all.codes()) {
            if (name == "prune" && got.isEmpty())
                continue; // it reports what was refused
            QVERIFY2(got.startsWith("engine."), name + ": " + got);
            // An upload sees the closed connection while it writes.
            if (!code.isEmpty())
                QVERIFY2(got == code || got == "engine.protocol" || got == "engine.unreachable", name + ": " + got + " for " + code);
        }
        QVERIFY(!QFile::exists(m_dir.filePath(QStringLiteral("saved"))));
    }

    void aMeasurementForAnotherClientIsWaitedFor()
    {
        const QByteArray busy = ScriptedEngine::status(500, R"({"message":"a disk usage operation is already running"})");
        ScriptedEngine server([](const QByteArray &) { return ScriptedEngine::Answer{}; });
        const auto busyFor = [&](int times) {
            server.setScript([&server, busy, last = server.count("/system/df") + times](const QByteArray &request) -> ScriptedEngine::Answer {
                if (request.contains("/system/df"))
                    return {server.count("/system/df") <= last ? busy : ScriptedEngine::ok(R"({"LayersSize":7,"Images":[],"Containers":[],"Volumes":[],"BuildCache":[]})")};
                return {ScriptedEngine::ok("[]")};
            });
        };
        SocketEngine engine("e", server.endpoint(), dockerDialect(), fastTimings());
        busyFor(2);
        Waiting<DiskUsage> usage;
        engine.disk()->usage(usage.done());
        QVERIFY(usage.wait());
        QVERIFY2(usage.value(), usage.value().error().message.c_str());
        QCOMPARE(usage.value()->layersBytes, 7);
        busyFor(2);
        Waiting<PrunePlan> plan;
        engine.disk()->planPrune({}, plan.done());
        QVERIFY(plan.wait());
        QVERIFY2(plan.value(), plan.value().error().message.c_str());

        // Not for ever, and not after a cancel.
        busyFor(1'000'000);
        SocketEngine impatient("e", server.endpoint(), dockerDialect(), impatientTimings());
        Waiting<PrunePlan> never;
        impatient.disk()->planPrune({}, never.done());
        QVERIFY(never.wait());
        QCOMPARE(never.value().error().code, std::string("engine.refused"));
        Waiting<PrunePlan> cancelled;
        const auto operation = engine.disk()->planPrune({}, cancelled.done());
        const int before = server.count("/system/df");
        QTRY_VERIFY(server.count("/system/df") > before);
        operation->cancel();
        QVERIFY(cancelled.wait());
        QCOMPARE(cancelled.value().error().code, std::string("engine.cancelled"));
        const int after = server.count("/system/df");
        QTest::qWait(300);
        QCOMPARE(server.count("/system/df"), after);
    }

    void allAreCancelledWithTheEngine()
    {
        ScriptedEngine server([](const QByteArray &) { return ScriptedEngine::Answer{{}, false}; });
        auto engine = std::make_unique<SocketEngine>("e", server.endpoint(), dockerDialect(), Timings());
        Everything all(*engine, m_dir.path());
        QTRY_VERIFY(server.requests().size() > 20); // most are under way, some still wait for their first event
        engine.reset();
        QVERIFY(all.allEnded());
        for (const auto &[name, got] : all.codes())
            QVERIFY2(got == "engine.cancelled", name + ": " + got);
    }

    // A gigabyte of log as fast as the socket takes it.
    void aFloodOfLogNeedsNoMemory()
    {
        constexpr std::size_t kTotal = 1u << 30;
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const QByteArray payload(64 << 10, 'x');
        QByteArray frame("\x01\0\0\0\0\x01\0\0", 8);
        const QByteArray piece = ScriptedEngine::chunk(frame + payload);
        std::size_t written = 0;
        bool ended = false;
        connect(&server, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [&, socket] {
                const QByteArray request = socket->readAll();
                if (request.contains("/logs")) {
                    const auto more = [&, socket] {
                        while (written < kTotal && socket->bytesToWrite() < 1 << 20) {
                            socket->write(piece);
                            written += std::size_t(payload.size());
                        }
                        if (written >= kTotal && !std::exchange(ended, true)) {
                            socket->write("0\r\n\r\n"); // RFC 9112 7.1: without it the answer counts as cut off
                            socket->disconnectFromHost();
                        }
                    };
                    socket->write(ScriptedEngine::openStream());
                    connect(socket, &QTcpSocket::bytesWritten, socket, more);
                } else if (request.contains("/json")) {
                    socket->write(ScriptedEngine::ok(R"({"Id":"c","State":{"Status":"running"},"Config":{"Tty":false}})"));
                }
            });
        });
        SocketEngine engine("e", *parseEndpoint("tcp://127.0.0.1:" + std::to_string(server.serverPort())), dockerDialect(), Timings());
        std::size_t got = 0;
        long peak = 0;
        QEventLoop loop; // QTest's own waiting sleeps ten milliseconds a round
        QTimer::singleShot(300'000, &loop, [&] { loop.exit(1); });
        std::optional<base::Result<void>> end;
        const long before = residentKiB();
        engine.streams()->logs("c", {.follow = true}, [&](LogSource, std::string_view bytes) {
            got += bytes.size();
            if (got % (64 << 20) < bytes.size())
                peak = std::max(peak, residentKiB());
        }, [&](const base::Result<void> &result) {
            end = result;
            loop.quit();
        });
        QCOMPARE(loop.exec(), 0);
        QVERIFY2(end->has_value(), end->has_value() ? "" : end->error().message.c_str());
        QCOMPARE(got, kTotal);
#ifndef __SANITIZE_ADDRESS__ // which keeps what has been freed for a while
        QVERIFY2(peak - before < 16 << 10, QByteArray::number(qlonglong(peak - before)) + " KiB more");
#else
        Q_UNUSED(before);
#endif
    }
};

BERTH_TEST(HostileDeskTest)
#include "hostile_desk_test.moc"
