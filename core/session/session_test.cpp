#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/pty/local_pty.h"
#include "core/pty/mock_pty.h"
#include "core/session/osc_notes.h"
#include "core/session/session.h"

#include <QElapsedTimer>
#include <QTest>
#include <poll.h>
#include <thread>

using namespace core;
using namespace core::session;
using namespace std::chrono_literals;

namespace {

constexpr int kPatience = 30'000; // ms
const Principal kUser{Principal::Kind::LocalUser, "0", Role::Operate};
const std::string kNonce = "0123456789abcdef";

// A session with a mock behind it, and a subscriber that collects what it is told.
struct Bench
{
    explicit Bench(SessionOptions options = {}, Delivery delivery = Delivery::DropAndTell, bool inContainer = false)
    {
        options.nonce = kNonce;
        if (options.size == base::GridSize{})
            options.size = {40, 10};
        auto pair = pty::makeMockPty(inContainer);
        program = std::move(pair.program);
        session = startSession(std::move(options), std::move(pair.pty));
        subscription = session->subscribe(delivery);
    }
    void look()
    {
        for (auto &e : subscription->takeEvents())
            events.push_back(std::move(e));
        if (subscription->frameReady())
            ++frames;
    }
    std::string row(int r)
    {
        look();
        return session->frame()->screen->rows.at(std::size_t(r))->trimmedText();
    }
    template<class T> std::vector<T> only()
    {
        look();
        std::vector<T> out;
        for (const auto &e : events)
            if (auto *x = std::get_if<T>(&e))
                out.push_back(*x);
        return out;
    }
    std::string input(std::size_t atLeast)
    {
        QElapsedTimer timer;
        timer.start();
        while (written.size() < atLeast && timer.elapsed() < kPatience) {
            written += program->takeInput();
            std::this_thread::yield();
        }
        return std::exchange(written, {});
    }

