// Shells that a local shell opens elsewhere, with the real programs: ssh, tmux, su, and a container's through the engines'
// command lines. While one has the terminal its name is told instead of blocks; afterwards the blocks are back.
#include "tests/support/test_main.h"

#include "tests/support/screen_text.h" // first: moc 6.4 stumbles over <compare> before <string>
#include "tests/support/bash_image.h"
#include "tests/support/engines.h"
#include "tests/support/local_shell.h"
#include "tests/support/waiting.h"

#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <pwd.h>
#include <unistd.h>

using namespace core;
using tests::RealEngine;
using tests::Waiting;
using Kind = shell::NestedShell::Kind;

namespace {

constexpr auto kImage = "berth-test/shells:1";

QString program(const QString &name)
{
    return QStandardPaths::findExecutable(name, {QStringLiteral("/usr/local/bin"), QStringLiteral("/usr/bin"), QStringLiteral("/bin"), QStringLiteral("/usr/sbin")});
}

struct Outer : tests::LocalShell
{
    explicit Outer(const char *shell) : LocalShell(shell, {{".bashrc", "PS1='outer $ '\n"}, {".zshrc", "PS1='outer %# '\n"}}) {}

    bool isIn(Kind kind, const std::string &name)
    {
        return waitFor([&] { return session->frame()->nested == shell::NestedShell{kind, name}; });
    }
    bool shows(const std::string &text)
    {
        return waitFor([&] { return tests::screenText(*session).find(text) != std::string::npos; });
    }
};

} // namespace

class NestedShellsTest : public QObject
{
    Q_OBJECT

