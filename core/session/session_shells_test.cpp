// What all shells with Berth's integration do, from keys to events.
#include "tests/support/test_main.h"

#include "tests/support/screen_text.h" // first: moc 6.4 stumbles over <compare> before <string>
#include "tests/support/local_shell.h"

#include <QDir>
#include <QTest>
#include <unistd.h>

using namespace core;
using tests::kBashrc;
using tests::withoutPs0;

namespace {

using Shell = tests::LocalShell;
using Files = tests::HomeFiles;

} // namespace

class SessionShellsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void commands_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<bool>("login");
        QTest::addColumn<bool>("old"); // bash without PS0
        QTest::newRow("bash") << QStringLiteral("/bin/bash") << false << false;
        QTest::newRow("bash login") << QStringLiteral("/bin/bash") << true << false;
        QTest::newRow("bash without PS0") << QStringLiteral("/bin/bash") << false << true;
        QTest::newRow("zsh") << QStringLiteral("/bin/zsh") << false << false;
        QTest::newRow("zsh login") << QStringLiteral("/bin/zsh") << true << false;
        QTest::newRow("fish") << QStringLiteral("/usr/bin/fish") << false << false;
    }
    void commands()
    {
        QFETCH(QString, program);
        QFETCH(bool, login);
        QFETCH(bool, old);
        const bool fish = program.endsWith(QLatin1String("fish"));
        Shell sh(program.toStdString(), {{".bashrc", kBashrc}, {".bash_profile", kBashrc}, {".zshrc", "PS1='%~ %# '\n"}}, login, old ? withoutPs0 : std::function<void(std::string &)>());
        QVERIFY(sh.isUp());
        QTRY_COMPARE(sh.session->frame()->cwd, sh.home());

        auto f = sh.run("echo one two");
        QVERIFY(f.block.trusted);
        QCOMPARE(f.block.command, std::string("echo one two"));
        QCOMPARE(f.block.exitCode, std::optional<int>(0));
        QVERIFY2(f.outputTail == "one two" || (program.endsWith(QLatin1String("zsh")) && f.outputTail.starts_with("one two")), f.outputTail.c_str());
        QCOMPARE(f.block.cwd, sh.home());

        QCOMPARE(sh.run("sh -c 'exit 42'").block.exitCode, std::optional<int>(42));
        QVERIFY(sh.run(fish ? "echo $status" : "echo $?").outputTail.starts_with("42")); // untouched by us
        QCOMPARE(sh.run("no-such-command-here").block.exitCode, std::optional<int>(127));
        QVERIFY(sh.finished.back().outputTail.find("no-such-command-here") != std::string::npos);

        sh.run("cd /usr/share");
        QVERIFY(sh.waitFor([&] { return sh.cwd == "/usr/share"; }));
        QCOMPARE(sh.run("true").block.cwd, std::string("/usr/share"));

        f = sh.run("printf %s 'a;b\\c' | tr a-z A-Z; true");
        QCOMPARE(f.block.command, std::string("printf %s 'a;b\\c' | tr a-z A-Z; true"));
        QVERIFY2(f.outputTail.starts_with("A;B\\C"), f.outputTail.c_str());

        // What was typed on several lines is one command.
        const auto multi = fish ? sh.run("for i in 1 2\recho $i\rend") : sh.run("for i in 1 2\rdo echo $i\rdone");
        QVERIFY2(multi.block.command.starts_with("for i in 1 2") && multi.block.command.ends_with(fish ? "end" : "done"), multi.block.command.c_str());
        QVERIFY(multi.outputTail.starts_with("1\n2"));
        if (!fish) {
            const auto heredoc = sh.run("cat <<X\rhi ; there\rX");
            QCOMPARE(heredoc.block.command, std::string("cat <<X\nhi ; there\nX"));
            QVERIFY(heredoc.outputTail.starts_with("hi ; there"));
        }

        // Ctrl-C in a command, at the prompt, and empty lines.
        const auto before = sh.finished.size();
        sh.atPrompt();
        sh.type("sleep 1000\r");
        QVERIFY(sh.waitFor([&] { return sh.session->foregroundJob() == "sleep"; }));
        sh.type("\003");
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == before + 1; }));
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(130));
        sh.atPrompt();
        sh.type("half a li");
        QVERIFY(sh.waitFor([&] { return tests::screenText(*sh.session).find("half a li") != std::string::npos; }));
        if (fish) { // draws its prompt again without saying so
            const auto cancelled = [&] { return tests::screenText(*sh.session).find("half a li^C") != std::string::npos; };
            bool seen = false;
            for (int i = 0; i < 10 && !seen; ++i) { // before fish reads keys itself they are the kernel's, and it draws over them
                sh.type(i == 0 ? "\003" : "half a li\003");
                seen = sh.waitFor(cancelled, 3000);
            }
            QVERIFY(seen);
        } else {
            QVERIFY(sh.interruptPrompt());
            sh.type("\r\r");
            QVERIFY(sh.interruptPrompt());
            sh.type("\r");
        }
        QVERIFY(sh.run("echo after").outputTail.starts_with("after"));
        QCOMPARE(sh.finished.size(), before + 2);

        // Neither the environment nor a printed mark gives a program a voice.
        QVERIFY(sh.run((fish ? "cat /proc/$fish_pid/environ" : "cat /proc/$$/environ") + std::string(" /proc/self/environ | grep -a -c -e NONCE= -e ") + sh.nonce).outputTail.starts_with("0"));
        f = sh.run("printf '\\033]133;D;0\\007\\033]633;E;rm -rf /;\\007\\033]133;C\\007'; false");
        QVERIFY(f.block.trusted);
        QCOMPARE(f.block.exitCode, std::optional<int>(1));
        for (const auto &x : sh.finished)
            QVERIFY(x.block.command != "rm -rf /" && (x.block.trusted || x.block.command.empty()));

        QVERIFY(sh.waitFor([&] { return sh.atPrompt(); }));
        sh.type("exit 3\r");
        QVERIFY(sh.waitFor([&] { return sh.session->frame()->ended.has_value(); }));
        QCOMPARE(sh.session->frame()->ended->code, std::optional<int>(3));
        QVERIFY(sh.session->frame()->blocksOn);
    }

    // U+009C ends a string elsewhere, and in the C locale a shell takes it for two letters: nothing of a mark behind it, its
    // nonce least of all, is shown.
    void namesWithC1Controls_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QByteArray>("locale");
        for (const char *program : {"/bin/bash", "/bin/zsh", "/usr/bin/fish"}) {
            for (const char *locale : {"C", "C.UTF-8"})
                QTest::addRow("%s %s", program, locale) << QString::fromLatin1(program) << QByteArray(locale);
        }
    }
    void namesWithC1Controls()
    {
        QFETCH(QString, program);
        QFETCH(QByteArray, locale);
        Shell sh(program.toStdString(), {{".bashrc", "PS1='$ '\n"}, {".zshrc", "PROMPT='%# '\n"}}, false, {}, {{"LC_ALL", locale.toStdString()}});
        QVERIFY(sh.isUp());
        const std::string path = sh.home() + "/q\xc2\x9c\xc2\x9d" "633;P;Cwd=evil";
        QVERIFY(QDir().mkpath(QString::fromStdString(path)));
        QCOMPARE(sh.run("cd ~/q*").block.exitCode, std::optional<int>(0));
        QVERIFY(sh.waitFor([&] { return sh.cwd.starts_with(sh.home() + "/q"); }));
        QVERIFY(sh.atPrompt());
        QVERIFY2(sh.run("echo q\xc2\x9c" "x; false").block.command.starts_with("echo q"), sh.finished.back().block.command.c_str());
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(1));
        QVERIFY(sh.atPrompt());
        const auto screen = tests::screenText(*sh.session);
        QVERIFY2(screen.find(sh.nonce.substr(0, 8)) == std::string::npos, screen.c_str());
    }

    // Nothing runs of such a line, but it has its block: what was typed, the message, the status.
    void linesThatCannotBeParsed_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("old");
        QTest::newRow("bash") << QStringLiteral("/bin/bash") << 2 << false;
        QTest::newRow("bash without PS0") << QStringLiteral("/bin/bash") << 2 << true;
        QTest::newRow("zsh") << QStringLiteral("/bin/zsh") << 1 << false;
    }
    void linesThatCannotBeParsed()
    {
        QFETCH(QString, program);
        QFETCH(int, status);
        QFETCH(bool, old);
        Shell sh(program.toStdString(), {{".bashrc", kBashrc}, {".zshrc", "PS1='%~ %# '\nsetopt hist_ignore_dups\n"}}, false, old ? withoutPs0 : std::function<void(std::string &)>());
        QVERIFY(sh.isUp());
        for (int i = 0; i < 2; ++i) { // the second time the history keeps no entry of it
            const auto f = sh.run("echo a )");
            QVERIFY(f.block.trusted);
            QCOMPARE(f.block.command, std::string("echo a )"));
            QCOMPARE(f.block.exitCode, std::optional<int>(status));
            QVERIFY2(f.outputTail.find("error near") != std::string::npos, f.outputTail.c_str());
        }
        const auto count = sh.finished.size();
        QVERIFY(sh.atPrompt());
        for (const bool interrupt : {false, false, true, false}) { // the status stays, or is that of Ctrl-C
            const auto before = sh.session->frame()->blocks->back().promptStart;
            if (interrupt) {
                QVERIFY(sh.interruptPrompt());
                continue;
            }
            sh.type("\r");
            QVERIFY(sh.waitFor([&] { return sh.session->frame()->blocks->back().promptStart > before && sh.atPrompt(); }));
        }
        QCOMPARE(sh.finished.size(), count);
        sh.run("echo fine");
        QCOMPARE(sh.finished.size(), count + 1);
        QCOMPARE(sh.finished.back().block.command, std::string("echo fine"));
    }

    void startFilesAreReadAsWithoutUs()
    {
        const Files files{{".bashrc", "seen=\"$seen bashrc\"\n"}, {".bash_profile", "seen=\"$seen bash_profile\"\n"}, {".bash_login", "seen=\"$seen bash_login\"\n"},
                          {".profile", "seen=\"$seen profile\"\n"}, {".zshenv", "seen=\"$seen zshenv\"\n"}, {".zprofile", "seen=\"$seen zprofile\"\n"},
                          {".zshrc", "seen=\"$seen zshrc\"\n"}, {".zlogin", "seen=\"$seen zlogin\"\n"}};
        const auto seen = [&files](const char *program, bool login) {
            Shell sh(program, files, login);
            return sh.isUp() ? sh.run("echo seen$seen").outputTail.substr(0, 60) : std::string();
        };
        QVERIFY(seen("/bin/bash", false).starts_with("seen bashrc"));
        QCOMPARE(seen("/bin/bash", true), std::string("seen bash_profile"));
        QVERIFY(seen("/bin/zsh", false).starts_with("seen zshenv zshrc"));
        QVERIFY(seen("/bin/zsh", true).starts_with("seen zshenv zprofile zshrc zlogin"));

        Shell login("/bin/bash", {{".profile", "P=1\n"}}, true);
        QVERIFY(login.isUp());
        const auto state = login.run("echo $P $0 ${ENV-none} ${POSIXLY_CORRECT-none} $HISTFILE; shopt -q login_shell && echo login; shopt -qo posix || echo plain");
        QCOMPARE(state.outputTail, "1 -bash none none " + login.home() + "/.bash_history\nlogin\nplain");
    }

    void endOfInputIsNoCommand()
    {
        Shell sh("/bin/dash");
        QVERIFY(sh.isUp());
        sh.type("\004");
        QVERIFY(sh.waitFor([&] { return sh.session->frame()->ended.has_value(); }));
        QVERIFY(sh.finished.empty());
    }

    // What is typed inside another shell is not heard by ours: the session says so, by name.
    void nestedShellsAreSaidSo_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("name");
        using Kind = shell::NestedShell::Kind;
        const auto row = [](const char *program, const char *line, Kind kind, const char *name) {
            QTest::addRow("%s: %s", program, line) << QString::fromLatin1(program) << QString::fromLatin1(line) << int(kind) << QString::fromLatin1(name);
        };
        row("/bin/bash", "bash --norc", Kind::Shell, "bash");
        row("/bin/bash", "alias other='env A=1 sh'; other", Kind::Shell, "sh"); // seen in the foreground, not in the text
        row("/bin/zsh", "dash", Kind::Shell, "dash");
        row("/usr/bin/fish", "bash --norc", Kind::Shell, "bash");
        row("/bin/bash", "su", Kind::User, "su");
        row("/bin/bash", "unshare sh", Kind::Namespace, "unshare");
        row("/bin/bash", "printf '\\033]133;A\\007'; sleep 60", Kind::Unknown, "");
    }
    void nestedShellsAreSaidSo()
    {
        QFETCH(QString, program);
        QFETCH(QString, line);
        QFETCH(int, kind);
        QFETCH(QString, name);
        if (::geteuid() != 0 && (name == QLatin1String("su") || name == QLatin1String("unshare")))
            QSKIP("expected: this one needs root");
        Shell sh(program.toStdString(), {{".bashrc", kBashrc}, {".zshrc", "PS1='%~ %# '\n"}});
        QVERIFY(sh.isUp());
        sh.run("true");
        QVERIFY(!sh.session->frame()->nested);
        if (const auto semicolon = line.indexOf(QLatin1String("; ")); line.startsWith(QLatin1String("alias"))) {
            sh.run(line.left(semicolon).toStdString());
            line = line.mid(semicolon + 2);
        }
        QVERIFY(sh.atPrompt());
        sh.type(line.toStdString() + "\r");
        QVERIFY(sh.waitFor([&] { return sh.session->frame()->nested && sh.session->frame()->nested->program == name.toStdString(); }));
        QCOMPARE(int(sh.session->frame()->nested->kind), kind);
        const auto count = sh.finished.size();
        if (kind == int(shell::NestedShell::Kind::Unknown)) {
            QVERIFY(sh.waitFor([&] { return sh.session->foregroundJob() == "sleep"; })); // sooner, the key may reach nobody
            sh.type("\003");
        } else {
            sh.type("echo in th\"\"ere\r");
            QVERIFY(sh.waitFor([&] { return tests::screenText(*sh.session).find("in there") != std::string::npos; }));
            sh.type("exit\r");
        }
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == count + 1 && !sh.session->frame()->nested; })); // one block: the whole
        QCOMPARE(sh.finished.back().block.command, line.toStdString());
        QVERIFY(sh.run("echo back").outputTail.starts_with("back"));
    }

    void shellInThePlaceOfOurs()
    {
        Shell sh("/bin/bash", {{".bashrc", kBashrc}});
        QVERIFY(sh.isUp());
        sh.type("exec sh\r");
        QVERIFY(sh.waitFor([&] { return sh.session->frame()->nested.has_value(); }));
        QCOMPARE(sh.session->frame()->nested->program, std::string("sh"));
        sh.type("exit 5\r");
        QVERIFY(sh.waitFor([&] { return sh.session->frame()->ended.has_value(); }));
        QCOMPARE(sh.finished.back().block.command, std::string("exec sh"));
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(5));
    }

    void unknownShellStillRuns()
    {
        const auto injection = shell::localInjection("/opt/xonsh", true, "n", "/x", {});
        QVERIFY(injection.kind == shell::Kind::Other);
        QCOMPARE(injection.arguments, (std::vector<std::string>{"-xonsh"}));
        QVERIFY(injection.environment.empty());
    }

    void aThousandCommands_data()
    {
        QTest::addColumn<QString>("program");
        QTest::newRow("bash") << QStringLiteral("/bin/bash");
        QTest::newRow("zsh") << QStringLiteral("/bin/zsh");
    }
    void aThousandCommands()
    {
        QFETCH(QString, program);
        Shell sh(program.toStdString(), {{".bashrc", kBashrc}, {".zshrc", "PS1='> '\nsetopt interactive_comments\n"}});
        QVERIFY(sh.isUp());
        constexpr int kCount = 1000;
        for (int i = 0; i < kCount; ++i) // typed ahead, as a paste of many lines
            sh.type("(exit " + std::to_string(i % 200) + ") # " + std::to_string(i) + "\r");
        QVERIFY(sh.waitFor([&] { return sh.finished.size() >= kCount; }));
        QCOMPARE(sh.finished.size(), std::size_t(kCount));
        for (int i = 0; i < kCount; ++i) {
            QCOMPARE(sh.finished[i].block.exitCode, std::optional<int>(i % 200));
            QCOMPARE(sh.finished[i].block.command, "(exit " + std::to_string(i % 200) + ") # " + std::to_string(i));
        }
    }
};
BERTH_TEST(SessionShellsTest)
#include "session_shells_test.moc"
