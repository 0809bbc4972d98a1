// Shells and other programs in containers.
#include "core/shell/injection.h"
#include "tests/integration/engine_contract.h"
#include "tests/support/terminal_reader.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <poll.h>

using namespace core;
using namespace core::engine;
using tests::EngineContract;
using tests::TerminalReader;
using tests::Waiting;

namespace {

// What core/shell's launcher does, in small: waits for a line, says it is ready, becomes the shell.
ExecSpec shellSpec(base::GridSize size, const std::string &then = "exec sh")
{
    ExecSpec spec;
    spec.command = {"sh", "-c", "stty -echo; read -r line; stty echo; printf 'got:%s;READY' \"$line\"; " + then};
    spec.size = size;
    spec.input = "hello\n";
    spec.ready = "READY";
    return spec;
}

// Processes of this machine whose environment holds `mark`: what a closed tab may not leave behind.
int processesWith(const std::string &mark)
{
    int count = 0;
    const QDir proc(QStringLiteral("/proc"));
    for (const QString &pid : proc.entryList({QStringLiteral("[0-9]*")}, QDir::Dirs)) {
        QFile file(proc.filePath(pid) + QStringLiteral("/environ"));
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(QByteArray::fromStdString(mark)))
            ++count;
    }
    return count;
}

} // namespace

class ShellTest : public EngineContract
{
    Q_OBJECT
public:
    using EngineContract::EngineContract;

private:
    std::string container(const std::string &name) { return run(name); }

    std::unique_ptr<pty::Pty> shell(const std::string &id, const ExecSpec &spec)
    {
        auto opened = value<std::unique_ptr<pty::Pty>>([&](auto done) { m_engine->execShell(id, spec, std::move(done)); });
        return opened ? std::move(*opened) : nullptr;
    }

private Q_SLOTS:
    void shellHasItsSizeBeforeItsFirstByte()
    {
        const std::string id = container("sized");
        QVERIFY(!id.empty());
        auto pty = shell(id, shellSpec({101, 33}, "stty size; exec sh"));
        QVERIFY(pty);
        TerminalReader reader(*pty);
        QTRY_VERIFY(reader.hasLine());
        QCOMPARE(reader.lines().front(), std::string("33 101"));

        reader.call([](pty::Pty &p) {
            p.resize({77, 22});
            p.resize({55, 44});
            p.resize({120, 40});
        });
        QTRY_VERIFY((reader.type("stty size\n"), reader.waitFor("40 120", 300)));

        reader.type("exit 7\n");
        QTRY_VERIFY(reader.ended());
        pollfd exit{pty->exitFd(), POLLIN, 0};
        QTRY_COMPARE(::poll(&exit, 1, 0), 1);
        QCOMPARE(pty->exitStatus()->code, std::optional(7));
        QCOMPARE(pty->fd(), -1);
        discard(id);
    }

    void handshakeInputArrivesAndNoiseBeforeReadyIsDropped()
    {
        const std::string id = container("handshake");
        auto spec = shellSpec({80, 24});
        spec.command[2] = "head -c 100000 /dev/zero | tr '\\0' x; " + spec.command[2];
        spec.ready = "got:hello;READY";
        auto pty = shell(id, spec);
        QVERIFY(pty);
        TerminalReader reader(*pty);
        reader.type("echo first-$((40+2))\n");
        QVERIFY(reader.waitFor("first-42"));
        QVERIFY(reader.all().find("xxx") == std::string::npos);
        QVERIFY(reader.all().find("READY") == std::string::npos);
        discard(id);
    }

    void outputOfAShellWithoutHandshakeIsNotLost()
    {
        const std::string id = container("plain");
        ExecSpec spec;
        spec.command = {"sh", "-c", "echo early; exec sh"};
        spec.environment = {"ANSWER=42"};
        spec.workingDir = "/etc";
        spec.user = "user";
        auto pty = shell(id, spec);
        QVERIFY(pty);
        TerminalReader reader(*pty);
        QVERIFY(reader.waitFor("early"));
        reader.type("echo $ANSWER-$PWD-$(id -un)\n");
        QVERIFY(reader.waitFor("42-/etc-user"));
        // Neither engine may keep these for detaching.
        reader.type("cat -v\n");
        reader.type("\x10");
        reader.type("\x11\n");
        QVERIFY(reader.waitFor("^P"));
        discard(id);
    }

