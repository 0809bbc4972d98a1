#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/pty/local_pty.h"
#include "core/pty/mock_pty.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace core;
using pty::ReadResult;

namespace {

constexpr int kPatience = 20'000; // ms; only ever waited for when something is broken

pty::LocalSpec sh(const std::string &script, base::GridSize size = {80, 24})
{
    return {.program = "/bin/sh",
            .arguments = {"sh", "-c", script},
            .environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/"}, {"BERTH_TEST", "a b"}},
            .workingDirectory = "/usr",
            .size = size};
}

std::unique_ptr<pty::Pty> start(const pty::LocalSpec &spec)
{
    auto started = pty::startLocal(spec);
    if (!started)
        qWarning("%s: %s", started.error().code.c_str(), started.error().message.c_str());
    return started ? std::move(*started) : nullptr;
}

// Reads until `wanted` has been seen, or the end.
std::string readUntil(pty::Pty &p, std::string_view wanted = {})
{
    std::string all;
    std::vector<char> buffer(65536);
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < kPatience) {
        const auto r = p.read(buffer);
        if (r.state == ReadResult::End)
            return all;
        if (r.state == ReadResult::Data) {
            all.append(buffer.data(), r.count);
            if (!wanted.empty() && all.find(wanted) != std::string::npos)
                return all;
            continue;
        }
        pollfd f{p.fd(), POLLIN, 0};
        ::poll(&f, 1, 100);
    }
    return all + "<timeout>";
}

std::optional<pty::ExitStatus> exitOf(pty::Pty &p)
{
    pollfd f{p.exitFd(), POLLIN, 0};
    ::poll(&f, 1, kPatience);
    return p.exitStatus();
}

// What `seq 1 last` prints.
std::string counted(int last)
{
    std::string all;
    for (int i = 1; i <= last; ++i)
        all += std::to_string(i) + '\n';
    return all;
}

// Reads until a whole read has been filled, so that the next reading is that of a flood. The program must go on printing.
std::string readIntoTheFlood(pty::Pty &p)
{
    constexpr std::size_t kFull = 4095, kEnough = 100'000; // bytes
    std::string all;
    std::vector<char> buffer(65536);
    QElapsedTimer timer;
    timer.start();
    for (std::size_t last = 0; (last < kFull || all.size() < kEnough) && timer.elapsed() < kPatience;) {
        const auto r = p.read(buffer);
        if (r.state == ReadResult::End)
            break;
        last = r.count;
        all.append(buffer.data(), last);
    }
    return all;
}

} // namespace

class PtyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void outputThenEndThenExitCode()
    {
        auto p = start(sh("printf hello; exit 7"));
        QVERIFY(p);
        QCOMPARE(readUntil(*p), std::string("hello"));
        QCOMPARE(p->fd(), -1);
        const auto status = exitOf(*p);
        QVERIFY(status);
        QCOMPARE(status->code, std::optional<int>(7));
        QCOMPARE(status->shellCode(), 7);
    }

    void signalIsTold()
    {
        auto p = start(sh("kill -SEGV $$"));
        QVERIFY(p);
        const auto status = exitOf(*p);
        QVERIFY(status && status->signal);
        QCOMPARE(*status->signal, SIGSEGV);
        QCOMPARE(status->shellCode(), 128 + SIGSEGV);
    }

    void sizeIsThereBeforeTheFirstByteAndFollows()
    {
        auto p = start(sh("stty size; trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.05; done", {101, 33}));
        QVERIFY(p);
        QVERIFY(readUntil(*p, "ready").starts_with("33 101\r\n"));
        p->resize({55, 12});
        QVERIFY(readUntil(*p).find("12 55") != std::string::npos);
        QCOMPARE(exitOf(*p)->code, std::optional<int>(0));
    }

    void hasItsOwnSessionAndControllingTerminal()
    {
        auto p = start(sh("ps -o pid=,sid=,pgid=,tty= -p $$; tty; echo x >/dev/tty"));
        QVERIFY(p);
        const auto out = QString::fromStdString(readUntil(*p)).simplified().split(QLatin1Char(' '));
        QCOMPARE(out.size(), 6);
        QCOMPARE(out[0], out[1]);
        QCOMPARE(out[0], out[2]);
        QCOMPARE(QStringLiteral("/dev/") + out[3], out[4]);
        QCOMPARE(out[5], QStringLiteral("x"));
    }

    void inheritsNoDescriptors()
    {
        const int leak = ::open("/dev/null", O_RDONLY); // not close-on-exec, and far from the low numbers
        const int far = ::fcntl(leak, F_DUPFD, 200);
        auto p = start(sh("tty; for f in /proc/$$/fd/*; do readlink $f; done"));
        ::close(leak);
        ::close(far);
        QVERIFY(p);
        auto open = QString::fromStdString(readUntil(*p)).split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
        QVERIFY(open.size() >= 4);
        const auto terminal = open.takeFirst();
        for (const auto &target : open)
            QCOMPARE(target, terminal);
    }

    void hasDefaultSignalsAndMask()
    {
        // Ours ignores SIGPIPE (tests/support) and blocks SIGUSR1 here.
        sigset_t block, before;
        sigemptyset(&block);
        sigaddset(&block, SIGUSR1);
        ::pthread_sigmask(SIG_BLOCK, &block, &before);
        auto p = start(sh("grep -E '^Sig(Blk|Ign)' /proc/self/status"));
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        QVERIFY(p);
        const auto out = readUntil(*p);
        QVERIFY2(out.find("SigBlk:\t0000000000000000") != std::string::npos, out.c_str());
        const auto ignored = out.find("SigIgn:");
        QVERIFY2(ignored != std::string::npos, out.c_str());
        // Signals 32 and 33 are the C library's own; its posix_spawn always ignores them.
        QCOMPARE(std::stoull(out.substr(ignored + 8), nullptr, 16) & 0x7fffffff, 0ull);
    }

    void environmentIsExactlyTheGivenOne()
    {
        qputenv("BERTH_MUST_NOT_LEAK", "1");
        auto p = start({.program = "env", .arguments = {"env"}, .environment = {{"PATH", "/usr/bin:/bin"}, {"ONLY", "this = that"}}, .workingDirectory = {}, .size = {}});
        qunsetenv("BERTH_MUST_NOT_LEAK");
        QVERIFY(p);
        QCOMPARE(readUntil(*p), std::string("PATH=/usr/bin:/bin\r\nONLY=this = that\r\n"));
    }

    void workingDirectoryFallsBackHome()
    {
        auto spec = sh("pwd");
        QCOMPARE(readUntil(*start(spec)), std::string("/usr\r\n"));
        spec.workingDirectory = "/no/such/folder";
        spec.environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/usr/bin"}};
        QCOMPARE(readUntil(*start(spec)), std::string("/usr/bin\r\n"));
        spec.environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/nor/this"}};
        QCOMPARE(readUntil(*start(spec)), std::string("/\r\n"));
    }

    void terminalErasesWholeCharacters()
    {
        QVERIFY(readUntil(*start(sh("stty -a"))).find(" iutf8") != std::string::npos);
    }

    void startFailuresSayWhich()
    {
        QTemporaryDir dir;
        const auto plain = dir.filePath(QStringLiteral("plain"));
        const auto broken = dir.filePath(QStringLiteral("broken"));
        for (const auto &[name, text] : {std::pair{plain, "x"}, std::pair{broken, "#!/no/such/interpreter\n"}}) {
            QFile f(name);
            QVERIFY(f.open(QIODevice::WriteOnly));
            f.write(text);
        }
        QFile::setPermissions(plain, QFile::ReadOwner);
        QFile::setPermissions(broken, QFile::ReadOwner | QFile::ExeOwner);
        const auto code = [](const std::string &program) {
            auto r = pty::startLocal({.program = program, .arguments = {}, .environment = {{"PATH", "/usr/bin:/bin"}}, .workingDirectory = {}, .size = {}});
            return r ? std::string("started") : r.error().code;
        };
        QCOMPARE(code("berth-no-such-program"), std::string("pty.not_found"));
        QCOMPARE(code("/no/such/program"), std::string("pty.not_found"));
        QCOMPARE(code(""), std::string("pty.not_found"));
        QCOMPARE(code("/usr"), std::string("pty.not_found"));
        QCOMPARE(code(plain.toStdString()), std::string("pty.not_executable"));
        QCOMPARE(code(broken.toStdString()), std::string("pty.not_executable"));
    }

    void destroyingHangsUpAndLeavesNoZombie()
    {
        auto p = start(sh("echo $$; sleep 1000"));
        QVERIFY(p);
        const int pid = std::atoi(readUntil(*p, "\n").c_str());
        QVERIFY(pid > 1);
        p.reset();
        QCOMPARE(::kill(pid, 0), -1);
        QCOMPARE(errno, ESRCH);
    }

    void destroyingKillsWhoIgnoresTheHangUp()
    {
        auto p = start(sh("trap '' HUP TERM INT; echo $$; while :; do sleep 1; done"));
        QVERIFY(p);
        const int pid = std::atoi(readUntil(*p, "\n").c_str());
        p.reset();
        QCOMPARE(::kill(pid, 0), -1);
    }

    void hangUpReachesShellAndForegroundJobAndThenKills()
    {
        auto p = start(sh("echo up; exec sleep 1000"));
        QVERIFY(p);
        readUntil(*p, "up");
        p->hangUp();
        QCOMPARE(exitOf(*p)->signal, std::optional<int>(SIGHUP));

        auto stubborn = start(sh("trap '' HUP; echo up; while :; do sleep 0.1; done"));
        QVERIFY(stubborn);
        readUntil(*stubborn, "up");
        stubborn->hangUp();
        QVERIFY(!stubborn->exitStatus());
        stubborn->hangUp();
        QCOMPARE(exitOf(*stubborn)->signal, std::optional<int>(SIGKILL));
    }

    void exitIsKnownWhileABackgroundProcessHoldsTheTerminal()
    {
        auto p = start(sh("(trap '' HUP; sleep 3) & echo gone; exit 3"));
        QVERIFY(p);
        readUntil(*p, "gone");
        QCOMPARE(exitOf(*p)->code, std::optional<int>(3));
    }

    void foregroundJobIsNamed()
    {
        using Programs = std::vector<std::vector<std::string>>;
        auto p = start({.program = "/bin/bash", .arguments = {"bash", "--norc", "--noprofile", "-i"}, .environment = {{"PATH", "/usr/bin:/bin"}, {"PS1", "$ "}}, .workingDirectory = {}, .size = {}});
        QVERIFY(p);
        readUntil(*p, "$ ");
        QCOMPARE(p->foregroundJob(), std::string());
        QVERIFY(p->write("sleep 1000\n"));
        QTRY_COMPARE_WITH_TIMEOUT(p->foregroundJob(), std::string("sleep"), kPatience);
        QVERIFY(p->write("\003"));
        QTRY_COMPARE_WITH_TIMEOUT(p->foregroundJob(), std::string(), kPatience);
        QVERIFY(p->write("true | sleep 1000\n"));
        QTRY_COMPARE_WITH_TIMEOUT(p->foregroundJob(), std::string("sleep"), kPatience);
        QVERIFY(p->write("\003"));
        QTRY_COMPARE_WITH_TIMEOUT(p->foregroundJob(), std::string(), kPatience);
        QVERIFY(p->write("(sleep 1000; true)\n")); // a copy of the shell waits for it
        QTRY_COMPARE_WITH_TIMEOUT(p->foregroundPrograms(), (Programs{{"sleep", "1000"}}), kPatience);
        QVERIFY(p->write("\003"));
        QTRY_COMPARE_WITH_TIMEOUT(p->foregroundJob(), std::string(), kPatience);
        QVERIFY(p->write("(read x; true)\n")); // nothing but a copy of the shell, which has the shell's arguments
        QTRY_COMPARE_WITH_TIMEOUT(p->foregroundJob(), std::string("bash"), kPatience);
        QCOMPARE(p->foregroundPrograms(), Programs());
        QVERIFY(p->write("\003"));
        QTRY_COMPARE_WITH_TIMEOUT(p->foregroundJob(), std::string(), kPatience);
        QVERIFY(p->write("bash --norc\n"));
        QTRY_COMPARE_WITH_TIMEOUT(p->foregroundPrograms(), (Programs{{"bash", "--norc"}}), kPatience);
        QVERIFY(p->write("sleep 1000\n"));
        QTRY_COMPARE_WITH_TIMEOUT(p->foregroundPrograms(), (Programs{{"bash", "--norc"}, {"sleep", "1000"}}), kPatience);
    }

    void writeTakesOnlyWhatFits()
    {
        auto p = start(sh("stty raw -echo; echo up; sleep 1000"));
        QVERIFY(p);
        readUntil(*p, "up");
        const std::string block(65536, 'x');
        std::size_t total = 0;
        for (int i = 0; i < 1000; ++i) {
            const auto n = p->write(block);
            QVERIFY(n);
            total += *n;
            if (*n == 0)
                break;
        }
        QVERIFY(total > 0 && total < 1000 * block.size());
    }

    void aFloodIsReadWholeAndInOrder()
    {
        auto p = start(sh("stty raw; seq 1 300000; exit 7"));
        QVERIFY(p);
        std::string all = readIntoTheFlood(*p);
        all += readUntil(*p);
        QVERIFY(all == counted(300000));
        QCOMPARE(exitOf(*p)->code, std::optional<int>(7));
    }

    // Once the exit is known, "nothing there" is true: not only that nothing has come yet.
    void afterTheExitOfAFloodNothingIsMissed()
    {
        auto p = start(sh("stty raw; (trap '' HUP; exec sleep 60) & seq 1 300000; kill -KILL $$"));
        QVERIFY(p);
        std::string all = readIntoTheFlood(*p);
        const std::string wanted = counted(300000);
        std::vector<char> buffer(1000);
        QElapsedTimer timer;
        timer.start();
        while (all.size() < wanted.size() - 2000 && timer.elapsed() < kPatience)
            all.append(buffer.data(), p->read(buffer).count);
        QCOMPARE(exitOf(*p)->signal, std::optional<int>(SIGKILL));
        for (ReadResult r; (r = p->read(buffer)).state == ReadResult::Data;)
            all.append(buffer.data(), r.count);
        QVERIFY(all == wanted);
    }

    void afterAFloodTheTerminalIsReadAsBefore()
    {
        auto p = start(sh("stty raw -echo; seq 1 300000; echo calm; read x; echo \"got $x\""));
        QVERIFY(p);
        readIntoTheFlood(*p);
        QVERIFY(readUntil(*p, "calm\n").ends_with("calm\n"));
        std::vector<char> buffer(100);
        QTRY_VERIFY_WITH_TIMEOUT(p->read(buffer).state == ReadResult::WouldBlock, kPatience);
        QVERIFY(p->write("this\n"));
        QVERIFY(readUntil(*p, "got this\n").ends_with("got this\n"));
    }

    void inAFloodItIsHungUpAndDestroyed()
    {
        auto p = start(sh("stty raw; exec yes"));
        QVERIFY(p);
        readIntoTheFlood(*p);
        p->hangUp();
        QCOMPARE(exitOf(*p)->signal, std::optional<int>(SIGHUP));
        auto other = start(sh("stty raw; exec yes"));
        QVERIFY(other);
        readIntoTheFlood(*other);
        other.reset();
    }

    void aFloodComesInLargePieces()
    {
        auto p = start(sh("stty raw; exec yes"));
        QVERIFY(p);
        readIntoTheFlood(*p);
        std::vector<char> buffer(65536);
        std::size_t most = 0; // of one reading; a single read() gives some 20 KiB at best
        QElapsedTimer timer;
        timer.start();
        while (most <= 32 * 1024 && timer.elapsed() < kPatience)
            most = std::max(most, p->read(buffer).count);
        QVERIFY2(most > 32 * 1024, qPrintable(QString::number(most)));
    }

    void mockPlaysAProgram()
    {
        auto [p, program] = pty::makeMockPty();
        QVERIFY(program->print("out"));
        QCOMPARE(readUntil(*p, "out"), std::string("out"));
        QCOMPARE(p->write("in").value(), std::size_t(2));
        QCOMPARE(program->takeInput(), std::string("in"));
        p->resize({10, 5});
        QCOMPARE(program->sizes(), (std::vector<base::GridSize>{{10, 5}}));
        QVERIFY(!p->exitStatus());
        program->exit({.code = 4, .signal = {}, .reason = {}});
        QCOMPARE(exitOf(*p)->code, std::optional<int>(4));
        program->closeOutput();
        QCOMPARE(readUntil(*p), std::string());
        p.reset();
        QVERIFY(program->isGone());
    }
};
BERTH_TEST(PtyTest)
#include "pty_test.moc"
