// sh, dash and busybox with Berth's integration, from keys to events: they say all at the prompt, and no command's text.
#include "tests/support/test_main.h"

#include "tests/support/screen_text.h" // first: moc 6.4 stumbles over <compare> before <string>
#include "tests/support/local_shell.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace core;

namespace {

using Shell = tests::LocalShell;

} // namespace

class SessionPlainShellsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // ash prints its prompt anew, with all that we say in it, behind Tab and the arrows; the line is still the same.
    void aLineEditorDrawsThePromptAgain()
    {
        QTemporaryDir links;
        const auto busybox = links.filePath(QStringLiteral("sh")); // by this name it is a shell
        QVERIFY(QFile::link(QStringLiteral("/bin/busybox"), busybox));
        Shell sh(busybox.toStdString(), {{"ask.sh", "stty -echo; printf 'Password: '; read a; stty echo; echo; echo ok\n"}});
        QVERIFY(sh.isUp());
        std::size_t asked = 0;
        const auto answer = [&] {
            ++asked;
            const bool asks = sh.waitFor([&] {
                const auto text = QString::fromStdString(tests::screenText(*sh.session));
                return std::size_t(text.count(QStringLiteral("Password:"))) == asked;
            });
            sh.type("hunter2\r");
            return asks && sh.waitFor([&] { return sh.finished.size() >= asked && sh.atPrompt(); });
        };
        const auto shows = [&](const char *text, int times) {
            return sh.waitFor([&] { return QString::fromStdString(tests::screenText(*sh.session)).count(QString::fromLatin1(text)) == times; });
        };
        sh.type("sh as\t");
        QVERIFY(shows("sh ask.sh", 1));
        sh.type("\r");
        QVERIFY(answer());
        sh.type("\033[A");
        QVERIFY(shows("sh ask.sh", 2));
        sh.type("\r");
        QVERIFY(answer());
        for (const char *atOnce : {"sh as\t\r", "\033[A\r", "\014sh ask.sh\r"}) {
            if (*atOnce == '\014')
                asked = 0; // it clears the screen
            const auto before = sh.finished.size();
            sh.type(atOnce);
            ++asked;
            QVERIFY(shows("Password:", int(asked)));
            sh.type("hunter2\r");
            QVERIFY(sh.waitFor([&] { return sh.finished.size() > before && sh.atPrompt(); }));
        }
        QCOMPARE(sh.finished.size(), std::size_t(5));
        for (const auto &each : sh.finished)
            QCOMPARE(each.block.command, std::string("sh ask.sh"));
    }

    // dash has no line editor: the terminal shows the keys, and what they do to the screen is no command.
    void keysThatAreEchoedAreNoCommand()
    {
        Shell sh("/bin/dash");
        QVERIFY(sh.isUp());
        sh.type("\033[A\r");
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == 1 && sh.atPrompt(); }));
        QCOMPARE(sh.finished[0].block.command, std::string());
        QCOMPARE(sh.run("echo after").block.command, std::string("echo after"));
    }

    void theUsersEnvIsExpanded()
    {
        Shell sh("/bin/dash", {{".shrc", "greeting=hi\n"}}, false, {}, {{"ENV", "$HOME/.shrc"}});
        QVERIFY(sh.isUp());
        QCOMPARE(sh.run("echo \"$greeting $ENV\"").outputTail, std::string("hi $HOME/.shrc"));
    }

    void plainShellsCommandsAreReadOffTheScreen_data()
    {
        QTest::addColumn<QString>("program");
        QTest::newRow("dash") << QStringLiteral("/bin/dash");
        QTest::newRow("sh") << QStringLiteral("/bin/sh");
        static const QTemporaryDir links;
        const auto busybox = links.filePath(QStringLiteral("sh")); // by this name it is a shell
        if (QFile::exists(busybox) || QFile::link(QStringLiteral("/bin/busybox"), busybox))
            QTest::newRow("busybox") << busybox;
    }
    void plainShellsCommandsAreReadOffTheScreen()
    {
        QFETCH(QString, program);
        Shell sh(program.toStdString());
        QVERIFY(sh.isUp());
        auto f = sh.run("echo hello; (exit 9)");
        QVERIFY(f.block.trusted);
        QCOMPARE(f.block.exitCode, std::optional<int>(9));
        QCOMPARE(f.block.command, std::string("echo hello; (exit 9)"));
        QCOMPARE(f.outputTail, std::string("hello"));
        QVERIFY(sh.atPrompt());
        const auto lastPrompt = [&] { return sh.session->frame()->blocks->back().promptStart; };
        sh.type("given up"); // Ctrl-C: what is on the line did not run
        QVERIFY(sh.waitFor([&] { return tests::screenText(*sh.session).find("given up") != std::string::npos; }));
        QVERIFY(sh.interruptPrompt());
        const auto before = lastPrompt();
        sh.type("\r"); // nothing printed, same status: no command
        QVERIFY(sh.waitFor([&] { return lastPrompt() > before && sh.atPrompt(); }));
        const auto moved = sh.run("cd /usr; sleep 0.2; echo x").block;
        QCOMPARE(moved.exitCode, std::optional<int>(0));
        QCOMPARE(moved.command, std::string("cd /usr; sleep 0.2; echo x"));
        QVERIFY(moved.duration >= std::chrono::milliseconds(200)); // from Enter
        const std::string wide = "echo " + std::string(200, 'w'); // wraps
        QCOMPARE(sh.run(wide).block.command, wide);
        // What a background job prints at the prompt is not what was typed.
        sh.run("(sleep 0.3; printf 'FOR%s ' GED) & echo in the background");
        QVERIFY(sh.waitFor([&] { return tests::screenText(*sh.session).find("FORGED") != std::string::npos; }));
        QCOMPARE(sh.run("ls /nope").block.command.find("FORGED"), std::string::npos);
        for (const auto &event : sh.finished)
            QVERIFY(event.block.command.find("given up") == std::string::npos);
        QVERIFY(sh.waitFor([&] { return sh.cwd == "/usr"; }));
    }

    // A folder of a downloaded archive may have any name: none ends a mark before its nonce.
    void aFoldersNameSaysNothingInTheShellsName_data() { plainShellsCommandsAreReadOffTheScreen_data(); }
    void aFoldersNameSaysNothingInTheShellsName()
    {
        QFETCH(QString, program);
        const QTemporaryDir folder;
        const std::string path = folder.path().toStdString();
        Shell sh(program.toStdString());
        QVERIFY(sh.isUp());
        sh.run("cd " + path);
        QVERIFY(sh.waitFor([&] { return sh.cwd == path; }));
        const std::vector<std::string> names = {"a\x07\x1b]633;P;Cwd=", "b\x1b]633;P;Cwd=", "c\x18", "d\x1a", "e\\a\\e]633;P;Cwd="};
        // U+009C and U+009D, which end a string and begin one elsewhere: the name is told without them.
        const std::string byC1 = path + "/f\xc2\x9c\xc2\x9d" "633;E;evil";
        QVERIFY(QDir(folder.path()).mkpath(QString::fromStdString(byC1)));
        sh.run("cd f*");
        QVERIFY(sh.waitFor([&] { return sh.cwd == path + "/f633;E;evil"; }));
        QVERIFY(sh.atPrompt());
        sh.type("echo o\x0c"); // busybox draws its prompt again
        QVERIFY(sh.run("k").block.command.find("evil") == std::string::npos);
        QVERIFY(sh.cwd == path + "/f633;E;evil");
        sh.run("cd " + path + "; clear");
        QVERIFY(sh.waitFor([&] { return sh.cwd == path; }));
        for (const std::string &name : names) {
            QVERIFY(QDir(folder.path()).mkpath(QString::fromStdString(name + "/etc")));
            const char start = name.front();
            sh.run(std::string("cd ") + start + "*/etc; echo \"ok$((4 + 1))\"");
            QVERIFY(sh.waitFor([&] { return tests::screenText(*sh.session).find("ok5") != std::string::npos && sh.atPrompt(); }));
            QVERIFY2(sh.cwd == path, name.c_str());
            static const QRegularExpression nonce(QStringLiteral("[0-9a-f]{16}"));
            QVERIFY2(!nonce.match(QString::fromStdString(tests::screenText(*sh.session))).hasMatch(), name.c_str());
            sh.run("cd " + path + "; clear");
        }
    }

    // What a plain shell does not show where it is looked for, or does not show at all.
    void plainShellsLeftovers_data() { plainShellsCommandsAreReadOffTheScreen_data(); }
    void plainShellsLeftovers()
    {
        QFETCH(QString, program);
        Shell sh(program.toStdString());
        QVERIFY(sh.isUp());
        for (const char *silent : {"true", "cd /usr", "x=1"}) { // nothing printed, the status is the old one
            QCOMPARE(sh.run(silent).block.command, std::string(silent));
            QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(0));
        }
        auto count = sh.finished.size();
        sh.atPrompt();
        for (const auto &[line, shown] : {std::pair("for i in 1 2\r", "1 2\n>"), {"do echo $i\r", "$i\n>"}, {"done\r", "done\n1"}}) {
            sh.type(line);
            QVERIFY(sh.waitFor([&, text = shown] { return tests::screenText(*sh.session).find(text) != std::string::npos; }));
        }
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == count + 1; }));
        QCOMPARE(sh.finished.back().block.command, std::string("for i in 1 2\ndo echo $i\ndone"));
        QCOMPARE(sh.finished.back().outputTail, std::string("1\n2"));
        // All but the first at once: the terminal echoes the last before the shell asks for it, the one before it behind a prompt.
        count = sh.finished.size();
        sh.atPrompt();
        sh.type("for i in 3 4\r");
        QVERIFY(sh.waitFor([&] { return tests::screenText(*sh.session).find("3 4\n>") != std::string::npos; }));
        sh.type("do echo $i\rdone\r");
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == count + 1; }));
        QCOMPARE(sh.finished.back().block.command, std::string("for i in 3 4\ndo echo $i\ndone"));
        QCOMPARE(sh.run("cat <<X\ra > b\rX").block.command, std::string("cat <<X\na > b\nX"));
        QCOMPARE(sh.run("echo 'a\rb'").block.command, std::string("echo 'a\nb'")); // all pasted at once

        QCOMPARE(sh.run("clear; echo cleared").block.command, std::string("clear; echo cleared"));
        QCOMPARE(sh.run("clear").block.command, std::string("clear"));

        // Typed ahead, and echoed by the terminal in the middle of the other command's output.
        count = sh.finished.size();
        QVERIFY(sh.atPrompt());
        sh.type("echo begun; sleep 0.5\r");
        QVERIFY(sh.waitFor([&] { return tests::screenText(*sh.session).find("\nbegun") != std::string::npos; }));
        sh.type("sleep 0.6; (exit 4)\r");
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == count + 2; }));
        QCOMPARE(sh.finished.back().block.command, std::string("sleep 0.6; (exit 4)"));
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(4));
        QVERIFY(sh.finished.back().block.duration >= std::chrono::milliseconds(100)); // not when it was typed, nor at its end

        // What a program has read, blindly or not, is never taken for a command.
        count = sh.finished.size();
        QVERIFY(sh.atPrompt());
        sh.type("stty -echo; printf 'Pass%s: ' word; read p; stty echo\r");
        QVERIFY(sh.waitFor([&] { return tests::screenText(*sh.session).find("Password:") != std::string::npos; }));
        sh.type("hunter2\r");
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == count + 1; }));
        sh.run("sleep 0.01; (exit 1)");
        sh.run("clear");
        for (const auto &event : sh.finished)
            QVERIFY(event.block.command.find("hunter2") == std::string::npos);

        QVERIFY(sh.atPrompt());
        sh.type("exit 3\r");
        QVERIFY(sh.waitFor([&] { return sh.session->frame()->ended.has_value(); }));
        QVERIFY(sh.waitFor([&] { return sh.finished.back().block.command == "exit 3"; }));
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(3));
    }
};
BERTH_TEST(SessionPlainShellsTest)
#include "session_plain_shells_test.moc"