    std::unique_ptr<pty::MockProgram> program;
    SessionPtr session;
    std::unique_ptr<Subscription> subscription;
    std::vector<Event> events;
    int frames = 0;
    std::string written;
};

std::string own(const std::string &mark)
{
    return "\x1b]133;" + mark + ";nonce=" + kNonce + "\a";
}

std::string cycle(const std::string &command, const std::string &output, int exit)
{
    return own("A") + "$ " + own("B") + command + "\r\n\x1b]633;E;" + command + ";" + kNonce + "\a" + own("C") + output + own("D;" + std::to_string(exit));
}

// A viewer that follows a tap into a terminal of its own.
struct Viewer : vt::EmulatorEvents
{
    explicit Viewer(SessionHandle &s) : session(s), tap(s.openTap()) {}
    void restart()
    {
        terminal.reset();
        tap->requestSnapshot();
        ++snapshots;
        asked = true;
    }
    void follow()
    {
        pollfd p{tap->wakeFd(), POLLIN, 0};
        ::poll(&p, 1, 50);
        tap->clearWake();
        if (!terminal && !asked)
            restart();
        if (auto s = tap->takeSnapshot()) {
            asked = false;
            terminal = std::make_unique<vt::Emulator>(vt::Emulator::Options{.size = s->size, .limits = {}, .palette = {}}, *this);
            terminal->feed(s->bytes);
            seq = s->seq;
        }
        if (!terminal)
            return;
        const auto chunks = tap->read(seq, 10'000);
        if (!chunks)
            return restart();
        for (const auto &c : *chunks) {
            if (auto *bytes = std::get_if<TapBytes>(&c.data)) {
                terminal->feed(bytes->bytes);
                seq = c.seq + bytes->bytes.size();
            } else {
                terminal->resize(std::get<TapResize>(c.data).size);
                seq = c.seq;
            }
        }
    }
    bool sees(const std::string &text)
    {
        follow();
        if (terminal)
            for (const auto &row : terminal->frame()->rows)
                if (row->trimmedText().find(text) != std::string::npos)
                    return true;
        return false;
    }
    SessionHandle &session;
    std::unique_ptr<Tap> tap;
    std::unique_ptr<vt::Emulator> terminal;
    base::Seq seq = 0;
    bool asked = false;
    int snapshots = 0;
};

std::vector<std::string> screenOf(const vt::Frame &frame)
{
    std::vector<std::string> out;
    for (const auto &row : frame.rows)
        out.push_back(row->trimmedText());
    return out;
}

} // namespace

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
        QCOMPARE(bench.input(10), std::string("\x1b]11;rgb:1010/2020/3030\x1b\\"));
        vt::Palette light;
        light.background = 0xffffff;
        QVERIFY(bench.session->post(SetPalette{light}, kUser));
        bench.program->print("\x1b]11;?\a");
        QCOMPARE(bench.input(10), std::string("\x1b]11;rgb:ffff/ffff/ffff\x1b\\"));
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
        for (Command c : {Command(SendText{"x"}), Command(Resize{{10, 10}}), Command(HangUp{}), Command(Paste{"x"}), Command(ClearHistory{})}) {
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
        QTRY_COMPARE_WITH_TIMEOUT((b.look(), b.session->frame()->blocks->back().commandStart), (base::Position{start.line, start.cell + 6}), kPatience);
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
        b.program->print(again("make", "make") + again(" secret", "make") + again("other", "make") + again(std::string(60, 'm'), std::string(60, 'm')));
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

    void floodLeavesCommandsServedAndMemoryBounded()
    {
        SessionOptions options;
        options.terminal.historyLines = 500;
        Bench b(options);
        std::atomic<bool> stop = false;
        std::thread flood([&] {
            const std::string block(8192, 'y');
            while (!stop && b.program->print(block + "\r\n")) { }
        });
        for (int i = 0; i < 20; ++i) {
            QVERIFY(b.session->post(SendText{"k"}, kUser));
            QCOMPARE(b.input(1), std::string("k"));
            b.look();
        }
        QVERIFY(b.session->post(Resize{{50, 12}}, kUser));
        QTRY_VERIFY_WITH_TIMEOUT((b.look(), b.session->frame()->screen->size.cols == 50), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT((b.look(), b.frames > 10), kPatience);
        QVERIFY(b.session->frame()->screen->history->rowCount() < 500 * 8192 / 40 + 1000);
        stop = true;
        b.session.reset();
        b.subscription.reset();
        flood.join();
        QVERIFY(b.program->isGone());
    }

    // See Pty::holdsMuch().
    void aFloodOfSmallPiecesIsReadInLargeOnes()
    {
        Bench b({}, Delivery::DropAndTell, true);
        constexpr int kPieces = 3000;
        for (int i = 1; i <= kPieces; ++i) {
            QVERIFY(b.program->print("\r\x1b[Kpiece " + std::to_string(i) + std::string(1024, '\0')));
            for (const auto until = base::SteadyTime::clock::now() + 30us; base::SteadyTime::clock::now() < until;) { } // a sleep is longer, or much longer
        }
        QVERIFY(b.session->post(SendText{"key"}, kUser));
        QCOMPARE(b.input(3), std::string("key"));
        QTRY_COMPARE_WITH_TIMEOUT(b.row(0), "piece " + std::to_string(kPieces), kPatience);
        QVERIFY2(b.program->reads() < kPieces / 3, qPrintable(QString::number(b.program->reads())));
    }

    void inputIsBoundedAndNothingOfItIsLost()
    {
        SessionOptions options;
        options.inputBytes = 512 * 1024;
        Bench b(options);
        const std::string block(64 * 1024, 'i');
        std::size_t accepted = 0;
        for (;;) { // the program reads nothing: at some point it is enough
            const auto r = b.session->post(SendBytes{block}, kUser);
            if (!r) {
                QVERIFY(r.error().is("session.busy"));
                break;
            }
            accepted += block.size();
            QVERIFY(accepted < 4u << 20);
        }
        QVERIFY(accepted >= options.inputBytes - block.size());
        QVERIFY(b.session->post(Resize{{20, 5}}, kUser)); // other commands still go
        QTRY_COMPARE_WITH_TIMEOUT(b.program->sizes().size(), std::size_t(1), kPatience);
        QCOMPARE(b.input(accepted), std::string(accepted, 'i'));
        QVERIFY(b.session->post(SendBytes{"more"}, kUser)); // and there is room again
        QCOMPARE(b.input(4), std::string("more"));
    }

    void aPasteLargerThanTheQueueGoesInWholeWhenNothingWaits()
    {
        SessionOptions options;
        options.inputBytes = 64 * 1024;
        options.pasteBytes = 8u << 20;
        Bench b(options);
        const std::string text(4u << 20, 'p'); // more than the program's side holds unread
        QVERIFY(b.session->post(Paste{text}, kUser));
        const auto second = b.session->post(Paste{text}, kUser);
        QVERIFY(!second);
        QVERIFY(second.error().is("session.busy"));
        QVERIFY(b.session->post(SendKey{{vt::Key::None, vt::Ctrl, U'c'}}, kUser)); // waits behind it and is not lost
        QCOMPARE(b.input(text.size() + 1), text + '\x03');
        bool sent = false; // the last piece was read a moment before it is counted as read
        QTRY_VERIFY_WITH_TIMEOUT(sent = sent || b.session->post(SendBytes{"more"}, kUser).has_value(), kPatience);
        QCOMPARE(b.input(4), std::string("more"));
        QVERIFY(!b.session->post(Paste{std::string(options.pasteBytes + 1, 'p')}, kUser));
    }

    void slowSubscriberIsToldWhatItLost()
    {
        SessionOptions options;
        options.eventQueue = 8;
        Bench b(options);
        for (int i = 0; i < 100; ++i)
            b.program->print(cycle("c" + std::to_string(i), "", 0));
        b.program->print("\r\nend");
        QTRY_VERIFY_WITH_TIMEOUT((b.subscription->frameReady(), b.session->frame()->blocks->size() >= 100), kPatience);
        const auto events = b.subscription->takeEvents();
        QCOMPARE(events.size(), std::size_t(9));
        QVERIFY(std::holds_alternative<EventsLost>(events.back()));
        QCOMPARE(std::get<EventsLost>(events.back()).count, std::size_t(200 - 8));
    }

    void losslessSubscriberPausesTheProgram()
    {
        SessionOptions options;
        options.eventQueue = 8;
        Bench b(options, Delivery::Lossless);
        std::thread program([&] {
            for (int i = 0; i < 3000; ++i)
                if (!b.program->print(cycle("command number " + std::to_string(i), "output\r\n", i % 5)))
                    return;
        });
        QTRY_VERIFY_WITH_TIMEOUT(b.session->frame()->paused, kPatience);
        QVERIFY(b.session->post(SendText{"k"}, kUser)); // paused for output, not for input
        QCOMPARE(b.input(1), std::string("k"));
        int next = 0;
        QElapsedTimer timer;
        timer.start();
        while (next < 3000 && timer.elapsed() < kPatience) {
            for (const auto &e : b.subscription->takeEvents())
                if (auto *f = std::get_if<CommandFinished>(&e)) {
                    QCOMPARE(f->block.command, "command number " + std::to_string(next));
                    QCOMPARE(f->block.exitCode, std::optional<int>(next % 5));
                    ++next;
                }
            std::this_thread::yield();
        }
        program.join();
        QCOMPARE(next, 3000);
        QTRY_VERIFY_WITH_TIMEOUT((b.subscription->frameReady(), !b.session->frame()->paused), kPatience);
    }

    void tapFollowsTheScreen()
    {
        Bench b;
        b.program->print("\x1b[31mbefore\x1b[0m the tap\r\n\x1b[?2004h");
        QTRY_COMPARE_WITH_TIMEOUT(b.row(0), std::string("before the tap"), kPatience);
        Viewer viewer(*b.session);
        QCOMPARE(b.session->viewers(), std::size_t(1));
        QTRY_VERIFY_WITH_TIMEOUT(viewer.sees("before the tap"), kPatience);
        for (int i = 0; i < 500; ++i) {
            b.program->print("\x1b[3" + std::to_string(i % 8) + "mrow " + std::to_string(i) + "\xe2\x98\x83\x1b[0m\r\n");
            if (i == 250)
                QVERIFY(b.session->post(Resize{{30, 8}}, kUser));
        }
        b.program->print("\x1b]52;c;aGk=\a\x1b[clast");
        QTRY_VERIFY_WITH_TIMEOUT(viewer.sees("last"), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT((b.look(), screenOf(*b.session->frame()->screen).at(7) == "last"), kPatience);
        const auto mine = b.session->frame()->screen, theirs = viewer.terminal->frame();
        QCOMPARE(screenOf(*theirs), screenOf(*mine));
        QCOMPARE(theirs->size, mine->size);
        QCOMPARE(theirs->cursor, mine->cursor);
        QCOMPARE(theirs->rows.at(0)->runs, mine->rows.at(0)->runs);
        QVERIFY(theirs->input.bracketedPaste);
        QVERIFY(viewer.terminal->takeReplies().empty()); // no query reached the viewer
        QCOMPARE(viewer.snapshots, 1);
    }

    void slowTapStartsAnew()
    {
        SessionOptions options;
        options.tapBytes = 20'000;
        Bench b(options);
        Viewer viewer(*b.session);
        b.program->print("first");
        QTRY_VERIFY_WITH_TIMEOUT(viewer.sees("first"), kPatience);
        const auto behind = viewer.seq;
        b.program->print(std::string(200'000, 'z') + "\r\nlast");
        QTRY_VERIFY_WITH_TIMEOUT((b.look(), screenOf(*b.session->frame()->screen).back() == "last"), kPatience);
        QVERIFY(!viewer.tap->read(behind, 1000));
        QTRY_VERIFY_WITH_TIMEOUT(viewer.sees("last"), kPatience);
        QCOMPARE(viewer.snapshots, 2);
        QCOMPARE(screenOf(*viewer.terminal->frame()), screenOf(*b.session->frame()->screen));
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

    void realFloodIsInterruptedByAKey()
    {
        auto pty = pty::startLocal({.program = "/bin/sh", .arguments = {"sh", "-c", "yes; sleep 1000"}, .environment = {{"PATH", "/usr/bin:/bin"}}, .workingDirectory = "/", .size = {}});
        QVERIFY(pty);
        auto session = startSession(SessionOptions{}, std::move(*pty));
        QTRY_COMPARE_WITH_TIMEOUT(session->foregroundJob(), std::string(), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(session->frame()->screen->rows.at(0)->trimmedText(), std::string("y"), kPatience);
        QVERIFY(session->post(SendKey{{vt::Key::None, vt::Ctrl, U'c'}}, kUser));
        QTRY_VERIFY_WITH_TIMEOUT(session->frame()->ended.has_value(), kPatience);
        QCOMPARE(session->frame()->ended->signal, std::optional<int>(2));
    }
};
BERTH_TEST(SessionTest)
#include "session_test.moc"
