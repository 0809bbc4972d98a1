// An engine that is killed in the middle of everything: each operation ends with a reason, nothing is left open, and when
// the engine is back all works again.
#include "core/engine/container_control.h"
#include "core/engine/container_files.h"
#include "core/engine/container_streams.h"
#include "core/engine/discovery.h"
#include "core/engine/image_store.h"
#include "tests/integration/engine_contract.h"
#include "tests/support/terminal_reader.h"

#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <algorithm>

using namespace core;
using namespace core::engine;
using tests::EngineContract;
using tests::RealEngine;
using tests::TerminalReader;
using tests::Waiting;

namespace {

int descriptors()
{
    return int(QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::Files | QDir::System | QDir::Dirs | QDir::NoDotAndDotDot).size());
}

// Ends with an error that says why, and not by the caller's own patience.
template<class T>
bool endsWithAReason(Waiting<T> &waiting, const char *what)
{
    if (!waiting.wait(60'000)) {
        qWarning("%s did not end", what);
        return false;
    }
    if (waiting.value()) {
        qWarning("%s succeeded", what);
        return false;
    }
    const base::Error &error = waiting.value().error();
    if (!error.code.starts_with("engine.") || error.message.empty()) {
        qWarning("%s: %s %s", what, error.code.c_str(), error.message.c_str());
        return false;
    }
    return true;
}

} // namespace

class FaultsTest : public EngineContract
{
    Q_OBJECT
public:
    using EngineContract::EngineContract;

private:
    QTemporaryDir m_dir;

