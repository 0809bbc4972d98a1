// bash with Berth's integration, from keys to events: its options, its history, and what its user's files do to its hooks.
#include "tests/support/test_main.h"

#include "tests/support/screen_text.h" // first: moc 6.4 stumbles over <compare> before <string>
#include "tests/support/local_shell.h"

#include <QTest>
#include <algorithm>

using namespace core;
using tests::kBashrc;
using tests::withoutPs0;
using shell::Block;

namespace {

using Shell = tests::LocalShell;

} // namespace

class SessionBashTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bashHistoryChoicesAreKept()
    {
        Shell sh("/bin/bash", {{".bashrc", kBashrc}});
        QVERIFY(sh.isUp());
        QCOMPARE(sh.run("make-believe").block.command, std::string("make-believe"));
        QCOMPARE(sh.run("make-believe").block.command, std::string("make-believe")); // ignoredups: not a new entry
        QCOMPARE(sh.run(" secret --token x").block.command, std::string());          // ignorespace: not ours to tell
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(127));
        QVERIFY(sh.run("echo $HISTCONTROL; history | grep -c secret").outputTail.starts_with("ignoreboth\n1"));
        sh.run("PS1='\\[\\e[s\\e[60Cright\\e[u\\]$ '"); // right of the line that is typed
        QCOMPARE(sh.run("make-believe").block.command, std::string("make-believe"));
        QCOMPARE(sh.run("make-believe").block.command, std::string("make-believe"));
        QCOMPARE(sh.run(" make-believe").block.command, std::string());
        sh.run("set +o history");
        sh.run("true");
        QCOMPARE(sh.finished.back().block.command, std::string()); // it keeps none: nor do we, but the block is there
        QCOMPARE(sh.run("(exit 7)").block.exitCode, std::optional<int>(7));
    }

    // What the user does to PROMPT_COMMAND never costs a command, and what is there finds the status of the command.
    void bashPromptCommandIsTheUsers_data()
    {
        QTest::addColumn<bool>("isTold"); // exit codes are known afterwards
        QTest::newRow("PROMPT_COMMAND='echo st=$?'") << true;
        QTest::newRow("PROMPT_COMMAND='echo st=$?'; PS1='x '") << true;
        QTest::newRow("PROMPT_COMMAND[0]='echo st=$?'") << true;
        QTest::newRow("PROMPT_COMMAND=('echo st=$?')") << false;
        QTest::newRow("readonly PROMPT_COMMAND='echo st=$?'") << false;
        QTest::newRow("unset PROMPT_COMMAND; PROMPT_COMMAND='echo st=$?'; set -e") << false;
    }
    void bashPromptCommandIsTheUsers()
    {
        QFETCH(bool, isTold);
        Shell sh("/bin/bash", {{".bashrc", kBashrc}});
        QVERIFY(sh.isUp());
        sh.run("true");
        sh.run(QTest::currentDataTag());
        const bool endsAtFailures = std::string_view(QTest::currentDataTag()).ends_with("set -e");
        for (const int wished : {3, 0, 4}) {
            const int code = endsAtFailures ? 0 : wished;
            const auto command = "sh -c 'echo in:" + std::to_string(wished) + "; exit " + std::to_string(code) + "'";
            QVERIFY(sh.atPrompt());
            sh.type(command + "\r");
            QVERIFY(sh.waitFor([&] {
                return tests::screenText(*sh.session).find("\nin:" + std::to_string(wished) + "\nst=" + std::to_string(code) + '\n') != std::string::npos
                    && sh.finished.back().block.command == command;
            }));
            const auto told = sh.finished.back().block.exitCode;
            QVERIFY(isTold ? told == code : !told || told == code);
        }
        sh.type("exit 9\r");
        QVERIFY(sh.waitFor([&] { return sh.session->frame()->ended.has_value(); }));
        QCOMPARE(sh.session->frame()->ended->code, std::optional<int>(9));
    }

    // Its history may then number an entry as an older one, and has joined the lines.
    void bashSharedHistoryKeepsCommandsOfSeveralLines()
    {
        Shell sh("/bin/bash", {{".bashrc", "PS1='\\w $ '\nHISTCONTROL=erasedups\nHISTTIMEFORMAT='%F %T '\nPROMPT_COMMAND='history -a; history -c; history -r'\n"}});
        QVERIFY(sh.isUp());
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(sh.run("echo between").block.command, std::string("echo between"));
            const auto loop = sh.run("for i in 1 2\rdo echo $i\rdone");
            QVERIFY2(loop.block.command.starts_with("for i in 1 2") && loop.block.command.ends_with("done"), loop.block.command.c_str());
            QVERIFY(loop.outputTail.starts_with("1\n2"));
            const auto text = sh.run("echo 'a\rb'");
            QCOMPARE(text.block.command, std::string("echo 'a\nb'"));
        }
    }

    // As bash-preexec and others do it: a DEBUG trap that is armed by the last of the prompt's commands.
    void bashHookThatWantsToBeLast()
    {
        Shell sh("/bin/bash", {{".bashrc", "PS1='$ '\n"
                                           "__bp_arm() { __bp_armed=1; }\n"
                                           "__bp_debug() { [ -n \"$__bp_armed\" ] || return; __bp_armed=; echo \"before: $BASH_COMMAND\"; }\n"
                                           "trap __bp_debug DEBUG\nPROMPT_COMMAND=(__bp_arm)\n"}});
        QVERIFY(sh.isUp());
        for (int i = 0; i < 3; ++i) {
            const auto f = sh.run("echo a" + std::to_string(i));
            QCOMPARE(f.block.command, "echo a" + std::to_string(i));
            QVERIFY2(f.outputTail.starts_with("before: echo a"), f.outputTail.c_str());
        }
    }

    // PROMPT_COMMAND assigned, appended to and wrapped while the shell runs.
    void bashHooksThatComeLater()
    {
        Shell sh("/bin/bash", {{".bashrc", "PS1='$ '\nPROMPT_COMMAND='ps=\"${PIPESTATUS[*]}\"'\n"}});
        QVERIFY(sh.isUp());
        sh.run("true | (exit 3) | true");
        QVERIFY(sh.run("echo ps=$ps").outputTail.starts_with("ps=0 3 0")); // theirs sees it as if we were not there
        sh.run("PROMPT_COMMAND='echo mine'");
        QCOMPARE(sh.run("(exit 4)").block.exitCode, std::optional<int>(4));
        const auto before = sh.finished.size();
        sh.type("PROMPT_COMMAND+=('PS1=\"two > \"')\rtrue\r"); // of the prompt between them theirs comes last
        QVERIFY(sh.waitFor([&] { return sh.finished.size() == before + 2; }));
        QCOMPARE(sh.run("(exit 5)").block.exitCode, std::optional<int>(5));
        // Thrown out, they leave PS0 and PS1: the commands are told, their exit codes are not, and nothing is made up.
        sh.run("PROMPT_COMMAND=('echo all new')");
        for (const char *command : {"(exit 6)", "true", "echo a b"}) {
            const auto f = sh.run(command);
            QVERIFY(f.block.trusted && !f.block.exitCode);
            QCOMPARE(f.block.command, std::string(command));
        }
    }

    void bashHooksOfTheUserGoOn_data()
    {
        QTest::addColumn<QByteArray>("rc");
        QTest::addColumn<bool>("old");
        const QByteArray common = "PS1='$? <\\w> $ '\n";
        for (const bool old : {false, true}) {
            const QByteArray suffix = old ? ", no PS0" : "";
            QTest::newRow("string" + suffix) << common + "PROMPT_COMMAND='H=$?; hook=\"$hook$H,\"'\n" << old;
            QTest::newRow("trailing semicolon" + suffix) << common + "PROMPT_COMMAND='hook=\"$hook$?,\" ; '\n" << old;
            QTest::newRow("array" + suffix) << common + "PROMPT_COMMAND=('hook=\"$hook$?,\"' 'second=$?')\n" << old;
            QTest::newRow("prompt rebuilt each time" + suffix) << common + "p() { hook=\"$hook$?,\"; PS1=\"(env) \\w > \"; }\nPROMPT_COMMAND=p\n" << old;
            QTest::newRow("prompt grows" + suffix) << common + "PROMPT_COMMAND='hook=\"$hook$?,\"; PS1=\"+$PS1\"'\n" << old;
            QTest::newRow("nounset, PS0 and traps" + suffix)
                << common + "set -u\nPS0='started\\n'\ntrap 'debugged=1' DEBUG\ntrap 'echo bye' EXIT\nPROMPT_COMMAND='hook=\"${hook-}$?,\"'\n" << old;
        }
    }
    void bashHooksOfTheUserGoOn()
    {
        QFETCH(QByteArray, rc);
        QFETCH(bool, old);
        Shell sh("/bin/bash", {{".bashrc", rc.constData()}}, false, old ? withoutPs0 : std::function<void(std::string &)>());
        QVERIFY(sh.isUp());
        QCOMPARE(sh.run("(exit 5)").block.exitCode, std::optional<int>(5));
        QCOMPARE(sh.run("true").block.exitCode, std::optional<int>(0));
        const auto hook = sh.run("echo \"hook=$hook\"");
        QVERIFY2(hook.outputTail.find("hook=0,5,0,") != std::string::npos, hook.outputTail.c_str());
        if (rc.contains("DEBUG"))
            QVERIFY(sh.run("echo debugged=$debugged").outputTail.find("debugged=1") != std::string::npos);
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(0));
        for (int i = 0; i < 3; ++i)
            QCOMPARE(sh.run("echo " + std::to_string(i)).block.command, "echo " + std::to_string(i));
        QVERIFY(sh.atPrompt());
        sh.type("exit\r");
        QVERIFY(sh.waitFor([&] { return sh.session->frame()->ended.has_value(); }));
        if (rc.contains("EXIT"))
            QVERIFY(std::ranges::any_of(sh.session->frame()->screen->rows, [](const auto &row) { return row->trimmedText() == "bye"; }));
    }

    // As starship does it: a DEBUG trap that takes the first command after its prompt's for the user's, and a prompt of
    // several lines that is made anew each time.
    void bashPromptWithItsOwnClock_data()
    {
        QTest::addColumn<QByteArray>("hook");
        QTest::addColumn<bool>("old");
        const QByteArray debug = "preexec() { local last=$1; if [ \"$ready\" = true ]; then ready=false; began=$BASH_COMMAND; began_all=\"$began_all<$BASH_COMMAND>\"; fi; : \"$last\"; }\n"
                                 "trap 'preexec \"$_\"' DEBUG\n";
        const QByteArray ps0 = "began_all=x\nPS0='${began_all:$((began_count += 1, ready=0, 0)):0}'\n";
        QTest::newRow("DEBUG trap") << debug << false;
        QTest::newRow("DEBUG trap, no PS0") << debug << true;
        QTest::newRow("PS0") << ps0 << false;
    }
    void bashPromptWithItsOwnClock()
    {
        QFETCH(QByteArray, hook);
        QFETCH(bool, old);
        const QByteArray rc = hook + "precmd() { local s=$? p=\"${PIPESTATUS[*]}\"; for job in $(jobs -p); do :; done; PS1=\"\\n\\w status=$s pipe=$p began=$began\\n> \"; began=; ready=true; }\nPROMPT_COMMAND='precmd'\n";
        Shell sh("/bin/bash", {{".bashrc", rc.constData()}}, false, old ? withoutPs0 : std::function<void(std::string &)>());
        QVERIFY(sh.isUp());
        const auto shown = [&](const std::string &text) { return sh.waitFor([&] { return tests::screenText(*sh.session).find(text) != std::string::npos; }); };
        QCOMPARE(sh.run("sh -c 'exit 5'").block.exitCode, std::optional<int>(5));
        QVERIFY(sh.atPrompt() && shown(hook.contains("trap") ? "status=5 pipe=5 began=sh -c 'exit 5'" : "status=5 pipe=5 began="));
        QCOMPARE(sh.run("false | sh -c 'exit 3' | true").block.exitCode, std::optional<int>(0));
        QVERIFY(sh.atPrompt() && shown("status=0 pipe=1 3 0"));
        sh.type("\r\r"); // nothing has begun
        QVERIFY(sh.run("echo $_").block.exitCode == 0);
        QVERIFY(sh.run("echo one two").outputTail.starts_with("one two"));
        QVERIFY(sh.run("echo last=$_").outputTail.starts_with("last=two"));
        if (hook.contains("trap")) {
            const auto all = sh.run("echo \"$began_all\"").outputTail;
            // The empty lines' first command is the prompt's.
            QVERIFY2(all.starts_with("<sh -c 'exit 5'><false><precmd><precmd><echo $_><echo one two><echo last=$_>"), all.c_str());
        } else {
            QCOMPARE(sh.run("echo count=$began_count").outputTail.substr(0, 7), std::string("count=6"));
        }
        for (const auto &event : sh.finished)
            QVERIFY(event.block.trusted && !event.block.command.empty());
        // Each block starts at its prompt's first line and its command where the prompt ends.
        const auto frame = sh.session->frame();
        for (const auto &block : *frame->blocks)
            QVERIFY(block.state != Block::State::Finished || block.commandStart.line >= block.promptStart.line + 2);
    }

    // Options of bash that would show our commands, or change what they mean.
    void bashOptions()
    {
        Shell sh("bash", {{".bashrc", kBashrc}});
        QVERIFY(sh.isUp());
        sh.run("set -x");
        auto f = sh.run("echo traced");
        QCOMPARE(f.block.command, std::string("echo traced"));
        QVERIFY2(f.outputTail.starts_with("+ echo traced\ntraced") && f.outputTail.size() < 60, f.outputTail.c_str());
        sh.run("set +x");
        const std::string screen = tests::screenText(*sh.session);
        QVERIFY2(screen.find("nonce") == std::string::npos && screen.find("printf") == std::string::npos, screen.c_str());

        sh.run("set -o posix");
        f = sh.run("echo p1");
        QCOMPARE(f.block.command, std::string("echo p1"));
        QCOMPARE(f.outputTail, std::string("p1"));
        sh.run("set +o posix");

        sh.run("shopt -u cmdhist");
        QCOMPARE(sh.run("echo one").block.command, std::string("echo one"));
        QVERIFY(sh.run("for i in 1 2; do\recho $i\rdone").block.command != "done"); // all its history has of it
        sh.run("shopt -s cmdhist");

        sh.run("trap 'echo ERRED' ERR");
        f = sh.run("(exit 3)");
        QCOMPARE(f.block.exitCode, std::optional<int>(3));
        QCOMPARE(f.outputTail, std::string("ERRED"));
        QCOMPARE(sh.run("echo $?").outputTail, std::string("3"));
        QString shown;
        QVERIFY(sh.waitFor([&] { return (shown = QString::fromStdString(tests::screenText(*sh.session))).contains(QStringLiteral("\n3\n")); }));
        QCOMPARE(shown.count(QStringLiteral("ERRED\n")), 1);
    }

    // It draws its line anew, and nothing stays of the old one, nor is anything above it drawn over.
    void aLineThatWrapsAnewIsThereOnce()
    {
        Shell sh("/bin/bash", {{".bashrc", "PS1='this-is-a-prompt-of-some-forty-columns-xyz $ '\n"}});
        QVERIFY(sh.isUp());
        QCOMPARE(sh.run("echo just-above").outputTail, std::string("just-above"));
        // Readline has the terminal: nothing is echoed before.
        const auto waits = [&] {
            const auto screen = QString::fromStdString(tests::screenText(*sh.session)).trimmed();
            return screen.contains(QStringLiteral("\njust-above\n")) && screen.endsWith(QStringLiteral("xyz $"));
        };
        QVERIFY(sh.waitFor(waits) && sh.atPrompt());
        std::string typed = "echo what-was-typed";
        sh.type(typed);
        const auto isOnceThere = [&] {
            const auto withoutBlanks = [](const std::string &text) { return QString::fromStdString(text).remove(QLatin1Char(' ')); }; // a row may end with one
            const auto screen = withoutBlanks(tests::screenText(*sh.session));
            // The first command's line is there too.
            return screen.count(QStringLiteral("this-is-a-prompt")) == 2 && screen.contains(QStringLiteral("\njust-above\nthis-is-a"))
                && QString(screen).remove(QLatin1Char('\n')).endsWith(withoutBlanks("$" + typed));
        };
        QVERIFY(sh.waitFor(isOnceThere));
        for (const int cols : {40, 25, 21, 60, 100, 50}) {
            QVERIFY(sh.session->post(session::Resize{{cols, 30}}, tests::user()));
            QVERIFY(sh.waitFor([&] { return sh.session->frame()->screen->size.cols == cols; }));
            typed += 'x'; // at a key at the latest it looks whether the size is another
            sh.type("x");
            QVERIFY2(sh.waitFor(isOnceThere), qPrintable(QString::number(cols)));
        }
        QCOMPARE(sh.run("").block.command, typed);
    }
};
BERTH_TEST(SessionBashTest)
#include "session_bash_test.moc"
