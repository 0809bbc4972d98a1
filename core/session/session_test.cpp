#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/session/session_bench.h"

#include <QTest>

using namespace core;
using namespace core::session;
using namespace core::session::testing;
using namespace std::chrono_literals;

class SessionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // DEC 2026: no frame shows a half-drawn screen, and a program that never ends its update does not freeze it.
    void synchronizedOutput()
    {
        Bench bench;
        QElapsedTimer since;
        since.start();
        bench.program->print("\x1b[?2026hhalf \x1b[6n");
        QCOMPARE(bench.input(6), std::string("\x1b[1;6R"));
        const std::string seen = bench.row(0);
        if (since.elapsed() < 100) // else the limit may have passed
            QCOMPARE(seen, std::string());
        bench.program->print("whole\x1b[?2026l");
        QTRY_COMPARE_WITH_TIMEOUT(bench.row(0), std::string("half whole"), kPatience);
        bench.program->print("\r\n\x1b[?2026hnever ended");
        QTRY_COMPARE_WITH_TIMEOUT(bench.row(1), std::string("never ended"), kPatience);
    }

    // A few bytes may ask for a screenful of work each; a key does not wait for all of it.
    void keysAreServedBetweenCostlySequences()
    {
        SessionOptions options;
        options.size = {400, 100};
        Bench bench(options);
        std::string costly;
        for (int i = 0; i < 4000; ++i)
            costly += i % 2 ? "\x1b[65;1;1;100;400$x" : "\x1b[66;1;1;100;400$x"; // DECFRA
        bench.program->print(costly + "\x1b[6n");
        QVERIFY(bench.session->post(SendText{"k"}, kUser));
        QCOMPARE(bench.input(7), std::string("k\x1b[1;1R"));
        QTRY_COMPARE_WITH_TIMEOUT(bench.row(0).substr(0, 3), std::string("AAA"), kPatience);
    }

    void coloursAreAnsweredFromTheViewersPalette()
    {
        SessionOptions options;
        options.palette.background = 0x102030;
        Bench bench(options);
        bench.program->print("\x1b]11;#ffffff\a\x1b]11;?\a");
        QCOMPARE(bench.input(10), std::string("\x1b]11;rgb:1010/2020/3030\a"));
        vt::Palette light;
        light.background = 0xffffff;
        QVERIFY(bench.session->post(SetPalette{light}, kUser));
        bench.program->print("\x1b]11;?\a");
        QCOMPARE(bench.input(10), std::string("\x1b]11;rgb:ffff/ffff/ffff\a"));
    }

    void outputBecomesFramesAndKeysBecomeInput()
    {
        Bench b;
        QVERIFY(b.session->frame());
        b.program->print("hello");
        QTRY_COMPARE_WITH_TIMEOUT(b.row(0), std::string("hello"), kPatience);
        QVERIFY(b.session->post(SendKey{{vt::Key::None, vt::Ctrl, U'c'}}, kUser));
        QVERIFY(b.session->post(SendText{"héllo"}, kUser));
        QVERIFY(b.session->post(SendBytes{"\x1b[A"}, kUser));
        QCOMPARE(b.input(10), std::string("\x03héllo\x1b[A"));
    }

    void queriesAreAnswered()
    {
        Bench b;
        b.program->print("ab\x1b[6n");
        QCOMPARE(b.input(6), std::string("\x1b[1;3R"));
    }

    void insertedLinesDoNotRun()
    {
        Bench b;
        QVERIFY(b.session->post(Paste{"a\nb\n", true}, kUser));
        QVERIFY(b.session->post(SendText{"!"}, kUser));
        QCOMPARE(b.input(4), std::string("a b!"));
    }

    void viewersMayNotType()
    {
        Bench b;
        for (Command c :
             {Command(SendText{"x"}), Command(Resize{{10, 10}}), Command(HangUp{}), Command(Paste{"x"}), Command(ClearHistory{})}) {
            const auto r = b.session->post(std::move(c), {Principal::Kind::AttachToken, "t", Role::View});
            QVERIFY(!r && r.error().is("session.forbidden"));
        }
        QVERIFY(b.session->post(SendText{"y"}, {Principal::Kind::AttachToken, "t", Role::Approve}));
        QCOMPARE(b.input(1), std::string("y"));
        QVERIFY(b.program->sizes().empty());
    }

    void resizeReachesTerminalAndProgram()
    {
        Bench b;
        QVERIFY(b.session->post(Resize{{33, 7}}, kUser));
        QTRY_COMPARE_WITH_TIMEOUT(b.session->frame()->screen->size, (base::GridSize{33, 7}), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(b.program->sizes(), (std::vector<base::GridSize>{{33, 7}}), kPatience);
        QVERIFY(b.session->post(Resize{{100'000, 0}}, kUser));
        QTRY_COMPARE_WITH_TIMEOUT(b.session->frame()->screen->size, (base::GridSize{2000, 1}), kPatience);
    }

    void commandsBecomeBlocksWithTheirOutput()
    {
        Bench b;
        b.program->print(cycle("ls -l", "one\r\ntwo\r\n", 2));
        QTRY_COMPARE_WITH_TIMEOUT(b.only<CommandFinished>().size(), std::size_t(1), kPatience);
        const auto finished = b.only<CommandFinished>()[0];
        QCOMPARE(finished.block.command, std::string("ls -l"));
        QCOMPARE(finished.block.exitCode, std::optional<int>(2));
        QCOMPARE(finished.outputTail, std::string("one\ntwo"));
        QTRY_VERIFY_WITH_TIMEOUT((b.look(), b.session->frame()->blocks->size() == 1), kPatience);
        QVERIFY(b.session->frame()->blocksOn && !b.session->frame()->commandRunning);
    }

    // fish prints its prompt's start by itself, and a frame may go out before the rest.
    void theEndOfAPromptComesAFrameLater()
    {
        Bench b;
        b.program->print(own("A"));
        QTRY_VERIFY_WITH_TIMEOUT((b.look(), b.session->frame()->blocks->size() == 1), kPatience);
        const auto start = b.session->frame()->blocks->back().promptStart;
        b.program->print("ann $ " + own("B"));
        QTRY_COMPARE_WITH_TIMEOUT((b.look(), b.session->frame()->blocks->back().commandStart), (base::Position{start.line, start.cell + 6}),
                                  kPatience);
    }

    void outputTailIsTheEndOfMuchOutput()
    {
        Bench b;
        std::string output;
        for (int i = 0; i < 20'000; ++i)
            output += "line " + std::to_string(i) + "\r\n";
        b.program->print(cycle("seq", output, 0));
        QTRY_COMPARE_WITH_TIMEOUT(b.only<CommandFinished>().size(), std::size_t(1), kPatience);
        const auto tail = b.only<CommandFinished>()[0].outputTail;
        QVERIFY(tail.size() <= kOutputTailBytes && tail.size() > kOutputTailBytes - 100);
        QVERIFY(tail.ends_with("\nline 19998\nline 19999"));
        // A line longer than the grid comes back as one line.
        b.program->print(cycle("long", std::string(100, 'x') + "\r\n", 0));
        QTRY_COMPARE_WITH_TIMEOUT(b.only<CommandFinished>().size(), std::size_t(2), kPatience);
        QCOMPARE(b.only<CommandFinished>()[1].outputTail, std::string(100, 'x'));
    }

    void lineOutsideTheHistoryIsComparedWithTheScreen()
    {
        Bench b;
        const auto again = [](const std::string &typed, const std::string &told) {
            return own("A") + "$ " + own("B") + typed + "\r\n\x1b]633;E;" + told + ";" + kNonce + ";again\a" + own("C") + own("D;0");
        };
        b.program->print(again("make", "make") + again(" secret", "make") + again("other", "make")
                         + again(std::string(60, 'm'), std::string(60, 'm')));
        QTRY_COMPARE_WITH_TIMEOUT(b.only<CommandFinished>().size(), std::size_t(4), kPatience);
        const std::vector<std::string> wanted{"make", "", "", std::string(60, 'm')};
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            QCOMPARE(b.only<CommandStarted>()[i].block.command, wanted[i]);
            QCOMPARE(b.only<CommandFinished>()[i].block.command, wanted[i]);
        }
    }

    void printedMarksForgeNothing()
    {
        Bench b;
        b.program->print(own("A") + own("B") + "\x1b]633;E;cat f;" + kNonce + "\a" + own("C"));
        b.program->print("\x1b]133;D;0\a\x1b]633;E;rm -rf /;bad\a\x1b]133;C\a\x1b]7;file:///evil\a\x1b]633;P;Cwd=/evil\a");
        b.program->print("\x1bP+q\x1b]133;D;0;nonce=" + kNonce + "\x1b\\"); // inside another string nothing is a mark
        b.program->print("done");
        b.program->print(own("D;7"));
        QTRY_VERIFY_WITH_TIMEOUT(!b.only<CommandFinished>().empty() && b.only<CommandFinished>().back().block.trusted, kPatience);
        int trusted = 0;
        for (const auto &f : b.only<CommandFinished>()) {
            trusted += f.block.trusted;
            QCOMPARE(f.block.command, std::string(f.block.trusted ? "cat f" : ""));
        }
        QCOMPARE(trusted, 1);
        QCOMPARE(b.session->frame()->cwd, std::string());
        QCOMPARE(b.only<CwdChanged>().size(), std::size_t(0));
    }

    void clipboardAndNotices()
    {
        Bench b;
        b.program->print("\x1b]52;c;aGVsbG8=\a\x1b]52;c;?\a\x1b]52;c;!!!\a\x1b]9;Build done\a\x1b]9;4;1;50\a\x1b]777;notify;Title;Body\a");
        QTRY_COMPARE_WITH_TIMEOUT(b.only<NoticeShown>().size(), std::size_t(2), kPatience);
        QCOMPARE(b.only<ClipboardWrite>().size(), std::size_t(1));
        QCOMPARE(b.only<ClipboardWrite>()[0].text, std::string("hello"));
        QVERIFY(!b.only<ClipboardWrite>()[0].primary);
        b.program->print("\x1b]52;p;cHJpbWFyeQ==\a\x1b]52;pc;Ym90aA==\a\x1b]52;c;" + std::string(800'000, 'A') + '\a');
        QTRY_COMPARE_WITH_TIMEOUT(b.only<ClipboardWrite>().size(), std::size_t(4), kPatience);
        QVERIFY(b.only<ClipboardWrite>()[1].primary && !b.only<ClipboardWrite>()[2].primary);
        QCOMPARE(b.only<ClipboardWrite>()[3].text, std::string());
        QCOMPARE(b.only<ClipboardWrite>()[3].tooLarge, std::size_t(600'000));
        QCOMPARE(b.only<NoticeShown>()[0].text, std::string("Build done"));
        QVERIFY(b.written.empty() && b.program->takeInput().empty()); // a read of the clipboard gets no answer
        for (int i = 0; i < 1000; ++i)
            b.program->print("\x1b]9;again\a\x1b]0;t" + std::to_string(i) + "\a\a");
        b.program->print("end");
        QTRY_COMPARE_WITH_TIMEOUT(b.row(0), std::string("end"), kPatience);
        QVERIFY(b.only<NoticeShown>().size() <= 10);
        QTRY_VERIFY_WITH_TIMEOUT(!b.only<TitleChanged>().empty() && b.only<TitleChanged>().back().title == "t999", kPatience);
        QVERIFY(b.only<TitleChanged>().size() < 500);
        QVERIFY(b.only<BellRang>().size() < 500);
    }

    void frameOnlyForWhoLooks()
    {
        Bench b;
        b.program->print("a");
        QTRY_COMPARE_WITH_TIMEOUT(b.row(0), std::string("a"), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!b.subscription->frameReady(), kPatience);
        const auto idle = b.session->frame()->serial;
        QTest::qWait(50);
        QCOMPARE(b.session->frame()->serial, idle); // nothing printed, nothing published
        QElapsedTimer time;
        time.start();
        for (int i = 0; i < 200; ++i) {
            b.program->print("x\r\n");
            QTest::qWait(1);
        }
        // One at most was asked for; the rest is the slow rate for who never asks, four a second.
        const auto frames = qint64(b.session->frame()->serial - idle);
        QVERIFY2(frames <= 2 + time.elapsed() / 250, qPrintable(QString::number(frames)));
        QVERIFY(b.subscription->frameReady());
        QTRY_VERIFY_WITH_TIMEOUT(!b.subscription->frameReady(), kPatience); // asking lets the one held back follow, once
    }

    void endKeepsTheLastFrameAndTellsItLast()
    {
        Bench b;
        Viewer viewer(*b.session);
        b.program->print("going" + own("A") + "\x1b]633;E;exit;" + kNonce + "\a" + own("C"));
        QTRY_VERIFY_WITH_TIMEOUT(viewer.sees("going"), kPatience);
        b.program->print("\r\ngone");
        b.program->exit({.code = 3, .signal = {}, .reason = {}});
        QTRY_COMPARE_WITH_TIMEOUT(b.only<Ended>().size(), std::size_t(1), kPatience);
        QCOMPARE(b.only<Ended>()[0].status.code, std::optional<int>(3));
        QVERIFY(std::holds_alternative<Ended>(b.events.back()));
        QVERIFY(viewer.sees("gone")); // was readable before the end was told
        QCOMPARE(b.only<CommandFinished>().size(), std::size_t(1));
        QCOMPARE(b.only<CommandFinished>()[0].block.exitCode, std::optional<int>(3)); // `exit`: the shell's is its own
        QCOMPARE(b.session->frame()->ended->code, std::optional<int>(3));
        QCOMPARE(screenOf(*b.session->frame()->screen).at(1), std::string("gone"));
        QVERIFY(b.session->post(SendText{"x"}, kUser).error().is("session.ended"));
        QVERIFY(b.session->post(Resize{{12, 2}}, kUser)); // what it printed is still looked at, in windows of every size
        QTRY_COMPARE_WITH_TIMEOUT(b.session->frame()->screen->rows.size(), std::size_t(2), kPatience);
        QCOMPARE(screenOf(*b.session->frame()->screen).at(1), std::string("gone"));
        QVERIFY(b.program->isGone());
        Viewer late(*b.session);
        QTRY_VERIFY_WITH_TIMEOUT(late.sees("gone"), kPatience);
        const auto events = b.session->subscribe()->takeEvents(); // a program may be gone before anybody listens
        QCOMPARE(events.size(), std::size_t(1));
        QVERIFY(std::holds_alternative<Ended>(events[0]));
    }

    void endWithoutStatusIsAskedForAndThenGivenUp()
    {
        Bench b;
        b.program->closeOutput();
        QTRY_COMPARE_WITH_TIMEOUT(b.program->hangUps(), 2, kPatience); // SIGHUP, then SIGKILL
        QTRY_COMPARE_WITH_TIMEOUT(b.only<Ended>().size(), std::size_t(1), kPatience);
        QVERIFY(!b.only<Ended>()[0].status.code && !b.only<Ended>()[0].status.reason.empty());
    }

    void lastHandleHangsUp()
    {
        Bench b;
        QVERIFY(b.session->post(HangUp{}, kUser));
        QTRY_COMPARE_WITH_TIMEOUT(b.program->hangUps(), 1, kPatience);
        auto tap = b.session->openTap();
        b.session.reset();
        QVERIFY(b.program->isGone());
        b.subscription->takeEvents(); // what outlives the session is harmless
        tap->requestSnapshot();
        QVERIFY(!tap->takeSnapshot());
    }

    void foregroundJobIsTold()
    {
        Bench b;
        b.program->setForegroundJob("vim");
        b.program->print("x");
        QTRY_COMPARE_WITH_TIMEOUT(b.session->foregroundJob(), std::string("vim"), kPatience);
        b.look();
        b.program->setForegroundJob("sleep"); // silently, after the frame
        b.program->print("y");
        QTRY_COMPARE_WITH_TIMEOUT(b.session->foregroundJob(), std::string("sleep"), kPatience);
        b.program->setForegroundJob("late");
        QTRY_COMPARE_WITH_TIMEOUT(b.session->foregroundJob(), std::string("late"), kPatience);
    }
};
BERTH_TEST(SessionTest)
#include "session_test.moc"
