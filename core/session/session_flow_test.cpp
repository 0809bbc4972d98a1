// Floods, slow viewers and slow programs: everything is bounded, and what may not be lost is not.
#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/pty/local_pty.h"
#include "core/session/session_bench.h"

#include <QTest>

using namespace core;
using namespace core::session;
using namespace core::session::testing;
using namespace std::chrono_literals;

class SessionFlowTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
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
            for (const auto until = base::SteadyTime::clock::now() + 30us; base::SteadyTime::clock::now() < until;) {
            } // a sleep is longer, or much longer
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

    void thoseWhoLookOnAreTold()
    {
        Bench b;
        const auto told = [&] {
            const auto changes = b.only<ViewersChanged>();
            return changes.empty() ? std::size_t(99) : changes.back().viewers;
        };
        {
            const auto recording = b.session->openTap(TapUse::Recording);
            const auto one = b.session->openTap();
            QTRY_COMPARE_WITH_TIMEOUT(told(), std::size_t(1), kPatience);
            const auto two = b.session->openTap();
            QTRY_COMPARE_WITH_TIMEOUT(told(), std::size_t(2), kPatience);
        }
        QTRY_COMPARE_WITH_TIMEOUT(told(), std::size_t(0), kPatience);
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

    void realFloodIsInterruptedByAKey()
    {
        auto pty = pty::startLocal({.program = "/bin/sh",
                                    .arguments = {"sh", "-c", "yes; sleep 1000"},
                                    .environment = {{"PATH", "/usr/bin:/bin"}},
                                    .workingDirectory = "/",
                                    .size = {}});
        QVERIFY(pty);
        auto session = startSession(SessionOptions{}, std::move(*pty));
        QTRY_COMPARE_WITH_TIMEOUT(session->foregroundJob(), std::string(), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(session->frame()->screen->rows.at(0)->trimmedText(), std::string("y"), kPatience);
        QVERIFY(session->post(SendKey{{vt::Key::None, vt::Ctrl, U'c'}}, kUser));
        QTRY_VERIFY_WITH_TIMEOUT(session->frame()->ended.has_value(), kPatience);
        QCOMPARE(session->frame()->ended->signal, std::optional<int>(2));
    }
};

BERTH_TEST(SessionFlowTest)
#include "session_flow_test.moc"
