#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/pty/local_pty.h"
#include "core/shell/injection.h"
#include "core/shell/scripts.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <poll.h>
#include <unistd.h>

using namespace core;

namespace {

constexpr int kPatience = 30'000; // ms
const std::string kNonce = "feedbeef01234567";

// What an engine does with a launch: run its command on a terminal, send the input, drop everything up to `ready`.
class Container
{
public:
    // `prefix` is put in front of the command: which sh runs it, and where.
    Container(shell::ContainerLaunch launch, std::vector<std::string> prefix, std::vector<std::pair<std::string, std::string>> environment = {})
        : m_launch(std::move(launch))
        , m_unsent(m_launch.input)
    {
        auto arguments = std::move(prefix);
        arguments.insert(arguments.end(), m_launch.command.begin() + 1, m_launch.command.end());
        if (environment.empty())
            environment = {{"PATH", "/usr/bin:/bin:/usr/sbin:/sbin"}, {"HOME", m_home.path().toStdString()}};
        auto started = pty::startLocal({.program = arguments.front(), .arguments = arguments, .environment = environment, .workingDirectory = "/", .size = {}});
        if (started)
            m_pty = std::move(*started);
    }

    bool waitFor(std::string_view text, std::size_t from = 0)
    {
        QElapsedTimer timer;
        timer.start();
        while (m_pty && timer.elapsed() < kPatience) {
            if (isReady() && out.find(text, from) != std::string::npos)
                return true;
            pump();
        }
        qWarning("no \"%.*s\" in: %s", int(text.size()), text.data(), out.c_str());
        return false;
    }
    // What the command prints, without its echo.
    std::string run(const std::string &command)
    {
        const auto from = out.size();
        m_unsent += command + "; echo en\"\"d\n";
        waitFor("end\r\n", from);
        return out.substr(from);
    }
    bool isReady() const { return m_ready; }
    QString folder() const { return QStringLiteral("/dev/shm/.berth-") + QString::fromStdString(m_launch.ready).section(QLatin1Char('-'), -1); }

    std::string out; // after `ready`

private:
    void pump()
    {
        if (const auto n = m_pty->write(m_unsent); n)
            m_unsent.erase(0, *n);
        pollfd p{m_pty->fd(), short(POLLIN | (m_unsent.empty() ? 0 : POLLOUT)), 0};
        ::poll(&p, 1, 100);
        char buffer[4096];
        if (const auto r = m_pty->read(buffer); r.state == pty::ReadResult::Data)
            out.append(buffer, r.count);
        else if (r.state == pty::ReadResult::End)
            m_pty.reset();
        if (const auto at = m_ready ? std::string::npos : out.find(m_launch.ready); at != std::string::npos) {
            m_ready = true;
            out.erase(0, at + m_launch.ready.size());
        }
    }

    shell::ContainerLaunch m_launch;
    std::string m_unsent;
    QTemporaryDir m_home;
    std::unique_ptr<pty::Pty> m_pty;
    bool m_ready = false;
};

} // namespace

class ContainerLaunchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void scriptsAreInTheProgram()
    {
        for (const char *name : {"berth.bash", "berth.fish", "berth.sh", "zsh.zshenv"})
            QVERIFY(shell::scriptText(name).size() > 500);
        QCOMPARE(shell::packed("# a\n\n  x # y\n\t#z\n  z\n"), std::string("x # y\nz\n"));
    }

    // Engines show an exec's settings to others; its input they do not keep.
    void onlyTheInputKnowsTheNonceAndSurvivesATerminal()
    {
        for (const char *preferred : {"", "/usr/bin/fish", "it's", "a\nb", "\xc3\xa9"}) {
            const auto launch = shell::containerLaunch(kNonce, preferred);
            for (const auto &setting : launch.command)
                QVERIFY(setting.find(launch.ready) == std::string::npos && setting.find(kNonce) == std::string::npos);
            QVERIFY(launch.input.find(launch.ready) == std::string::npos); // it is echoed
            QVERIFY(launch.input.size() < 32 * 1024 && launch.input.ends_with("\n\x04"));
            const auto text = QString::fromLatin1(launch.input.data(), qsizetype(launch.input.size()) - 1);
            QVERIFY(std::ranges::all_of(text, [](QChar c) { return c == u'\n' || (c >= u' ' && c <= u'~'); }));
            for (const auto &line : text.split(QLatin1Char('\n')))
                QVERIFY(line.size() < 1024);
            QVERIFY(launch.ready != shell::containerLaunch(kNonce).ready);
        }
    }

    void becomesAShell_data()
    {
        QTest::addColumn<QStringList>("sh");        // what /bin/sh is in the container
        QTest::addColumn<QString>("preferred");
        QTest::addColumn<QString>("becomes");       // /proc/$$/comm
        QTest::addColumn<bool>("tellsCommands");
        const auto s = [](const char *t) { return QString::fromLatin1(t); };
        QTest::newRow("dash to bash") << QStringList{s("/bin/dash")} << QString() << s("bash") << true;
        QTest::newRow("bash to bash") << QStringList{s("/bin/bash")} << QString() << s("bash") << true;
        QTest::newRow("busybox to bash") << QStringList{s("/bin/busybox"), s("sh")} << QString() << s("bash") << true;
        // A busybox that prefers what is in itself names no path for it.
        QTest::newRow("busybox to sh") << QStringList{s("/bin/busybox"), s("sh")} << s("sh") << s("sh") << false;
        QTest::newRow("dash to zsh") << QStringList{s("/bin/dash")} << s("/usr/bin/zsh") << s("zsh") << true;
        QTest::newRow("busybox to zsh") << QStringList{s("/bin/busybox"), s("sh")} << s("zsh") << s("zsh") << true;
        QTest::newRow("dash to dash") << QStringList{s("/bin/dash")} << s("/bin/dash") << s("dash") << false;
        QTest::newRow("dash to fish") << QStringList{s("/bin/dash")} << s("fish") << s("fish") << true;
        QTest::newRow("missing one") << QStringList{s("/bin/dash")} << s("/opt/nope") << s("bash") << true;
    }
    void becomesAShell()
    {
        QFETCH(QStringList, sh);
        QFETCH(QString, preferred);
        QFETCH(QString, becomes);
        QFETCH(bool, tellsCommands);
        std::vector<std::string> prefix;
        for (const auto &word : sh)
            prefix.push_back(word.toStdString());
        Container container(shell::containerLaunch(kNonce, preferred.toStdString()), prefix);
        QVERIFY(container.waitFor("133;A;nonce=" + kNonce));
        QVERIFY2(container.out.starts_with("\033]633;P;Shell=" + becomes.toStdString() + ";" + kNonce + "\007"), container.out.c_str());
        QVERIFY2(container.out.find("berth_") == std::string::npos, container.out.c_str()); // nothing of the launcher shows
        if (becomes == QLatin1String("fish")) {
            QVERIFY(container.run("cat /proc/$fish_pid/comm").find("fish\r\n") != std::string::npos);
        } else {
            const auto out = container.run("cat /proc/$$/comm; echo $TERM $COLORTERM $TERM_PROGRAM; umask; cat /proc/$$/environ | tr '\\0' '\\n' | cat - /proc/self/environ | grep -c -e NONCE= -e " + kNonce + "; stty -a | grep -o ' echo '");
            QVERIFY2(out.find(becomes.toStdString() + "\r\nxterm-256color truecolor berth\r\n") != std::string::npos, out.c_str());
            QVERIFY2(out.find("0022\r\n0\r\n") != std::string::npos || out.find("022\r\n0\r\n") != std::string::npos, out.c_str());
        }
        container.run("false");
        QVERIFY(container.waitFor("133;D;0"));
        QCOMPARE(container.out.find("633;E;false") != std::string::npos, tellsCommands);
        QVERIFY(!QFileInfo::exists(container.folder())); // the scripts deleted themselves
    }

    void aProgramWaitsForItsLine()
    {
        for (const auto &sh : std::vector<std::vector<std::string>>{{"/bin/dash"}, {"/bin/bash"}, {"/bin/busybox", "sh"}}) {
            Container container(shell::sizedLaunch({"/bin/echo", "a  b", "$HOME", "it's"}), sh);
            QVERIFY(container.waitFor("it's\r\n"));
            QCOMPARE(container.out, std::string("a  b $HOME it's\r\n"));
        }
    }

    void withoutTheLadderItIsThatShellOrNone()
    {
        Container other(shell::containerLaunch(kNonce, "zsh", shell::Ladder::No), {"/bin/dash"});
        QVERIFY(other.waitFor("633;P;Shell=zsh;" + kNonce));
        QVERIFY(other.waitFor("133;A;nonce=" + kNonce));
        Container none(shell::containerLaunch(kNonce, "nope", shell::Ladder::No), {"/bin/dash"});
        QVERIFY(none.waitFor("nope: not found"));
        Container missing(shell::containerLaunch(kNonce, "fish", shell::Ladder::No), {"/bin/busybox", "sh"}, {{"PATH", "/nonexistent"}});
        QVERIFY(missing.waitFor("fish: not found"));
        QVERIFY(!QFileInfo::exists(missing.folder())); // nobody would remove it
    }

    // It may run a shell that does not read ENV.
    void aScriptByTheNameOfShHasNoIntegration()
    {
        QTemporaryDir bin;
        QFile script(bin.filePath(QStringLiteral("sh")));
        QVERIFY(script.open(QIODevice::WriteOnly) && script.write("#!/bin/sh\nexec /bin/bash \"$@\"\n") > 0);
        script.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        script.close();
        Container container(shell::containerLaunch(kNonce, "sh"), {"/bin/dash"}, {{"PATH", bin.path().toStdString() + ":/usr/bin:/bin"}, {"HOME", "/nonexistent"}});
        QVERIFY(container.waitFor("633;P;Shell=sh;" + kNonce));
        const auto out = container.run("echo count=$(env | grep -c -e NONCE -e " + kNonce + " -e ^ENV=) .");
        QVERIFY2(out.find("count=0 .\r\n") != std::string::npos, out.c_str());
        QVERIFY(!QFileInfo::exists(container.folder()));
    }

    // zsh removes its files itself; of the others an empty one stays where there is no rm.
    void needsNoCoreutils_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"bash", "zsh", "fish", "sh"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void needsNoCoreutils()
    {
        QFETCH(QString, name);
        QTemporaryDir bin;
        QVERIFY(QFile::link(QStringLiteral("/bin/") + name, bin.filePath(name)));
        Container container(shell::containerLaunch(kNonce, name.toStdString()), {"/bin/dash"}, {{"PATH", bin.path().toStdString()}, {"HOME", "/nonexistent"}});
        QVERIFY(container.waitFor("633;P;Shell=" + name.toStdString() + ";" + kNonce));
        QVERIFY(container.waitFor("133;A;nonce=" + kNonce));
        const auto out = container.run("whence zf_rm");
        QVERIFY2(out.find("zf_rm\r\n") == std::string::npos, out.c_str());
        for (const QString &path : {container.folder(), container.folder() + QStringLiteral(".n")}) {
            const QFileInfo left(path);
            QVERIFY2(name == QLatin1String("zsh") ? !left.exists() : left.size() == 0, qPrintable(path));
            QFile::remove(path);
        }
    }

    // Programs that the user's own files start are not told either.
    void filesOfTheUserDoNotSeeTheNonce_data()
    {
        QTest::addColumn<QString>("becomes");
        QTest::addColumn<QString>("file"); // in the home folder
        QTest::newRow("bash") << QStringLiteral("bash") << QStringLiteral(".bashrc");
        QTest::newRow("zsh") << QStringLiteral("zsh") << QStringLiteral(".zshenv");
        QTest::newRow("fish") << QStringLiteral("fish") << QStringLiteral(".config/fish/config.fish");
        QTest::newRow("fish conf.d") << QStringLiteral("fish") << QStringLiteral(".config/fish/conf.d/a.fish");
    }
    void filesOfTheUserDoNotSeeTheNonce()
    {
        QFETCH(QString, becomes);
        QFETCH(QString, file);
        QTemporaryDir home;
        QVERIFY(QDir().mkpath(QFileInfo(home.filePath(file)).path()));
        QFile rc(home.filePath(file));
        QVERIFY(rc.open(QIODevice::WriteOnly) && rc.write("env >~/seen\ncat /proc/self/environ >>~/seen\n") > 0);
        rc.close();
        Container container(shell::containerLaunch(kNonce, becomes.toStdString()), {"/bin/dash"}, {{"PATH", "/usr/bin:/bin"}, {"HOME", home.path().toStdString()}});
        QVERIFY(container.waitFor("133;A;nonce=" + kNonce));
        QFile seen(home.filePath(QStringLiteral("seen")));
        QVERIFY(seen.open(QIODevice::ReadOnly));
        const QByteArray text = seen.readAll();
        QVERIFY2(text.contains("TERM_PROGRAM=berth") && !text.contains("BERTH_") && !text.contains(kNonce.c_str()), text.constData());
    }

    void usersVariablesComeBack()
    {
        for (const auto &[shellName, variable] : {std::pair{"zsh", "ZDOTDIR"}, std::pair{"dash", "ENV"}}) {
            Container container(shell::containerLaunch(kNonce, shellName), {"/bin/sh"}, {{"PATH", "/usr/bin:/bin"}, {"HOME", "/nonexistent"}, {variable, "/nonexistent/mine"}});
            QVERIFY(container.waitFor("133;A;nonce=" + kNonce));
            const auto out = container.run(std::string("echo \"[$") + variable + "]\"");
            QVERIFY2(out.find("[/nonexistent/mine]\r\n") != std::string::npos, out.c_str());
        }
    }

    // A variable that came in exported stays so when it is assigned.
    void anImagesVariablesDoNotExportTheNonce_data()
    {
        QTest::addColumn<QStringList>("sh");
        QTest::addColumn<QString>("becomes");
        for (const char *becomes : {"bash", "zsh", "fish", "/bin/dash"})
            QTest::newRow(becomes) << QStringList{QStringLiteral("/bin/dash")} << QString::fromLatin1(becomes);
        QTest::newRow("busybox") << QStringList{QStringLiteral("/bin/busybox"), QStringLiteral("sh")} << QStringLiteral("sh");
        QTest::newRow("no integration") << QStringList{QStringLiteral("/bin/bash")} << QStringLiteral("/bin/rbash");
    }
    void anImagesVariablesDoNotExportTheNonce()
    {
        QFETCH(QStringList, sh);
        QFETCH(QString, becomes);
        std::vector<std::string> prefix;
        for (const auto &word : sh)
            prefix.push_back(word.toStdString());
        std::vector<std::pair<std::string, std::string>> environment{{"PATH", "/usr/bin:/bin"}, {"HOME", "/nonexistent"}};
        for (const char *ours : {"berth_n", "berth_t", "BERTH_NONCE_FILE", "BERTH_REMOVE", "__berth_nonce", "__berth_ends", "__berth_remove"})
            environment.emplace_back(ours, "theirs");
        Container container(shell::containerLaunch(kNonce, becomes.toStdString()), prefix, environment);
        const bool isMarked = !becomes.endsWith(QLatin1String("rbash"));
        QVERIFY(container.waitFor((isMarked ? "133;A;nonce=" : "633;P;Shell=rbash;") + kNonce));
        const auto out = container.run("echo count=$(env | grep -c -e " + kNonce + " -e berth_t=) .");
        QVERIFY2(out.find("count=0 .\r\n") != std::string::npos, out.c_str());
    }

    // bash as sh hands its posix mode on where SHELLOPTS is exported; and an image may want that mode.
    void aBashInPosixModeHasNoNonce()
    {
        for (const auto &[variable, value] : {std::pair{"SHELLOPTS", "pipefail"}, std::pair{"POSIXLY_CORRECT", "1"}}) {
            QTemporaryDir links;
            const QString sh = links.filePath(QStringLiteral("sh"));
            QVERIFY(QFile::link(QStringLiteral("/bin/bash"), sh));
            Container container(shell::containerLaunch(kNonce, "bash"), {sh.toStdString()}, {{"PATH", "/usr/bin:/bin"}, {"HOME", "/nonexistent"}, {variable, value}});
            QVERIFY(container.waitFor("633;P;Shell=bash;" + kNonce));
            const auto out = container.run("echo count=$(env | grep -c -e NONCE -e " + kNonce + ") .");
            QVERIFY2(out.find("count=0 .\r\n") != std::string::npos, out.c_str());
            QVERIFY(!QFileInfo::exists(container.folder()));
        }
    }

    void tracingDoesNotShowTheNonce_data()
    {
        QTest::addColumn<QString>("becomes");
        QTest::addColumn<QString>("file"); // in the home folder
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shellOptions");
        const auto row = [](const char *becomes, const char *file, const char *text, const char *options = "") {
            QTest::addRow("%s %s%s", becomes, file, options) << QString::fromLatin1(becomes) << QString::fromLatin1(file) << QString::fromLatin1(text) << QString::fromLatin1(options);
        };
        row("bash", ".bashrc", "set -x\n");
        row("bash", "", "", "xtrace");
        row("zsh", ".zshrc", "set -x\n");
        row("zsh", ".zshenv", "setopt xtrace\n");
        row("fish", ".config/fish/config.fish", "set -g fish_trace 1\n");
        row("fish", ".config/fish/conf.d/x.fish", "set -g fish_trace all\n");
        row("dash", "", "");
        row("sh", "", "", "xtrace");
    }
    void tracingDoesNotShowTheNonce()
    {
        QFETCH(QString, becomes);
        QFETCH(QString, file);
        QFETCH(QString, text);
        QFETCH(QString, shellOptions);
        QTemporaryDir home;
        if (!file.isEmpty()) {
            QVERIFY(QDir().mkpath(QFileInfo(home.filePath(file)).path()));
            QFile rc(home.filePath(file));
            QVERIFY(rc.open(QIODevice::WriteOnly) && rc.write(text.toUtf8()) > 0);
        }
        std::vector<std::pair<std::string, std::string>> environment{{"PATH", "/usr/bin:/bin"}, {"HOME", home.path().toStdString()}};
        if (!shellOptions.isEmpty())
            environment.emplace_back("SHELLOPTS", shellOptions.toStdString());
        if (becomes == QLatin1String("sh")) { // a bash by that name
            QVERIFY(QFile::link(QStringLiteral("/bin/bash"), home.filePath(becomes)));
            environment[0].second = home.path().toStdString() + ":/usr/bin:/bin";
        }
        Container container(shell::containerLaunch(kNonce, becomes.toStdString()), {"/bin/dash"}, environment);
        QVERIFY(container.waitFor("133;A;nonce=" + kNonce));
        container.run("set -x");
        container.run("echo o; false");
        const auto from = container.out.size();
        container.run(":");
        QVERIFY(container.waitFor("133;A;", from));
        QString seen = QString::fromStdString(container.out); // without what the terminal reads itself
        seen.remove(QRegularExpression(QStringLiteral("\x1b\\][^\x07\x1b]*(\x07|\x1b\\\\|$)"))); // the last one may not be here whole
        QVERIFY2(!seen.contains(QString::fromStdString(kNonce)), qPrintable(seen));
        QVERIFY2(becomes == QLatin1String("fish") || seen.contains(QRegularExpression(QStringLiteral("\\+\\S* ?echo o"))), qPrintable(seen)); // theirs is
    }

    // A container that holds one static busybox and nothing else; /dev/shm as a tmpfs of its own, or none at all.
    void busyboxAlone_data()
    {
        QTest::addColumn<bool>("withSharedMemory");
        QTest::newRow("with /dev/shm") << true;
        QTest::newRow("without /dev/shm") << false;
    }
    void busyboxAlone()
    {
        QFETCH(bool, withSharedMemory);
        if (::geteuid() != 0)
            QSKIP("expected: chroot needs root; the engine tests cover it");
        QTemporaryDir root;
        const auto at = [&root](const char *path) { return root.filePath(QString::fromLatin1(path)); };
        QVERIFY(QDir().mkpath(at("bin")) && QDir().mkpath(at("proc")) && QDir().mkpath(at("dev/shm")));
        QVERIFY(QFile::copy(QStringLiteral("/bin/busybox"), at("bin/busybox")));
        for (const char *applet : {"bin/sh", "bin/cat", "bin/echo"})
            QVERIFY(QFile::link(QStringLiteral("busybox"), at(applet)));
        const auto script = std::string(withSharedMemory ? "mount -t tmpfs tmpfs \"$0/dev/shm\"" : "rmdir \"$0/dev/shm\"") + " && exec chroot \"$0\" /bin/sh \"$@\"";
        Container container(shell::containerLaunch(kNonce), {"unshare", "-m", "sh", "-c", script, root.path().toStdString()},
                            {{"PATH", "/usr/bin:/bin:/usr/sbin:/sbin"}, {"HOME", "/"}});
        QVERIFY(container.waitFor("# "));
        const auto out = container.run("echo /dev/shm/.b*");
        QCOMPARE(container.out.find("133;A;nonce=" + kNonce) != std::string::npos, withSharedMemory);
        QVERIFY2(out.find("/dev/shm/.b*\r\n") != std::string::npos, out.c_str());
    }
};
BERTH_TEST(ContainerLaunchTest)
#include "container_launch_test.moc"
