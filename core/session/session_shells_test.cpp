// Real shells with Berth's integration, from keys to events.
#include "tests/support/test_main.h"

#include "tests/support/screen_text.h" // first: moc 6.4 stumbles over <compare> before <string>
#include "tests/support/local_shell.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <unistd.h>

using namespace core;
using namespace core::session;
using shell::Block;

namespace {

using Shell = tests::LocalShell;
using Files = tests::HomeFiles;

constexpr const char *kBashrc = "PS1='\\w $ '\nHISTCONTROL=ignoreboth\n";
// What hides PS0 from the script: an older bash is not at hand.
void withoutPs0(std::string &script)
{
    const std::string line = "__berth_has_ps0=1; fi";
    if (const auto at = script.find(line); at != std::string::npos)
        script.replace(at, line.size(), "__berth_has_ps0=; fi");
    else
        script = "exit 99";
}

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
            sh.type("\003");
            QVERIFY(sh.waitFor([&] { return tests::screenText(*sh.session).find("half a li^C") != std::string::npos; }));
        } else {
            QVERIFY(sh.interruptPrompt());
            sh.type("\r\r");
            QVERIFY(sh.interruptPrompt());
            sh.type("\r");
        }
        QVERIFY(sh.run("echo after").outputTail.starts_with("after"));
        QCOMPARE(sh.finished.size(), before + 2);

        // Neither the environment nor a printed mark gives a program a voice.
        QVERIFY(sh.run("env | grep -c -e NONCE -e " + sh.nonce).outputTail.starts_with("0"));
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

    void bashHistoryChoicesAreKept()
    {
        Shell sh("/bin/bash", {{".bashrc", kBashrc}});
        QVERIFY(sh.isUp());
        QCOMPARE(sh.run("make-believe").block.command, std::string("make-believe"));
        QCOMPARE(sh.run("make-believe").block.command, std::string("make-believe")); // ignoredups: not a new entry
        QCOMPARE(sh.run(" secret --token x").block.command, std::string());          // ignorespace: not ours to tell
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(127));
        QVERIFY(sh.run("echo $HISTCONTROL; history | grep -c secret").outputTail.starts_with("ignoreboth\n1"));
        sh.run("set +o history");
        sh.run("true");
        QCOMPARE(sh.finished.back().block.command, std::string()); // it keeps none: nor do we, but the block is there
        QCOMPARE(sh.run("(exit 7)").block.exitCode, std::optional<int>(7));
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

    // fish draws its next prompt without an event then, and leaves a line that it cannot parse to be mended. What Ctrl-C is
    // bound to is on another key here: as a signal fish loses it while it colours the line.
    void fishLinesThatDidNotRun()
    {
        Shell sh("/usr/bin/fish");
        QVERIFY(sh.isUp());
        sh.run("function fish_prompt; echo -n 'P> '; end; bind \\cg cancel-commandline");
        const auto atPromptWith = [&](const std::string &text) { // that was echoed behind it
            return sh.waitFor([&] {
                const auto frame = sh.session->frame();
                const auto &block = frame->blocks->back();
                auto screen = tests::screenText(*sh.session);
                screen.erase(screen.find_last_not_of('\n') + 1);
                return block.state == shell::Block::State::Prompt && screen.ends_with(text.empty() ? "\nP>" : "P> " + text);
            });
        };
        const auto giveUp = [&] {
            const auto before = sh.session->frame()->blocks->back().promptStart;
            sh.type("\007");
            return sh.waitFor([&] { return sh.session->frame()->blocks->back().promptStart > before; }) && atPromptWith("");
        };
        QVERIFY(atPromptWith(""));
        sh.type("echo given up");
        QVERIFY(atPromptWith("echo given up"));
        QVERIFY(giveUp());
        QCOMPARE(sh.finished.size(), std::size_t(1));

        auto f = sh.run("echo a )");
        QVERIFY(f.block.trusted);
        QCOMPARE(f.block.command, std::string("echo a )"));
        QCOMPARE(f.block.exitCode, std::optional<int>(123));
        QVERIFY2(f.outputTail.starts_with("fish: Unexpected ')'"), f.outputTail.c_str());
        QVERIFY(atPromptWith("echo a )"));
        QVERIFY(giveUp());

        f = sh.run("echo fine");
        QCOMPARE(sh.finished.size(), std::size_t(3));
        QCOMPARE(f.block.command, std::string("echo fine"));
        QVERIFY2(f.outputTail.starts_with("fine"), f.outputTail.c_str());
        QCOMPARE(f.block.promptStart.line, f.block.commandStart.line); // nothing of the lines before is in it
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

    // As powerlevel10k does it: functions that put themselves at both ends each time, a prompt of two lines set by the last of
    // them, one at the right, and output that is caught until the first prompt is there.
    void zshPromptThatInsistsOnBeingLast()
    {
        Shell sh("/bin/zsh", {{".zshrc", "exec {theirs}>&1 >$HOME/caught\n" // `instant prompt'
                                         "release() { (( ${+theirs} )) || return; exec >&$theirs {theirs}>&-; unset theirs; }\n"
                                         "draw() { local s=$? p=\"$pipestatus\"; release; PROMPT=$'\\n%~ status='\"$s pipe=$p\"$'\\n%# '; RPROMPT='right'\n"
                                         "  [[ $precmd_functions[1] != nothing ]] && precmd_functions=(nothing ${precmd_functions:#nothing})\n"
                                         "  [[ $precmd_functions[-1] != draw ]] && precmd_functions=(${precmd_functions:#draw} draw); true; }\n"
                                         "nothing() { :; }\n"
                                         "alias draw=nothing\n" // of no effect inside functions
                                         "precmd_functions+=(nothing draw)\n"}});
        QVERIFY(sh.isUp()); // so the first prompt has its marks too
        const auto shown = [&](const std::string &text) { return sh.waitFor([&] { return tests::screenText(*sh.session).find(text) != std::string::npos; }); };
        QVERIFY(sh.run("cat ~/caught | wc -c").outputTail.starts_with("0"));
        for (int i = 1; i < 4; ++i) {
            QCOMPARE(sh.run("sh -c 'exit " + std::to_string(i) + "'").block.exitCode, std::optional<int>(i));
            QVERIFY(sh.atPrompt() && shown("status=" + std::to_string(i) + " pipe=" + std::to_string(i)));
        }
        QCOMPARE(sh.run("false | sh -c 'exit 3' | true").block.exitCode, std::optional<int>(0));
        QVERIFY(sh.atPrompt() && shown("status=0 pipe=1 3 0"));
        QVERIFY(sh.run("print $functions[draw] | grep -c berth").outputTail.starts_with("0")); // theirs is as it was
        QVERIFY(sh.run("print $precmd_functions[-1]").outputTail.starts_with("draw"));
        const auto frame = sh.session->frame();
        for (const auto &block : *frame->blocks) {
            QVERIFY(block.trusted);
            QVERIFY(block.state != Block::State::Finished || block.commandStart.line >= block.promptStart.line + 2); // two lines below, whose numbers may have gaps
        }
    }

    // Files that assign the arrays of hooks, and prompts that shrink when a line is sent (transient prompts).
    void zshPromptsOfOthers_data()
    {
        QTest::addColumn<QByteArray>("rc");
        QTest::newRow("arrays assigned") << QByteArray("precmd_functions=(one two)\npreexec_functions=(three)\none() { :; }\ntwo() { PROMPT=\"%~ $? > \"; }\nthree() { :; }\n");
        QTest::newRow("one function each") << QByteArray("precmd_functions=()\npreexec_functions=()\nprecmd() { PROMPT=\"%~ $? > \"; }\npreexec() { :; }\n");
        QTest::newRow("shrinks at the line's end") << QByteArray("full() { PROMPT=$'\\n%~ long\\n> '; RPROMPT=right; }\nprecmd_functions+=(full)\n"
                                                                 "small() { PROMPT='> '; RPROMPT=; zle reset-prompt; }\nzle -N zle-line-finish small\n");
        QTest::newRow("shrinks as the line is accepted") << QByteArray("setopt prompt_subst\nPROMPT=$'%~ long\\n> '\n"
                                                                       "accept() { local saved=$PROMPT; PROMPT='> '; zle reset-prompt; PROMPT=$saved; zle .accept-line; }\nzle -N accept-line accept\n");
    }
    void zshPromptsOfOthers()
    {
        QFETCH(QByteArray, rc);
        Shell sh("/bin/zsh", {{".zshrc", rc.constData()}});
        QVERIFY(sh.isUp()); // the first prompt is marked, too
        for (const int code : {5, 0, 7}) {
            const auto f = sh.run("sh -c 'echo out; exit " + std::to_string(code) + "'");
            QVERIFY(f.block.trusted);
            QCOMPARE(f.block.command, "sh -c 'echo out; exit " + std::to_string(code) + "'");
            QCOMPARE(f.block.exitCode, std::optional<int>(code));
            QVERIFY2(f.outputTail == "out" || f.outputTail.starts_with("out\n"), f.outputTail.c_str());
            QVERIFY(f.block.promptStart <= f.block.commandStart && f.block.commandStart <= f.block.outputStart);
            QVERIFY(sh.run("echo left=$?").outputTail.starts_with("left=" + std::to_string(code)));
        }
        const auto multi = sh.run("for i in 1 2\rdo echo $i\rdone");
        QCOMPARE(multi.block.command, std::string("for i in 1 2\ndo echo $i\ndone"));
        QVERIFY(multi.outputTail.starts_with("1\n2"));
        QCOMPARE(sh.finished.size(), std::size_t(7));
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
