// What a shell could not tell: plain shells, lines that go on or did not run, a shell that is gone.
#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/shell/tracker_run.h"

#include <QTest>
#include <algorithm>

using namespace core;
using namespace core::shell;
using namespace core::shell::testing;
using State = Block::State;

class TrackerPlainTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // dash and busybox: everything is said at the prompt.
    void shellWithoutHooks()
    {
        Run run;
        const auto prompt = [&run](int status) {
            run.own("D;" + std::to_string(status) + ";implicit=1");
            run.own("A");
            run.own("B");
        };
        const auto finished = [&run] { return run.only<CommandFinished>().size(); };
        const auto last = [&run] { return run.only<CommandStarted>().back(); };
        prompt(0);
        QCOMPARE(finished(), std::size_t(0));
        run.line += 5; // output
        prompt(0);
        QCOMPARE(finished(), std::size_t(1));
        QCOMPARE(run.only<CommandFinished>()[0].block.exitCode, std::optional<int>(0));
        QVERIFY(last().text == CommandStarted::Text::Untold && !last().doubtful);
        prompt(0); // nothing printed, same status: an empty line, or `true`
        QVERIFY(last().doubtful);
        run.tracker.withdrawBlock(last().block.id);
        QVERIFY(std::ranges::none_of(run.tracker.blocks(), [&](const Block &b) { return b.id == last().block.id; }));
        prompt(1); // printed nothing and failed
        QVERIFY(!last().doubtful && last().block.trusted);
        prompt(130); // given up with Ctrl-C, perhaps
        QVERIFY(last().doubtful);
    }

    // By a line editor: Tab, the arrows, Ctrl-L.
    void aPromptThatIsDrawnAgain()
    {
        Run run;
        const auto prompt = [&run](int number) {
            run.own("D;0;implicit=1;prompt=" + std::to_string(number));
            run.own("A");
            run.own("B");
        };
        prompt(1);
        prompt(1);
        prompt(1);
        QCOMPARE(run.only<PromptShown>().size(), std::size_t(1));
        QCOMPARE(run.only<CommandStarted>().size(), std::size_t(0));
        QCOMPARE(run.tracker.blocks().back().commandStart.line, run.line); // it moves
        run.tracker.enterPressed(run.now, run.wall);
        prompt(1); // Enter was sent before it came
        QVERIFY(run.tracker.hasBeenGivenALine());
        prompt(2);
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(1));
        QCOMPARE(run.only<PromptShown>().size(), std::size_t(2));
        run.own("D;0;implicit=1"); // not told: as before
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(2));
    }

    // A container was stopped under it: what follows are the first words of another shell.
    void aShellThatIsGone()
    {
        Run run;
        run.own("D;0;implicit=1");
        run.own("A");
        run.own("B");
        run.tracker.enterPressed(run.now, run.wall);
        run.own("D;gone=1"); // nothing was printed: whether something was typed is on the screen
        QVERIFY(run.only<CommandStarted>().at(0).doubtful);
        run.tracker.withdrawBlock(run.only<CommandStarted>()[0].block.id);
        run.line += 7; // a divider, and what the next one says of itself
        run.own("D;0;implicit=1");
        run.own("A");
        run.own("B");
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(1));
        QCOMPARE(run.tracker.blocks().size(), std::size_t(1));
        run.osc(633, "E;sleep 1000;" + kNonce);
        run.own("C"); // it runs when its shell goes
        run.own("D;gone=1");
        QCOMPARE(run.only<CommandFinished>().back().block.exitCode, std::optional<int>());
        run.osc(133, "D;gone=1"); // anybody's word does not count
        run.own("A");
        run.osc(133, "D;gone=1");
        QVERIFY(!run.tracker.blocks().empty());
    }

    void linesThatGoOn()
    {
        Run run;
        run.own("D;0;implicit=1");
        run.own("A");
        run.own("B"); // on line 3
        run.osc(633, "F;nonce=" + kNonce);
        run.osc(633, "G;nonce=" + kNonce);
        run.own("A;k=s"); // another dialect of the same
        run.own("B");
        run.line += 3;
        run.own("D;0;implicit=1");
        const auto started = run.only<CommandStarted>().at(0);
        QCOMPARE(started.continuations.size(), std::size_t(2));
        QCOMPARE(started.continuations[0].start.line, base::LineId(4));
        QCOMPARE(started.continuations[0].end.line, base::LineId(5));
        QCOMPARE(started.continuations[1].end.line, base::LineId(7));
        QCOMPARE(started.block.commandStart.line, base::LineId(3)); // their ends are not the prompt's
        QCOMPARE(started.block.outputStart.line, base::LineId(8));
    }

    void rightPromptIsNoPromptOfItsOwn()
    {
        Run run;
        run.own("A");
        run.own("P;k=r");
        run.own("B"); // the right prompt's
        run.own("B");
        QCOMPARE(run.tracker.blocks().size(), std::size_t(1));
        QCOMPARE(run.tracker.blocks()[0].promptStart.line, base::LineId(1));
        QCOMPARE(run.tracker.blocks()[0].commandStart.line, base::LineId(4));
    }

    // bash and zsh run nothing of a line that they cannot parse, and tell it afterwards.
    void lineThatCannotBeParsed()
    {
        Run run;
        run.command("true", 0);
        const auto unparsed = [&run](const std::string &command, int lines) {
            run.own("A");
            run.own("B");
            run.tracker.enterPressed(run.now, run.wall);
            run.line += lines;
            run.osc(633, "E;" + command);
            run.own("D;2;implicit=1");
        };
        unparsed("echo );" + kNonce, 1);
        auto started = run.only<CommandStarted>().at(1);
        QVERIFY(started.text == CommandStarted::Text::Told && !started.doubtful && started.block.trusted);
        QCOMPARE(started.block.command, std::string("echo )"));
        QCOMPARE(started.block.exitCode, std::optional<int>());
        QCOMPARE(run.only<CommandFinished>().at(1).block.exitCode, std::optional<int>(2));
        unparsed("echo );" + kNonce + ";again", 1);
        started = run.only<CommandStarted>().at(2);
        QVERIFY(started.text == CommandStarted::Text::Unsure && !started.doubtful);
        run.line -= 1;
        unparsed("echo );" + kNonce + ";again", -1);
        QVERIFY(run.only<CommandStarted>().at(3).doubtful); // Enter on an empty line
        unparsed("rm -rf /;;" + kNonce.substr(1), 5); // not the nonce
        QVERIFY(run.only<CommandStarted>().at(4).block.command.empty());
    }

    void enterOvertakesThePromptsEnd()
    {
        Run run;
        run.own("D;0;implicit=1");
        run.own("A");
        const auto entered = run.now;
        run.tracker.enterPressed(run.now, run.wall);
        run.now += 150ms;
        run.own("B");
        run.line += 1;
        run.now = entered + 200ms;
        run.own("D;1;implicit=1");
        QVERIFY(run.only<CommandFinished>().at(0).block.duration >= 200ms);
    }

    // What a program has read is on the screen before the prompt, and was no command.
    void aPlainShellThatEndsWithoutALine()
    {
        for (const bool isGone : {false, true}) {
            Run run;
            run.own("D;0;implicit=1");
            run.own("A");
            run.own("B");
            run.tracker.enterPressed(run.now, run.wall);
            run.line += 2;
            run.own("D;0;implicit=1");
            run.own("A");
            run.own("B");
            const auto known = run.only<CommandStarted>().size();
            if (isGone) {
                --run.line; // where the prompt is
                run.own("D;gone=1");
            }
            QVERIFY(run.tracker.finish({run.line, 2}, run.now, 0).empty());
            QCOMPARE(run.only<CommandStarted>().size(), known);
        }
    }

    void aLineTypedAheadRunsWhenItsShellGoes()
    {
        Run run;
        run.own("D;0;implicit=1");
        run.own("A");
        run.own("B");
        run.own("D;gone=1"); // on another line: something was printed
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(1));
    }

    // bash, after a line that it could not parse.
    void aShellWithHooksThatEnds()
    {
        Run run;
        run.own("A");
        run.own("B");
        run.osc(633, "E;echo );" + kNonce);
        run.own("D;2;implicit=1");
        run.own("A");
        run.own("B");
        QVERIFY(run.tracker.finish({run.line, 2}, run.now, 0).empty());
        QCOMPARE(run.only<CommandStarted>().size(), std::size_t(1));
    }

    void endOfAPlainShell()
    {
        Run run;
        run.own("D;0;implicit=1");
        run.own("A");
        run.own("B");
        run.tracker.enterPressed(run.now, run.wall);
        const auto events = run.tracker.finish({run.line + 1, 0}, run.now + 5ms, 3);
        QCOMPARE(events.size(), std::size_t(2));
        QVERIFY(std::get<CommandStarted>(events[0]).doubtful); // or it was empty
        QCOMPARE(std::get<CommandFinished>(events[1]).block.exitCode, std::optional<int>(3));
    }

    // What was typed on several lines is no output.
    void linesThatCannotBeParsed()
    {
        Run run;
        run.own("A");
        run.own("B");
        const base::LineId typed = run.line;
        run.line += 3;
        run.osc(633, "E;if true\\x0aend )\\x0aend;" + kNonce);
        run.own("D;2;implicit=1");
        const Block block = run.only<CommandFinished>().at(0).block;
        QCOMPARE(block.command, std::string("if true\nend )\nend"));
        QCOMPARE(block.outputStart.line, typed + 3);
    }
};
BERTH_TEST(TrackerPlainTest)
#include "tracker_plain_test.moc"
