// Commands and blocks from the marks of a shell with hooks.
#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/shell/tracker_run.h"

#include <QTest>

using namespace core;
using namespace core::shell;
using namespace core::shell::testing;
using State = Block::State;

class TrackerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCommandFromPromptToEnd()
    {
        Run run;
        run.osc(633, "P;Cwd=/home/ann;" + kNonce);
        run.command("make\\x3b echo \\\\x", 2);
        QCOMPARE(run.tracker.blocks().size(), std::size_t(1));
        const auto &b = run.tracker.blocks().front();
        QVERIFY(b.state == State::Finished && b.trusted);
        QCOMPARE(b.command, std::string("make; echo \\x"));
        QCOMPARE(b.cwd, std::string("/home/ann"));
        QCOMPARE(b.exitCode, std::optional<int>(2));
        QCOMPARE(b.duration, 10ms);
        QCOMPARE(b.promptStart.line, base::LineId(2));
        QCOMPARE(b.commandStart.line, base::LineId(3));
        QCOMPARE(b.outputStart.line, base::LineId(5));
        QCOMPARE(b.end.line, base::LineId(6));
        QCOMPARE(run.only<PromptShown>().size(), std::size_t(1));
        QCOMPARE(run.only<CommandStarted>().size(), std::size_t(1));
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(1));
        QVERIFY(run.tracker.sawTrustedMark());
    }

    // Who shows the blocks must hear of it, also when it comes alone.
    void aPromptsEndIsToldWhenItIsKnownAndWhenItMoves()
    {
        Run run;
        run.own("A");
        QVERIFY(run.only<PromptEnded>().empty());
        run.own("B");
        run.own("B"); // drawn again, further down
        const auto ends = run.only<PromptEnded>();
        QCOMPARE(ends.size(), std::size_t(2));
        QVERIFY(ends[0].trusted && ends[0].position.line == 2 && ends[1].position.line == 3);
        QCOMPARE(run.tracker.blocks().back().commandStart, ends[1].position);
        --run.line;
        run.own("B"); // drawn again where it was
        QCOMPARE(run.only<PromptEnded>().size(), std::size_t(2));
    }

    void phantomCyclesMakeNoBlock()
    {
        Run run;
        run.command("ls", 0);
        for (int i = 0; i < 3; ++i) { // Enter on an empty line, Ctrl-C
            run.own("A");
            run.own("B");
            run.own("D;130");
        }
        run.own("A");
        run.osc(633, "E;  ;" + kNonce); // an empty line that was reported all the same
        run.own("C");
        run.own("D;0");
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(1));
        QCOMPARE(run.tracker.blocks().size(), std::size_t(2)); // the command and one open prompt
        QVERIFY(run.tracker.blocks().back().state == State::Prompt);
    }

    void redrawnPromptMoves()
    {
        Run run;
        run.own("A");
        run.own("B");
        run.own("A"); // Ctrl-L
        run.own("B");
        QCOMPARE(run.tracker.blocks().size(), std::size_t(1));
        QCOMPARE(run.tracker.blocks()[0].promptStart.line, base::LineId(3));
        QCOMPARE(run.tracker.blocks()[0].commandStart.line, base::LineId(4));
    }

    // fish 4 takes the line away on Ctrl-C and leaves the prompt where it is.
    void aLineThatWasClearedLeavesThePrompt()
    {
        Run run;
        run.own("A");
        run.own("B");
        const Block before = run.tracker.blocks().back();
        run.tracker.consume({133, "A;nonce=" + kNonce, 0, {run.line, 7}}, run.now, run.wall);
        QCOMPARE(run.tracker.blocks().back().promptStart, before.promptStart);
        QCOMPARE(run.tracker.blocks().back().commandStart, before.commandStart);
    }

    void lostEndFinishesWithoutCode()
    {
        Run run;
        run.own("A");
        run.own("C");
        run.own("A");
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(1));
        QVERIFY(!run.only<CommandFinished>()[0].block.exitCode);
        run.own("C");
        const auto events = run.tracker.finish({99, 0}, run.now);
        QCOMPARE(events.size(), std::size_t(1));
        QVERIFY(!run.tracker.isRunning());
    }

    void withdrawnCommandIsGone()
    {
        Run run;
        run.own("A");
        run.osc(633, "E;secret;" + kNonce + ";again");
        run.own("C");
        QVERIFY(run.only<CommandStarted>().at(0).text == CommandStarted::Text::Unsure);
        run.tracker.withdrawCommand(run.only<CommandStarted>()[0].block.id);
        run.own("D;1");
        QCOMPARE(run.only<CommandFinished>().at(0).block.command, std::string());
        run.command("sure", 0);
        QVERIFY(run.only<CommandStarted>().at(1).text == CommandStarted::Text::Told);
    }

    void aShellThatTellsEverythingAndIsGone()
    {
        Run run;
        run.own("A");
        run.own("B");
        run.own("D;gone=1");
        QVERIFY(run.tracker.blocks().empty() && run.only<CommandStarted>().empty());
        run.line += 7;
        run.command("ls", 0);
        QCOMPARE(run.tracker.blocks().size(), std::size_t(1));
    }

    void endOfTheShellEndsItsCommand()
    {
        Run run;
        run.own("A");
        run.osc(633, "E;exit 3;" + kNonce);
        run.own("C");
        QCOMPARE(std::get<CommandFinished>(run.tracker.finish({9, 0}, run.now, 3).at(0)).block.exitCode, std::optional<int>(3));
    }

    void blocksAreBoundedAndForgotten()
    {
        Run run(kNonce, 3);
        for (int i = 0; i < 10; ++i)
            run.command(std::to_string(i), 0);
        QCOMPARE(run.tracker.blocks().size(), std::size_t(3));
        QCOMPARE(run.tracker.blocks().front().command, std::string("7"));
        run.tracker.forgetBefore(run.tracker.blocks()[1].end.line);
        QCOMPARE(run.tracker.blocks().front().command, std::string("8"));
        run.own("A");
        run.own("C");
        run.tracker.forgetBefore(1'000'000);
        QCOMPARE(run.tracker.blocks().size(), std::size_t(1)); // one that runs is kept
    }

    void whatRunsReachesToHere()
    {
        Run run;
        run.command("true", 0);
        run.own("A");
        run.own("B");
        run.osc(633, "E;ssh far;" + kNonce);
        run.own("C");
        run.osc(133, "A"); // the far shell's
        run.osc(133, "C");
        const base::Position here{run.line + 7, 3};
        const BlockList now = run.tracker.blocksAt(here);
        QCOMPARE(now.size(), std::size_t(3));
        QVERIFY(now[0].end == run.tracker.blocks()[0].end && &now[0] == &run.tracker.blocks()[0]);
        QVERIFY(now[1].state == State::Running && now[1].end == here);
        QVERIFY(now[2].state == State::Running && now[2].end == here);
        QVERIFY(run.tracker.blocks()[1].end != here);
        QVERIFY(run.tracker.isAnyRunning());
        const BlockList before = run.tracker.blocksAt({}); // the cursor went up: the output is not shorter than nothing
        QVERIFY(before[1].end == before[1].outputStart);
    }

    // The shell reads no line while a command runs.
    void aCommandAfterALostEndAndPrompt()
    {
        Run run;
        run.own("A");
        run.osc(633, "E;unset PROMPT_COMMAND;" + kNonce);
        run.own("C");
        run.osc(633, "E;ls;" + kNonce);
        run.own("C");
        run.osc(133, "C"); // nobody we trust
        QCOMPARE(run.only<CommandStarted>().size(), std::size_t(2));
        QCOMPARE(run.only<CommandFinished>().size(), std::size_t(1));
        QVERIFY(!run.only<CommandFinished>()[0].block.exitCode);
        QCOMPARE(run.only<CommandFinished>()[0].block.end, run.tracker.blocks().back().promptStart);
        run.own("D;3");
        QCOMPARE(run.only<CommandFinished>().back().block.command, std::string("ls"));
        QCOMPARE(run.only<CommandFinished>().back().block.exitCode, std::optional<int>(3));
    }
};
BERTH_TEST(TrackerTest)
#include "tracker_test.moc"
