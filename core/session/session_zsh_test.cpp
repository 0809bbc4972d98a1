// zsh with Berth's integration, from keys to events: what others do to its hooks and its prompt.
#include "tests/support/test_main.h"

#include "tests/support/screen_text.h" // first: moc 6.4 stumbles over <compare> before <string>
#include "tests/support/local_shell.h"

#include <QDateTime>
#include <QTest>

using namespace core;
using shell::Block;

namespace {

using Shell = tests::LocalShell;
using Files = tests::HomeFiles;

} // namespace

class SessionZshTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
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

    // powerlevel10k does where the locale has not its symbols, as in most containers.
    void zshPromptThatEndsInAnError()
    {
        Shell sh("/bin/zsh", {{".zshrc", "PROMPT='%# '\n"
                                         "draw() { [[ $precmd_functions[-1] != draw ]] && precmd_functions=(${precmd_functions:#draw} draw); : ${none?is missing}; }\n"
                                         "precmd_functions+=(draw)\n"}});
        const auto type = [&](const std::string &line) { // there is no trusted prompt to wait for
            const auto before = sh.finished.size();
            sh.type(line + "\r");
            return sh.waitFor([&] { return sh.finished.size() > before; });
        };
        for (const char *folder : {"/", "/usr"}) {
            QVERIFY(type(std::string("cd ") + folder) && type("sh -c 'exit 3'"));
            QVERIFY(sh.finished.back().block.trusted);
            QCOMPARE(sh.finished.back().block.cwd, std::string(folder));
            QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(3));
        }
    }

    // With SHARE_HISTORY an empty line brings what other shells have run, or what was written into the file: nothing of it is this one's.
    void zshLinesOfOtherShellsAreNotItsOwn()
    {
        Shell sh("/bin/zsh", {{".zshrc", "PROMPT='%# '\nHISTFILE=$HOME/hist HISTSIZE=100 SAVEHIST=100\nsetopt SHARE_HISTORY EXTENDED_HISTORY\n"}});
        QVERIFY(sh.isUp());
        QCOMPARE(sh.run("false").block.exitCode, std::optional<int>(1));
        QVERIFY(sh.atPrompt());
        const auto before = sh.finished.size();
        QFile file(QString::fromStdString(sh.home()) + QStringLiteral("/hist"));
        QVERIFY(file.open(QIODevice::Append));
        file.write(": " + QByteArray::number(QDateTime::currentSecsSinceEpoch()) + ":0;echo of another\n");
        file.close();
        sh.type("\r");
        QCOMPARE(sh.run("print -r -- $history[$((HISTCMD-1))]").outputTail.substr(0, 7), std::string("echo of")); // it has come
        QCOMPARE(sh.finished.size(), before + 1);
        // A line of its own that cannot be parsed still is one.
        QCOMPARE(sh.run("echo )").block.command, std::string("echo )"));
        QCOMPARE(sh.finished.back().block.exitCode, std::optional<int>(1));
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
};
BERTH_TEST(SessionZshTest)
#include "session_zsh_test.moc"