    void launcherOfTheShellModuleWorks()
    {
        const std::string id = container("launcher");
        const auto launch = shell::containerLaunch("0123456789abcdef0123456789abcdef");
        ExecSpec spec;
        spec.command = launch.command;
        spec.input = launch.input;
        spec.ready = launch.ready;
        spec.size = {91, 31};
        auto pty = shell(id, spec);
        QVERIFY(pty);
        TerminalReader reader(*pty);
        QVERIFY(reader.waitFor("\x1b]133;"));
        reader.type("stty size; echo in-$TERM_PROGRAM\n");
        QVERIFY(reader.waitFor("31 91"));
        QVERIFY(reader.waitFor("in-berth"));
        discard(id);
    }

    void floodArrivesWhole()
    {
        const std::string id = container("flood");
        constexpr std::size_t kBytes = 100u << 20;
        auto pty = shell(id, shellSpec({80, 24}, "stty raw; read -r go; dd if=/dev/zero bs=64k count=1600 2>/dev/null; exit 5"));
        QVERIFY(pty);
        QElapsedTimer timer;
        timer.start();
        TerminalReader reader(*pty);
        reader.type("go\n");
        QTRY_VERIFY_WITH_TIMEOUT(reader.ended(), 60000);
        qInfo("%.0f MB/s", double(reader.count()) / 1e3 / double(timer.elapsed()));
        QVERIFY(reader.count() >= kBytes && reader.count() < kBytes + 100);
        QTRY_VERIFY(pty->exitStatus());
        QCOMPARE(pty->exitStatus()->code, std::optional(5));
        discard(id);
    }

    void noShellIsSaid()
    {
        const std::string id = container("shellless");
        auto spec = shellSpec({80, 24});
        spec.command = {"/no/such/program"};
        Waiting<std::unique_ptr<pty::Pty>> opened;
        m_engine->execShell(id, spec, opened.done());
        QVERIFY(opened.wait() && !opened.value());
        QCOMPARE(opened.value().error().code, std::string("engine.no_shell"));
        QVERIFY2(opened.value().error().message.find("no such file") != std::string::npos, opened.value().error().message.c_str());
        discard(id);
    }

    void aUserOrAFolderThatIsNotThereIsSaid()
    {
        const std::string id = container("wishes");
        for (const auto &[user, folder, code] : {std::tuple{"nobody-knows", "", "engine.no_user"}, {"", "/no/where", "engine.no_folder"}}) {
            auto spec = shellSpec({80, 24});
            spec.user = user;
            spec.workingDir = folder;
            Waiting<std::unique_ptr<pty::Pty>> opened;
            m_engine->execShell(id, spec, opened.done());
            QVERIFY(opened.wait() && !opened.value());
            QVERIFY2(opened.value().error().is(code), opened.value().error().message.c_str());
        }
        discard(id);
    }

    void silentLauncherTimesOutAndIsEnded()
    {
        auto engine = real().connect({.handshake = std::chrono::milliseconds(500)});
        QVERIFY(engine);
        const std::string id = container("silent");
        auto spec = shellSpec({80, 24});
        spec.command = {"sh", "-c", "while :; do sleep 1; done"};
        spec.environment = {"BERTH_MARK=silent"};
        Waiting<std::unique_ptr<pty::Pty>> opened;
        engine->execShell(id, spec, opened.done());
        QVERIFY(opened.wait() && !opened.value());
        QCOMPARE(opened.value().error().code, std::string("engine.timeout"));
        QTRY_COMPARE(processesWith("BERTH_MARK=silent"), 0);
        discard(id);
    }

    void closedShellLeavesNoProcess()
    {
        const std::string id = container("closed");
        auto spec = shellSpec({80, 24});
        spec.environment = {"BERTH_MARK=closed"};
        auto pty = shell(id, spec);
        QVERIFY(pty);
        TerminalReader reader(*pty);
        // As with a local terminal, the shell and its foreground job get SIGHUP.
        reader.type("sleep 2000\n");
        QTRY_COMPARE(processesWith("BERTH_MARK=closed"), 2);
        reader.stop();
        pty.reset();
        QTRY_COMPARE(processesWith("BERTH_MARK=closed"), 0);
        discard(id);
    }

    void hangUpEndsAndReports()
    {
        const std::string id = container("hungup");
        auto pty = shell(id, shellSpec({80, 24}));
        QVERIFY(pty);
        TerminalReader reader(*pty);
        reader.call([](pty::Pty &p) { p.hangUp(); });
        QTRY_VERIFY(reader.ended());
        QTRY_VERIFY(pty->exitStatus());
        QVERIFY(!pty->write("x"));
        discard(id);
    }