    // One whole visit: what is opened is named, stays so whatever runs in there, makes no blocks, and is one block itself.
    static void visit(Outer &sh, const std::string &line, Kind kind, const std::string &name, int exitCode = 0)
    {
        static int visits = 0;
        const std::string mark = std::to_string(++visits); // what an earlier one has left on the screen is not this one's
        QVERIFY(sh.run("echo before").outputTail.starts_with("before"));
        QVERIFY(!sh.session->frame()->nested);
        QVERIFY(sh.atPrompt());
        const auto count = sh.finished.size();
        sh.type(line + "\r");
        QVERIFY(sh.isIn(kind, name));
        // Typed until it answers: ssh and su throw away what is typed before they are ready.
        QVERIFY(sh.waitFor([&, sent = 0]() mutable {
            if (sent++ % 50 == 0)
                sh.type("echo in th\"\"ere-" + mark + "\r");
            return tests::screenText(*sh.session).find("\nin there-" + mark) != std::string::npos;
        }));
        QVERIFY(sh.isIn(kind, name));
        sh.type("sh -c 'echo wai\"\"ting-" + mark + "; read x; echo go\"\"t $x'\r");
        QVERIFY(sh.shows("waiting-" + mark));
        QVERIFY(sh.isIn(kind, name));
        QVERIFY(sh.session->frame()->commandRunning);
        sh.type("it-" + mark + "\r");
        QVERIFY(sh.shows("got it-" + mark));
        QCOMPARE(sh.finished.size(), count);
        for (const auto &block : *sh.session->frame()->blocks)
            QVERIFY(block.trusted || block.command.empty());
        sh.type("exit " + std::to_string(exitCode) + "\r");
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == count + 1 && !sh.session->frame()->nested; }));
        QCOMPARE(sh.finished.back().block.command, line);
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(exitCode));
        QVERIFY(sh.run("echo back").outputTail.starts_with("back"));
        QCOMPARE(sh.finished.back().block.command, std::string("echo back"));
        QVERIFY(!sh.session->frame()->nested);
    }

    static void shells()
    {
        QTest::addColumn<QByteArray>("shell");
        for (const char *shell : {"/bin/bash", "/bin/zsh", "/usr/bin/fish"})
            QTest::newRow(shell) << QByteArray(shell);
    }

    // A server without a port: each connection is a pipe to an sshd of its own, for this user alone.
    QTemporaryDir m_ssh;
    bool makeSsh()
    {
        const auto path = [this](const char *name) { return m_ssh.filePath(QString::fromLatin1(name)); };
        const auto write = [&](const char *name, const QString &text) {
            QFile file(path(name));
            return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) > 0;
        };
        for (const char *key : {"host", "user"})
            if (QProcess::execute(program(QStringLiteral("ssh-keygen")), {QStringLiteral("-q"), QStringLiteral("-t"), QStringLiteral("ed25519"), QStringLiteral("-N"), {}, QStringLiteral("-f"), path(key)}) != 0)
                return false;
        if (::geteuid() == 0 && !QDir().mkpath(QStringLiteral("/run/sshd"))) // what its service makes at boot
            return false;
        const passwd *const me = ::getpwuid(::geteuid());
        return me && QFile::copy(path("user.pub"), path("authorized"))
            && write("server", QStringLiteral("HostKey %1\nAuthorizedKeysFile %2\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\nPrintMotd no\n").arg(path("host"), path("authorized")))
            && write("client", QStringLiteral("Host far\n  ProxyCommand %1 -i -f %2\n  User %3\n  IdentityFile %4\n  IdentitiesOnly yes\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n  LogLevel ERROR\n")
                                   .arg(program(QStringLiteral("sshd")), path("server"), QString::fromLocal8Bit(me->pw_name), path("user")));
    }

    void container(RealEngine &real, const QStringList &cli, const std::string &name)
    {
        if (!real.isRunning())
            QSKIP(qPrintable(real.whyNot()));
        if (program(cli.front()).isEmpty())
            QSKIP("expected: the engine's command line is not on this machine");
        const auto engine = real.connect();
        QVERIFY(engine);
        const auto tar = tests::shellsRootTar();
        QVERIFY2(tar, tar ? "" : tar.error().message.c_str());
        Waiting<void> imported;
        const auto operation = engine->importImage(*tar, kImage, {}, imported.done());
        QVERIFY(imported.wait() && imported.value());
        const QStringList to = cli.mid(1) + QStringList{QString::fromStdString(real.endpoint())};
        const auto call = [&](const QStringList &arguments) {
            QProcess process;
            process.start(cli.front(), to + arguments);
            process.waitForFinished(60'000);
            return process.exitCode() == 0 ? QString::fromUtf8(process.readAllStandardOutput()).trimmed().section(QLatin1Char('\n'), -1) : QString();
        };
        const auto id = call({QStringLiteral("run"), QStringLiteral("-d"), QStringLiteral("--network=none"), QString::fromLatin1(kImage), QStringLiteral("sh"), QStringLiteral("-c"),
                              QStringLiteral("while :; do sleep 1000; done")});
        QVERIFY(!id.isEmpty());
        Outer sh("/bin/bash");
        QVERIFY(sh.isUp());
        const std::string line = (QStringList{cli.front()} + to).join(QLatin1Char(' ')).toStdString() + " exec -it " + id.toStdString().substr(0, 12) + " bash";
        visit(sh, line, Kind::Container, name, 6);
        if (!QTest::currentTestFailed()) { // by a name that the command's text does not tell: seen in the foreground
            sh.run("inside() { " + line + "; }");
            visit(sh, "inside", Kind::Container, name, 0);
        }
        call({QStringLiteral("rm"), QStringLiteral("-f"), id});
    }

private Q_SLOTS:
    void overSsh_data() { shells(); }
    void overSsh()
    {
        QFETCH(QByteArray, shell);
        if (program(QStringLiteral("sshd")).isEmpty() || program(QStringLiteral("ssh")).isEmpty())
            QSKIP("expected: openssh-server and openssh-client are not installed");
        if (!QFile::exists(m_ssh.filePath(QStringLiteral("client"))))
            QVERIFY(makeSsh());
        Outer sh(shell.constData());
        QVERIFY(sh.isUp());
        const std::string line = "ssh -F " + m_ssh.filePath(QStringLiteral("client")).toStdString() + " far";
        visit(sh, line, Kind::Remote, "ssh", 7);
        if (QTest::currentTestFailed())
            return;
        sh.run("alias there '" + line + "'");
        sh.run("alias there='" + line + "'"); // one of them is this shell's way
        visit(sh, "there", Kind::Remote, "ssh", 0);
        // One command over there is a command like others.
        QVERIFY(sh.run(line + " 'echo far; exit 3'").outputTail.starts_with("far"));
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(3));
    }

    void inTmux_data() { shells(); }
    void inTmux()
    {
        QFETCH(QByteArray, shell);
        if (program(QStringLiteral("tmux")).isEmpty())
            QSKIP("expected: tmux is not installed");
        Outer sh(shell.constData());
        QVERIFY(sh.isUp());
        const std::string line = "tmux -S " + sh.home() + "/socket -f /dev/null new 'PS1=\"inner \" exec dash'";
        visit(sh, line, Kind::Multiplexer, "tmux");
        if (QTest::currentTestFailed())
            return;
        // Left, while it goes on, and attached to again.
        const auto count = sh.finished.size();
        QVERIFY(sh.atPrompt());
        sh.type(line + "\r");
        QVERIFY(sh.isIn(Kind::Multiplexer, "tmux") && sh.shows("inner"));
        sh.type("tmux detach\r");
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == count + 1 && !sh.session->frame()->nested; }));
        QVERIFY(sh.run("echo free").outputTail.starts_with("free"));
        const std::string tmux = "tmux -S " + sh.home() + "/socket ";
        QVERIFY(!sh.session->frame()->nested && sh.run(tmux + "ls").block.exitCode == 0);
        QVERIFY(sh.atPrompt());
        sh.type(tmux + "attach\r");
        QVERIFY(sh.isIn(Kind::Multiplexer, "tmux") && sh.shows("inner"));
        sh.type("exit\r");
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == count + 4 && !sh.session->frame()->nested; }));
    }

    void asAnotherUser_data()
    {
        QTest::addColumn<QByteArray>("line");
        for (const char *line : {"su", "su -", "su -s /bin/sh nobody", "/sbin/runuser -u nobody sh", "unshare -m sh"})
            QTest::newRow(line) << QByteArray(line);
    }
    void asAnotherUser()
    {
        QFETCH(QByteArray, line);
        if (::geteuid() != 0)
            QSKIP("expected: this one needs root");
        Outer sh("/bin/bash");
        QVERIFY(sh.isUp());
        const auto path = line.left(line.indexOf(' ') < 0 ? line.size() : line.indexOf(' ')), name = path.mid(path.lastIndexOf('/') + 1);
        visit(sh, line.toStdString(), name == "unshare" ? Kind::Namespace : Kind::User, name.toStdString(), 9);
    }

    void inDocker() { container(RealEngine::docker(), {QStringLiteral("docker"), QStringLiteral("-H")}, "docker"); }
    void inPodman() { container(RealEngine::podman(), {QStringLiteral("podman"), QStringLiteral("--remote"), QStringLiteral("--url")}, "podman"); }
};
BERTH_TEST(NestedShellsTest)
#include "nested_shells_test.moc"
