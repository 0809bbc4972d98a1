#include "app/berthctl/attach_screen.h"

#include "tests/support/test_main.h"

#include <QRandomGenerator>
#include <QTest>

using core::base::GridSize;
using namespace core::vt;

namespace {

struct Terminal
{
    explicit Terminal(GridSize size) : emulator({.size = size, .limits = {}, .palette = {}}, events) {}
    QString row(int index) { return QString::fromStdString(emulator.liveFrame()->rows[std::size_t(index)]->trimmedText()); }

    EmulatorEvents events;
    Emulator emulator;
};

} // namespace

class AttachScreenTest : public QObject
{
    Q_OBJECT

    // A session, and the terminal of somebody who attached to it.
    struct Attached
    {
        Attached(GridSize sessionSize, GridSize size) : session(sessionSize), terminal(size), screen(size) {}
        void join() { terminal.emulator.feed(screen.snapshot(session.emulator.size(), session.emulator.snapshot(100))); }
        void prints(std::string_view bytes)
        {
            session.emulator.feed(bytes);
            terminal.emulator.feed(screen.output(bytes));
        }
        void resize(GridSize size)
        {
            terminal.emulator.resize(size);
            terminal.emulator.feed(screen.terminalResized(size));
        }
        // The rows of the session from `top` on are what the terminal shows, cursor included.
        bool shows(int top)
        {
            const FramePtr here = terminal.emulator.liveFrame(), there = session.emulator.liveFrame();
            for (int i = 0; i < std::min(here->size.rows, there->size.rows); ++i) {
                const Row &row = *here->rows[std::size_t(i)], &wanted = *there->rows[std::size_t(top + i)];
                std::string part = wanted.text(0, here->size.cols);
                part.erase(part.find_last_not_of(' ') + 1);
                if (row.trimmedText() != part) {
                    qWarning("row %d: '%s', not '%s'", i, row.trimmedText().c_str(), wanted.trimmedText().c_str());
                    return false;
                }
            }
            return here->cursor.row == there->cursor.row - top && here->cursor.col == there->cursor.col;
        }

        Terminal session, terminal;
        berthctl::AttachScreen screen;
    };

private Q_SLOTS:
    void aScreenThatHasRoomIsTheStream()
    {
        Attached a({80, 24}, {80, 24});
        a.session.emulator.feed("hello\r\n$ ");
        a.join();
        QVERIFY(a.shows(0));
        QCOMPARE(a.screen.output("\033[1mx"), std::string("\033[1mx"));
    }
    void aSmallerTerminalShowsTheRowsAroundTheCursor()
    {
        Attached a({80, 22}, {80, 15});
        for (int i = 1; i <= 21; ++i)
            a.session.emulator.feed("line " + std::to_string(i) + "\r\n");
        a.session.emulator.feed("$ ");
        a.join();
        QVERIFY(a.shows(7));
        QCOMPARE(a.terminal.row(14), QStringLiteral("$"));
        a.prints("seq 1 5\r\n1\r\n2\r\n3\r\n4\r\n5\r\n$ ");
        QVERIFY(a.shows(7));
        a.prints("\033[H\033[2Jtop");
        QVERIFY(a.shows(0));
    }
    void whatFillsTheLastColumnStaysWhole()
    {
        Attached a({40, 10}, {40, 4});
        a.join();
        a.prints(std::string(39, 'x') + "Y\r\n");
        QCOMPARE(a.terminal.row(0), QString(39, QLatin1Char('x')) + QLatin1Char('Y'));
    }
    void aNarrowTerminalFollowsTheCursor()
    {
        Attached a({80, 5}, {20, 5});
        a.join();
        a.prints(std::string(30, 'a') + std::string(20, 'b'));
        const int column = a.terminal.emulator.liveFrame()->cursor.col;
        QVERIFY(column > 0 && column < 20);
        QVERIFY(a.terminal.row(0).endsWith(QLatin1String("bbbb")));
        a.prints("\r");
        QCOMPARE(a.terminal.row(0), QString(20, QLatin1Char('a')));
    }
    void aHalfWideCharacterAtAnEdgeIsABlank()
    {
        Attached a({20, 2}, {5, 2});
        a.join();
        a.prints("abcd\u4f60e\r\n");
        QCOMPARE(a.terminal.row(0), QStringLiteral("abcd"));
    }
    void itIsTheStreamAgainWhenTheTerminalGrows()
    {
        Attached a({80, 22}, {80, 15});
        a.session.emulator.feed("$ ");
        a.join();
        for (int i = 1; i <= 40; ++i)
            a.prints(std::to_string(i) + "\r\n");
        a.resize({80, 22});
        QVERIFY(a.shows(0));
        a.prints("x"); // goes through
        QVERIFY(a.shows(0));
        a.resize({80, 10});
        a.prints("y");
        QVERIFY(a.shows(12));
        a.resize({80, 22});
        QVERIFY(a.shows(0));
    }
    void aSessionThatBecomesSmallerThanTheTerminalIsTheStream()
    {
        Attached a({80, 24}, {80, 15});
        a.session.emulator.feed("$ ");
        a.join();
        a.session.emulator.resize({80, 15});
        a.terminal.emulator.feed(a.screen.sessionResized({80, 15}));
        QVERIFY(a.shows(0));
        QCOMPARE(a.screen.output("x"), std::string("x"));
    }
    void keysAreEncodedAsTheProgramWantsThem()
    {
        Attached a({80, 22}, {80, 15});
        a.session.emulator.feed("\033[?1h\033[?2004h\033[?1000h\033=");
        a.join();
        const auto isAsWanted = [&] {
            InputModes wanted = a.session.emulator.liveFrame()->input;
            wanted.mouse = MouseMode::Off; // places would be wrong
            return a.terminal.emulator.liveFrame()->input == wanted;
        };
        QVERIFY(isAsWanted());
        a.prints("\033[?1l\033[?2004l\033>");
        QVERIFY(isAsWanted());
    }
    void whereThereIsNoTerminalTheStreamGoesThrough()
    {
        berthctl::AttachScreen screen(std::nullopt);
        QVERIFY(screen.snapshot({80, 24}, "\033chello").ends_with("hello"));
        QCOMPARE(screen.output("x"), std::string("x"));
    }
    void anythingShowsAsItIs()
    {
        QRandomGenerator random(7);
        const std::vector<std::string> pieces{"text ", "\r\n", "\033[31m", "\033[2J", "\033[H", "\033[5;9H", "\033M", "\033[3L", "\033[?1049h", "\033[?1049l", "\t", "\u4f60", std::string(90, 'w')};
        Attached a({60, 20}, {60, 9});
        a.join();
        for (int i = 0; i < 2000; ++i) {
            a.prints(pieces[random.bounded(quint32(pieces.size()))]);
            if (i % 50 == 0)
                a.resize({60, random.bounded(3, 20)});
            const int rows = a.terminal.emulator.size().rows;
            QVERIFY2(a.shows(std::max(0, a.session.emulator.liveFrame()->cursor.row - rows + 1)), std::to_string(i).c_str());
        }
    }
};
BERTH_TEST(AttachScreenTest)
#include "attach_screen_test.moc"