    bool isBack()
    {
        return real().restart() && QTest::qWaitFor([this] { return m_engine->state() == EngineState::Ready; }, 60'000);
    }

private Q_SLOTS:
    void killedInTheMiddleOfEverything()
    {
        const std::string id = run("interrupted", {"sh", "-c", "while :; do echo tick; sleep 0.1; done"});
        QVERIFY(!id.empty());
        const auto tar = busyboxRootTar();
        QVERIFY(tar);
        const QString big = m_dir.filePath(QStringLiteral("big"));
        {
            QFile file(big);
            QVERIFY(file.open(QIODevice::WriteOnly));
            for (int i = 0; i < 512; ++i) // no holes, which would make it small
                QVERIFY(file.write(QByteArray(1 << 20, 'x')) == 1 << 20);
        }
        QTRY_COMPARE(output(id, {"echo", "warm"}), std::string("warm\n"));
        const int before = descriptors();
        {
            ExecSpec sleeping;
            sleeping.command = {"sh", "-c", "echo begun; sleep 1000"};
            Waiting<ExecOutput> collected;
            m_engine->execCollect(id, sleeping, 1000, collected.done());

            ExecSpec shell;
            shell.command = {"sh"};
            auto pty = value<std::unique_ptr<pty::Pty>>([&](auto done) { m_engine->execShell(id, shell, std::move(done)); });
            QVERIFY(pty);
            TerminalReader reader(**pty);

            Waiting<void> logged;
            std::size_t seen = 0;
            m_engine->streams()->logs(id, {.follow = true}, [&](LogSource, std::string_view bytes) { seen += bytes.size(); }, logged.done());
            Waiting<void> measured;
            int samples = 0;
            m_engine->streams()->stats(id, [&](const Usage &) { ++samples; }, measured.done());
            Waiting<int> waited;
            m_engine->control()->wait(id, waited.done());
            QTRY_VERIFY_WITH_TIMEOUT(seen > 0 && samples > 0, 30'000);
            // Last: while Docker takes in an archive it answers nothing that needs the container's lock, and half a gigabyte
            // is not in before the engine is gone.
            Waiting<void> copied;
            std::int64_t sent = 0;
            m_engine->files()->copyIn(id, {big.toStdString()}, "/tmp", [&](const Progress &p) { sent = p.done; }, copied.done());
            QTRY_VERIFY_WITH_TIMEOUT(sent > 0, 30'000);

            Waiting<std::string> created;
            m_engine->create(spec("half-made"), created.done());
            Waiting<void> imported;
            m_engine->importImage(*tar, "berth-test/half:1", {}, imported.done());
            real().kill();

            QVERIFY(endsWithAReason(collected, "exec"));
            QVERIFY(endsWithAReason(measured, "stats"));
            QVERIFY(endsWithAReason(waited, "wait"));
            QVERIFY(endsWithAReason(copied, "copy"));
            QVERIFY(logged.wait(60'000));
            QVERIFY(!logged.value() || isPodman()); // Podman ends its log well even when it dies
            QVERIFY(created.wait(60'000) && imported.wait(60'000)); // these may have been quick enough
            QTRY_VERIFY_WITH_TIMEOUT(reader.ended(), 30'000);
            QTRY_VERIFY_WITH_TIMEOUT((*pty)->exitStatus(), 30'000);
            QVERIFY(!(*pty)->exitStatus()->reason.empty());
            QTRY_VERIFY_WITH_TIMEOUT(m_engine->state() == EngineState::Stale, 30'000);
        }
        QVERIFY(isBack());
        QVERIFY(m_engine->find("interrupted")); // the list is as the engine has it now
        discard("half-made");
        discard(id);
        const std::string after = run("works-again");
        QVERIFY(!after.empty());
        QCOMPARE(output(after, {"echo", "yes"}), std::string("yes\n"));
        discard(after);
        QTRY_VERIFY_WITH_TIMEOUT(descriptors() <= before + 2, 20'000);
    }

    void descriptorsComeBack()
    {
        const std::string id = run("counted");
        QVERIFY(!id.empty());
        output(id, {"true"});
        const int before = descriptors();
        for (int i = 0; i < 20; ++i) {
            output(id, {"true"});
            Waiting<void> logged;
            m_engine->streams()->logs(id, {.follow = true}, [](LogSource, std::string_view) {}, logged.done())->cancel();
            Waiting<std::string> read;
            m_engine->files()->read(id, "/etc/passwd", 10, read.done());
            QVERIFY(read.wait());
            Waiting<std::unique_ptr<pty::Pty>> opened;
            ExecSpec shell;
            shell.command = {"sh"};
            const auto operation = m_engine->execShell(id, shell, opened.done());
            if (i % 2 == 0)
                operation->cancel();
            else
                QVERIFY(opened.wait());
        }
        QTRY_VERIFY_WITH_TIMEOUT(descriptors() <= before + 2, 20'000);
        // Shells whose terminals are gone, and cancelled starts, are ended too. What has ended and is not yet reaped by the
        // container's first process has no command line any more. Left are that one and the asking sh.
        const std::vector<std::string> shells{"sh", "-c", "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline; echo; done 2>/dev/null | grep -c '^sh $'"};
        QTRY_COMPARE_WITH_TIMEOUT(output(id, shells), std::string("1\n"), 20'000);
        discard(id);
    }

    void restartsDuringAPullAreSaid()
    {
        // A registry that answers and then says nothing more: the pull is under way when the engine dies.
        Waiting<void> pulled;
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        m_engine->imageStore()->pull("127.0.0.1:" + std::to_string(silent.serverPort()) + "/a/b:1", {}, pulled.done());
        QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections() || pulled.isDone(), 20'000);
        QVERIFY(!pulled.isDone());
        real().kill();
        QVERIFY(endsWithAReason(pulled, "pull"));
        QVERIFY(isBack());
    }

    void aPullIsCancelled()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        Waiting<void> pulled;
        const auto operation = m_engine->imageStore()->pull("127.0.0.1:" + std::to_string(silent.serverPort()) + "/a/b:1", {}, pulled.done());
        QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections(), 20'000);
        operation->cancel();
        QVERIFY(pulled.isDone() && pulled.value().error().is("engine.cancelled"));
    }
};

BERTH_ENGINE_TEST(FaultsTest)
#include "engine_faults_test.moc"