    void containerThatDiesEndsItsShellWithAReason()
    {
        const std::string id = container("dying");
        auto pty = shell(id, shellSpec({80, 24}));
        QVERIFY(pty);
        TerminalReader reader(*pty);
        discard(id);
        QTRY_VERIFY_WITH_TIMEOUT(reader.ended(), 15000);
        QTRY_VERIFY_WITH_TIMEOUT(pty->exitStatus(), 15000);
        QVERIFY(!pty->exitStatus()->code);
        QVERIFY2(pty->exitStatus()->reason.starts_with("The container"), pty->exitStatus()->reason.c_str());
    }

    void shellSurvivesItsEngineObject()
    {
        const std::string id = container("survivor");
        auto engine = real().connect();
        QVERIFY(engine);
        Waiting<std::unique_ptr<pty::Pty>> opened;
        engine->execShell(id, shellSpec({80, 24}), opened.done());
        QVERIFY(opened.wait() && opened.value());
        auto pty = *std::move(opened.value());
        engine.reset();
        TerminalReader reader(*pty);
        reader.type("echo still-$((1+1))\n");
        QVERIFY(reader.waitFor("still-2"));
        reader.call([](pty::Pty &p) { p.resize({90, 30}); });
        reader.type("exit\n");
        QTRY_VERIFY(reader.ended());
        QTRY_VERIFY(pty->exitStatus());
        QVERIFY(!pty->exitStatus()->reason.empty());
        discard(id);
    }

    void collectsOutputByStream()
    {
        const std::string id = container("collect");
        ExecSpec spec;
        spec.command = {"sh", "-c", "echo out; echo err >&2; exit 3"};
        Waiting<ExecOutput> ran;
        m_engine->execCollect(id, spec, 1000, ran.done());
        QVERIFY(ran.wait() && ran.value());
        QCOMPARE(ran.value()->out, std::string("out\n"));
        QCOMPARE(ran.value()->err, std::string("err\n"));
        QCOMPARE(ran.value()->exitCode, 3);
        QVERIFY(!ran.value()->truncated);

        spec.command = {"sh", "-c", "head -c 1000000 /dev/zero; exit 4"};
        Waiting<ExecOutput> large;
        m_engine->execCollect(id, spec, 1000, large.done());
        QVERIFY(large.wait() && large.value());
        QCOMPARE(large.value()->out.size(), std::size_t(1000));
        QVERIFY(large.value()->truncated);
        QCOMPARE(large.value()->exitCode, 4);
        discard(id);
    }

    void cancelEndsAtOnceAndLeavesNoProcess()
    {
        const std::string id = container("cancel");
        ExecSpec spec;
        spec.command = {"sh", "-c", "echo begun; exec sleep 1000"};
        spec.environment = {"BERTH_MARK=cancel"};
        Waiting<ExecOutput> ran;
        const auto operation = m_engine->execCollect(id, spec, 1000, ran.done());
        QTRY_COMPARE(processesWith("BERTH_MARK=cancel"), 1);
        operation->cancel();
        QVERIFY(ran.isDone() && !ran.value());
        QCOMPARE(ran.value().error().code, std::string("engine.cancelled"));
        operation->cancel(); // twice is harmless
        QTRY_COMPARE(processesWith("BERTH_MARK=cancel"), 0);

        Waiting<std::vector<Image>> images;
        m_engine->listImages(images.done())->cancel();
        QVERIFY(images.isDone() && images.value().error().is("engine.cancelled"));
        discard(id);
    }

    // Last: other tests' containers do not outlive it.
    void restartedEngineBecomesStaleThenReady()
    {
        const std::string id = container("before");
        QTRY_VERIFY(m_engine->find("before"));
        auto pty = shell(id, shellSpec({80, 24}));
        QVERIFY(pty);
        TerminalReader reader(*pty);
        real().kill();
        QTRY_COMPARE(m_engine->state(), EngineState::Stale);
        QVERIFY(m_engine->staleSince() > base::WallTime());
        QVERIFY(!m_engine->lastError().code.empty());
        QVERIFY(m_engine->find("before")); // the list as it was
        Waiting<void> refused;
        m_engine->start("before", refused.done());
        QVERIFY(refused.wait() && !refused.value());
        QCOMPARE(refused.value().error().code, std::string("engine.unreachable"));
        QTRY_VERIFY_WITH_TIMEOUT(reader.ended(), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(pty->exitStatus(), 20000);

        QVERIFY(real().restart());
        QTRY_COMPARE_WITH_TIMEOUT(m_engine->state(), EngineState::Ready, 30000);
        QVERIFY(m_engine->lastError().code.empty());
        QVERIFY(!container("after").empty());
        QTRY_VERIFY(m_engine->find("after"));
        discard("after");
        discard("before");
        QTRY_VERIFY(!m_engine->find("before"));
    }
};

BERTH_ENGINE_TEST(ShellTest)
#include "engine_shell_test.moc"
