// What the public header promises, one by one; control functions are in tests/conformance.
#include "core/vt/emulator.h"
#include "core/vt/render.h"
#include "core/vt/testing/recorder.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <deque>
#include <fstream>
#include <random>
#include <unistd.h>

using namespace core::vt;
using namespace core::vt::testing;
using core::base::GridSize;

namespace {

Emulator::Options options(int cols, int rows)
{
    Emulator::Options o;
    o.size = {cols, rows};
    o.tap = true;
    return o;
}

std::string lines(int from, int to)
{
    std::string out;
    for (int i = from; i < to; ++i)
        out += "line " + std::to_string(i) + "\r\n";
    return out;
}

std::size_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::size_t pages = 0;
    file >> pages >> pages; // size, then resident
    return pages * std::size_t(::sysconf(_SC_PAGESIZE));
}

} // namespace

class EmulatorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wrappedRowsAreOneLine()
    {
        Recorder r(options(10, 3));
        r.emulator.feed("hello world\r\nsecond");
        const FramePtr f = r.emulator.frame();
        QCOMPARE(f->rows[0]->trimmedText(), std::string("hello worl"));
        QVERIFY(f->rows[0]->wrapped);
        QCOMPARE(f->rows[1]->line, f->rows[0]->line);
        QCOMPARE(f->rows[1]->firstCell, 10u);
        QVERIFY(f->rows[2]->line > f->rows[1]->line);
        QCOMPARE(r.emulator.position(), (core::base::Position{f->rows[2]->line, 6}));
    }

    void framesAreImmutableAndShareRows()
    {
        Recorder r(options(20, 4));
        r.emulator.feed("one\r\ntwo");
        const FramePtr before = r.emulator.frame();
        QVERIFY(!r.emulator.isDirty());
        QCOMPARE(r.emulator.frame(), before);
        r.emulator.feed("!");
        QVERIFY(r.emulator.isDirty());
        const FramePtr after = r.emulator.frame();
        QCOMPARE(after->serial, before->serial + 1);
        QCOMPARE(after->rows[0], before->rows[0]);
        QVERIFY(after->rows[1] != before->rows[1]);
        QCOMPARE(before->rows[1]->trimmedText(), std::string("two"));
    }

    void scrollingMovesRowsAndKeepsThem()
    {
        Recorder r(options(20, 3));
        r.emulator.feed("a\r\nb\r\nc");
        const FramePtr before = r.emulator.frame();
        r.emulator.feed("\r\nd");
        const FramePtr after = r.emulator.frame();
        QCOMPARE(after->rows[0], before->rows[1]);
        QCOMPARE(after->rows[1], before->rows[2]);
        QCOMPARE(after->history->rowCount(), std::size_t(1));
    }

    void historyViewsDoNotChange()
    {
        Recorder r(options(20, 2));
        r.emulator.feed(lines(0, 50));
        const FramePtr before = r.emulator.frame();
        const std::string described = describe(*before, Lines::Compare);
        r.emulator.feed(lines(50, 5000));
        r.emulator.resize({7, 5});
        r.emulator.clearHistory();
        QCOMPARE(describe(*before, Lines::Compare), described);
        QCOMPARE(r.emulator.frame()->history->rowCount(), std::size_t(0));
    }

    // Chunks that no view has seen are written again once they have been dropped; those that one has seen never are, however
    // long it is held.
    void heldHistoryViewsSurviveTheReuseOfChunks()
    {
        Emulator::Options o = options(80, 2);
        o.limits.historyLines = 5000; // a few chunks
        Recorder r(o);
        std::mt19937 random(3);
        std::deque<std::pair<FramePtr, std::string>> held;
        int next = 0;
        for (int round = 0; round < 40; ++round) {
            const int count = random() % 2 ? int(random() % 500) : 6000 + int(random() % 6000); // the latter replace every row
            r.emulator.feed(lines(next, next + count));
            next += count;
            if (random() % 3 == 0)
                continue; // nobody looks
            const FramePtr frame = r.emulator.frame();
            for (const auto &[before, described] : held)
                QVERIFY(describe(*before, Lines::Compare) == described);
            held.emplace_back(frame, describe(*frame, Lines::Compare));
            if (held.size() > 4)
                held.pop_front();
            const std::size_t rows = frame->history->rowCount();
            if (rows > 0)
                QCOMPARE(frame->history->row(rows - 1)->trimmedText(), "line " + std::to_string(next - 2));
        }
    }

    void historyIsBoundedByLines()
    {
        Emulator::Options o = options(20, 2);
        o.limits.historyLines = 100;
        Recorder r(o);
        r.emulator.feed(lines(0, 3000));
        const FramePtr f = r.emulator.frame();
        QCOMPARE(f->history->rowCount(), std::size_t(100));
        QCOMPARE(f->history->row(0)->trimmedText(), std::string("line 2899"));
        QCOMPARE(f->history->firstLine(), f->history->row(0)->line);
        QVERIFY(!f->history->row(100));
    }

    void historyIsBoundedByBytes()
    {
        Emulator::Options o = options(80, 2);
        o.limits.historyLines = 10'000'000;
        o.limits.historyBytes = 1 << 20;
        Recorder r(o);
        for (int i = 0; i < 100; ++i)
            r.emulator.feed(lines(0, 1000));
        const std::size_t rows = r.emulator.frame()->history->rowCount();
        QVERIFY(rows > 10'000 && rows < 100'000);
    }

    void aLineWithoutEndIsBoundedToo()
    {
        Emulator::Options o = options(80, 2);
        o.limits.historyBytes = 1 << 20;
        Recorder r(o);
        for (int i = 0; i < 400; ++i)
            r.emulator.feed(std::string(10'000, 'x'));
        QVERIFY(r.emulator.frame()->history->rowCount() < 20'000);
        r.emulator.resize({33, 4});
        QVERIFY(r.emulator.frame()->history->rowCount() < 50'000);
    }

    // Also with malloc's habit to keep what a thread once had: the history's memory is the system's again.
    void aHugeLinesMemoryIsGivenBack()
    {
        constexpr std::size_t kMiB = 1 << 20;
        Emulator::Options o = options(80, 24);
        o.tap = false;
        o.limits.historyBytes = 48 * kMiB;
        Recorder r(o);
        (void)r.emulator.frame();
        const std::size_t before = residentBytes();
        const std::string piece(kMiB, 'x');
        for (int i = 0; i < 40; ++i)
            r.emulator.feed(piece);
        const std::size_t full = residentBytes();
        QVERIFY(full > before + 30 * kMiB);
        {
            const FramePtr shown = r.emulator.frame(); // who still looks at it keeps it
            r.emulator.feed("\x1b[3J");
            QVERIFY(residentBytes() > before + 30 * kMiB);
            QVERIFY(shown->history->rowCount() > 400'000);
        }
        QCOMPARE(r.emulator.frame()->history->rowCount(), std::size_t(0));
        QVERIFY2(residentBytes() < before + 8 * kMiB, qPrintable(QString::number((residentBytes() - before) / kMiB)));
    }

    void widerJoinsAndNarrowerSplits()
    {
        Recorder r(options(10, 3));
        r.emulator.feed("0123456789abcdef\r\n界界界界界x\r\n$ ");
        r.emulator.resize({20, 3});
        FramePtr f = r.emulator.frame();
        QCOMPARE(f->rows[0]->trimmedText(), std::string("0123456789abcdef"));
        QCOMPARE(f->rows[1]->trimmedText(), std::string("界界界界界x"));
        QCOMPARE(f->cursor.row, 2);
        r.emulator.resize({5, 3});
        f = r.emulator.frame();
        QCOMPARE(f->history->row(0)->trimmedText(), std::string("01234"));
        QCOMPARE(f->rows[1]->trimmedText(), std::string("界x"));
        QCOMPARE(f->rows[2]->trimmedText(), std::string("$"));
        QCOMPARE(f->cursor.row, 2);
        QCOMPARE(f->cursor.col, 2);
    }

    void positionsSurviveReflow()
    {
        Recorder r(options(10, 3));
        r.emulator.feed(lines(0, 20) + "0123456789abcdef");
        const core::base::Position at = r.emulator.position();
        r.emulator.feed("\r\n" + lines(20, 40));
        for (const int cols : {4, 37, 10, 200}) {
            r.emulator.resize({cols, 3});
            const FramePtr f = r.emulator.frame();
            const RowPtr row = f->history->row(f->history->rowOf({at.line, 10}));
            QCOMPARE(row->line, at.line);
            QCOMPARE(row->text(int(10 - row->firstCell), int(11 - row->firstCell)), std::string("a"));
        }
    }

    void marksCarryOffsetAndPosition()
    {
        Recorder r(options(20, 3));
        r.emulator.feed("ab\x1b]133;C\x07" "c\x1b]633;E;ls;nonce\x1b\\");
        QCOMPARE(r.events, std::string("mark 133 C @10 0:2\nmark 633 E;ls;nonce @29 0:3\n"));
        QCOMPARE(r.emulator.offset(), core::base::StreamOffset(29));
    }

    void nothingInsideAnotherStringIsAMark()
    {
        Recorder r(options(20, 3));
        r.emulator.feed("\x1bPq\x07]133;A\x07\x1b\\\x1b_]133;A\x07\x1b\\\x1b]2;]133;A\x07");
        QCOMPARE(r.events, std::string("title ]133;A\n"));
    }

    void stringsThatAreTooLongAreDroppedWhole()
    {
        Emulator::Options o = options(20, 3);
        o.limits.stringBytes = 10;
        Recorder r(o);
        r.emulator.feed("\x1b]133;A;" + std::string(100, 'x') + "\x07" "after\x1b]133;B\x07");
        QCOMPARE(r.events, std::string("mark 133 B @122 0:5\n"));
        QCOMPARE(r.emulator.frame()->rows[0]->trimmedText(), std::string("after"));
    }

    void linksAreBounded()
    {
        Emulator::Options o = options(20, 3);
        o.limits.links = 2;
        Recorder r(o);
        for (const char *name : {"a", "b", "b", "c", "a"})
            r.emulator.feed(std::string("\x1b]8;;https://x/") + name + "\x1b\\" + name);
        const FramePtr f = r.emulator.frame();
        QCOMPARE(f->links->count(), std::size_t(2));
        QCOMPARE(f->rows[0]->runs.size(), std::size_t(4));
        std::vector<std::string_view> targets;
        for (const Run &run : f->rows[0]->runs)
            targets.push_back(f->links->target(run.style.link));
        QCOMPARE(targets, (std::vector<std::string_view>{"", "", "https://x/c", "https://x/a"})); // the first "a" is forgotten, it does not come back
    }

    void linksAreBoundedByBytes()
    {
        Emulator::Options o = options(20, 3);
        o.limits.linkBytes = 2500;
        Recorder r(o);
        for (const char c : {'a', 'b', 'c'})
            r.emulator.feed("\x1b]8;;https://x/" + std::string(1000, c) + "\x1b\\" + c);
        QCOMPARE(r.emulator.frame()->links->count(), std::size_t(2));
        QVERIFY(r.emulator.frame()->links->target(3).ends_with("ccc"));
    }

    // A frame is made for each synchronized update, and a program may open a link in each: what is kept is not copied again.
    void aNewLinkLeavesTheOthersWhereTheyAre()
    {
        Recorder r(options(20, 3));
        std::vector<FramePtr> frames;
        for (int i = 0; i < 3000; ++i) {
            const std::string n = std::to_string(i);
            r.emulator.feed("\x1b[?2026h\x1b]8;;https://example.org/a/long/enough/target/" + n + "\x1b\\x\x1b[?2026l");
            if (i % 500 == 0)
                frames.push_back(r.emulator.frame());
        }
        const FramePtr newest = r.emulator.frame();
        QCOMPARE(newest->links->target(3000), std::string_view("https://example.org/a/long/enough/target/2999"));
        for (const FramePtr &frame : frames) {
            const LinkId last = frame->links->last;
            QCOMPARE(frame->links->count(), std::size_t(last));
            for (const LinkId id : {LinkId(1), last})
                QCOMPARE(static_cast<const void *>(frame->links->target(id).data()), static_cast<const void *>(newest->links->target(id).data()));
            QCOMPARE(frame->links->target(last + 1), std::string_view());
        }
    }

    void forgottenLinksStayInOldFrames()
    {
        Emulator::Options o = options(20, 3);
        o.limits.links = 200;
        Recorder r(o);
        const auto open = [&](int from, int to) {
            for (int i = from; i <= to; ++i)
                r.emulator.feed("\x1b]8;;https://x/" + std::to_string(i) + "\x1b\\x");
            return r.emulator.frame();
        };
        const FramePtr before = open(1, 200), after = open(201, 1000);
        for (int i = 1; i <= 1000; ++i) {
            const std::string target = "https://x/" + std::to_string(i);
            QCOMPARE(before->links->target(LinkId(i)), i <= 200 ? std::string_view(target) : std::string_view());
            QCOMPARE(after->links->target(LinkId(i)), i > int(after->links->forgotten) ? std::string_view(target) : std::string_view());
        }
        QVERIFY(after->links->count() <= 200 && after->links->count() >= 100);
        QVERIFY(after->links->chunks.size() <= 200 / Links::kPerChunk + 2);
    }

    void repliesNeverHoldWhatTheProgramSent()
    {
        Recorder r(options(20, 3));
        r.emulator.feed("\x1bP$qrm -rf\x1b\\\x1b]2;rm -rf\x07\x1b[21t\x1b]52;c;?\x07\x1b]11;?\x07\x05\x1b[>0q");
        const std::string replies = r.emulator.takeReplies();
        QVERIFY(replies.find("rm") == std::string::npos);
        QVERIFY(replies.starts_with("\x1bP0$r\x1b\\"));
        QVERIFY(r.emulator.takeReplies().empty());
    }

    void repliesAreBounded()
    {
        Recorder r(options(20, 3));
        for (int i = 0; i < 100'000; ++i)
            r.emulator.feed("\x1b[6n");
        QVERIFY(r.emulator.takeReplies().size() <= 64 * 1024);
    }

    void tapLeavesOutWhatAViewerMustNotSee()
    {
        Recorder r(options(40, 3));
        r.emulator.feed("a\x1b[6n\x1b[cb\x1b]52;c;aGk=\x07\x1bP$qm\x1b\\c\x1b]8;;javascript:x\x07" "d\x1b]633;E;ls;nonce\x07\x1b[31;4:3me");
        QCOMPARE(r.tapped, std::string("abc\x1b]8;;\x1b\\d\x1b[31;4:3me"));
    }

    void tapIsCutBetweenSequencesAndCharacters()
    {
        Recorder r(options(40, 3));
        r.emulator.feed("a\xe7\x95");
        QCOMPARE(r.tapped, std::string("a"));
        r.emulator.feed("\x8c\x1b[3");
        QCOMPARE(r.tapped, std::string("a\xe7\x95\x8c"));
        r.emulator.feed("1m");
        QCOMPARE(r.tapped, std::string("a\xe7\x95\x8c\x1b[31m"));
    }

    void synchronizedOutputHoldsTheFrame()
    {
        Recorder r(options(20, 3));
        r.emulator.feed("before\x1b[?2026h\x1b[2J\x1b[Hha");
        QVERIFY(r.emulator.synchronizedSince());
        QVERIFY(r.emulator.isDirty()); // nobody has seen "before"
        QCOMPARE(r.emulator.frame()->rows[0]->trimmedText(), std::string("before"));
        QVERIFY(!r.emulator.isDirty());
        QCOMPARE(r.emulator.liveFrame()->rows[0]->trimmedText(), std::string("ha"));
        QVERIFY(!r.emulator.isDirty());
        r.emulator.feed("lf");
        QCOMPARE(r.emulator.frame()->rows[0]->trimmedText(), std::string("before"));
        const auto since = r.emulator.synchronizedSince();
        r.emulator.feed(" done\x1b[?2026l");
        QVERIFY(!r.emulator.synchronizedSince());
        QVERIFY(r.emulator.isDirty());
        QCOMPARE(r.emulator.frame()->rows[0]->trimmedText(), std::string("half done"));
        r.emulator.feed("\x1b[?2026h");
        QVERIFY(r.emulator.synchronizedSince() > since);
        r.emulator.feed("!");
        QVERIFY(!r.emulator.isDirty());
        r.emulator.endSynchronized();
        QVERIFY(r.emulator.isDirty());
        QCOMPARE(r.emulator.frame()->rows[0]->trimmedText(), std::string("half done!"));
    }

    void synchronizedOutputEndsWithResizeAndReset()
    {
        for (const bool reset : {false, true}) {
            Recorder r(options(20, 3));
            r.emulator.feed("\x1b[?2026hx");
            if (reset)
                r.emulator.feed("\x1b" "cy");
            else
                r.emulator.resize({30, 5});
            QVERIFY(!r.emulator.synchronizedSince());
            QCOMPARE(r.emulator.frame()->rows[0]->trimmedText(), std::string(reset ? "y" : "x"));
        }
    }

    void colourRepliesAreOfThePaletteWhateverAProgramSets()
    {
        Recorder r(options(20, 3));
        Palette palette;
        palette.background = 0x123456;
        palette.ansi[1] = 0xff0080;
        r.emulator.setPalette(palette);
        r.emulator.feed("\x1b]11;#ffffff\x07\x1b]4;1;#000000;17;?;1;?;300;?\x07\x1b]11;?\x1b\\\x1b]104\x07");
        QCOMPARE(r.emulator.takeReplies(), std::string("\x1b]4;17;rgb:0000/0000/5f5f\a\x1b]4;1;rgb:ffff/0000/8080\a"
                                                       "\x1b]11;rgb:1212/3434/5656\x1b\\"));
        QVERIFY(r.tapped.empty());
    }

    void checksumsOnlyWhereAskedFor()
    {
        Emulator::Options o = options(20, 3);
        const std::string question = "AB\x1b[7;1;1;1;1;1*y\x1b[8;1;1;1;1;2*y\x1b[9;1;2;1;2;1*y";
        Recorder off(o);
        off.emulator.feed(question);
        QVERIFY(off.emulator.takeReplies().empty());
        o.checksumReports = true;
        Recorder on(o);
        on.emulator.feed(question);
        QCOMPARE(on.emulator.takeReplies(), std::string("\x1bP7!~FFBF\x1b\\\x1bP8!~FF7D\x1b\\\x1bP9!~FFE0\x1b\\"));
    }

    void titlesArePushedAndPopped()
    {
        Recorder r(options(20, 3));
        for (int i = 0; i < 20; ++i)
            r.emulator.feed("\x1b]2;" + std::to_string(i) + "\x07\x1b[22;0t");
        for (int i = 19; i >= 10; --i) {
            r.emulator.feed("\x1b]2;x\x07\x1b[23;2t");
            QCOMPARE(r.emulator.frame()->title, std::to_string(i));
        }
        r.emulator.feed("\x1b]2;x\x07\x1b[23;2t"); // more than ten are not kept
        QCOMPARE(r.emulator.frame()->title, std::string("x"));
    }

    void snapshotsCarryTheSavedCursor_data()
    {
        QTest::addColumn<QByteArray>("state");
        QTest::addColumn<QByteArray>("probe");
        QTest::newRow("shift") << QByteArray("\x1b)0\x0e\x1b" "7\x0f\x1b)B") << QByteArray("\x1b" "8qqq");
        QTest::newRow("pending wrap") << QByteArray("0123456789\x1b" "7\x1b[H") << QByteArray("\x1b" "8x");
        QTest::newRow("pending wrap on a blank") << QByteArray("0123456789\x1b" "7\x1b[2J") << QByteArray("\x1b" "8x");
        QTest::newRow("protection") << QByteArray("\x1b[1\"q\x1b" "7\x1b[0\"q") << QByteArray("\x1b" "8xyz\x1b[?2K");
        QTest::newRow("origin") << QByteArray("\x1b[2;3r\x1b[?6h\x1b" "7\x1b[?6l") << QByteArray("\x1b" "8\x1b[Hx");
        QTest::newRow("everything, other screen")
            << QByteArray("a\x1b)0\x1b[2;10H\x1b[31;1m\x1b[1\"qx\x0e\x1b[?1049hhello\x0f\x1b[m\x1b[0\"q\x1b)B")
            << QByteArray("\x1b[?1049lqxq\x1b[?J");
    }
    void snapshotsCarryTheSavedCursor()
    {
        QFETCH(QByteArray, state);
        QFETCH(QByteArray, probe);
        Recorder r(options(10, 3)), viewer(options(10, 3));
        r.emulator.feed(state.toStdString());
        viewer.emulator.feed(r.emulator.snapshot(100));
        QCOMPARE(describe(*viewer.emulator.frame(), Lines::Ignore), describe(*r.emulator.frame(), Lines::Ignore));
        for (Recorder *each : {&r, &viewer})
            each->emulator.feed(probe.toStdString());
        QCOMPARE(describe(*viewer.emulator.frame(), Lines::Ignore), describe(*r.emulator.frame(), Lines::Ignore));
    }

    // Widths, clusters and what is one character survive the scrollback, reflow and a snapshot.
    void charactersSurviveHistory_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("ambiguousWide");
        QTest::newRow("emoji") << QStringLiteral("a👩🏽‍❤️‍💋‍👨🏾b🇩🇪🇫🇷c1️⃣d❤️e❤f☝🏽g🏴󠁧󠁢󠁥󠁮󠁧󠁿h") << false;
        QTest::newRow("lone parts") << QStringLiteral("🇩a🏽b👩‍c♂d️e🇩🇪🇫") << false;
        QTest::newRow("scripts") << QStringLiteral("한각힣नमस्ते ก็ العربية é ﷺ 𠀀") << false;
        QTest::newRow("Latin-1") << QStringLiteral("àéîõü ÿ¼× aß") << false;
        QTest::newRow("mostly beyond ASCII") << QStringLiteral("漢字かなж ελ日本語 ｱ한국 a│─") << false;
        QTest::newRow("mostly ASCII") << QStringLiteral("plain text, one 漢 and é, a ✓") << false;
        QTest::newRow("ambiguous") << QStringLiteral("αβ│─ж±a") << true;
    }
    void charactersSurviveHistory()
    {
        QFETCH(QString, text);
        QFETCH(bool, ambiguousWide);
        for (const int cols : {4, 7, 40}) {
            Emulator::Options o = options(cols, 2);
            o.ambiguousWide = ambiguousWide;
            Recorder r(o);
            r.emulator.feed(text.toStdString());
            const std::string before = describe(*r.emulator.frame(), Lines::Ignore);
            r.emulator.resize({80, 2});
            const std::string wide = r.emulator.frame()->rows[0]->trimmedText();
            QCOMPARE(QString::fromStdString(wide), text);
            r.emulator.resize({cols, 2});
            QCOMPARE(describe(*r.emulator.frame(), Lines::Ignore), before);
            Recorder viewer(o);
            viewer.emulator.feed(r.emulator.snapshot(100));
            QCOMPARE(describe(*viewer.emulator.frame(), Lines::Ignore), before);
        }
    }

    void renderedJson()
    {
        const std::string json = renderJson("\x1b]2;t\x07\x1b[1;31mx\x1b[0m界\x1b[6n\r\n\n\n", {{6, 2}, true});
        const QJsonObject root = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
        QCOMPARE(root[QStringLiteral("cols")].toInt(), 6);
        QCOMPARE(root[QStringLiteral("title")].toString(), QStringLiteral("t"));
        QCOMPARE(root[QStringLiteral("alt")].toBool(true), false);
        QCOMPARE(root[QStringLiteral("scrollback")].toArray()[0].toString(), QStringLiteral("x界"));
        QCOMPARE(root[QStringLiteral("cells")].toArray().size(), 2);
        QCOMPARE(root[QStringLiteral("cells")].toArray()[0].toArray().size(), 6);
        QCOMPARE(QByteArray::fromBase64(root[QStringLiteral("replies")].toString().toLatin1()), QByteArray("\x1b[1;4R"));
        const QJsonObject cursor = root[QStringLiteral("cursor")].toObject();
        QCOMPARE(cursor[QStringLiteral("shape")].toString(), QStringLiteral("block"));
        QCOMPARE(cursor[QStringLiteral("row")].toInt(), 1);
    }

    void renderedCells()
    {
        const std::string json = renderJson("\x1b[1;31mx\x1b[0m界\x1b[48;2;1;2;3m ", {{6, 1}, false});
        const QJsonArray row = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object()[QStringLiteral("cells")].toArray()[0].toArray();
        QCOMPARE(QJsonDocument(row[0].toObject()).toJson(QJsonDocument::Compact), QByteArray(R"({"attrs":["bold"],"bg":null,"fg":1,"link":null,"t":"x","w":1})"));
        QCOMPARE(row[1].toObject()[QStringLiteral("w")].toInt(), 2);
        QCOMPARE(row[2].toObject()[QStringLiteral("w")].toInt(), 0);
        QCOMPARE(row[3].toObject()[QStringLiteral("bg")].toString(), QStringLiteral("#010203"));
        QCOMPARE(renderText("ab \r\nc", {{5, 2}, false}), std::string("ab\nc\n"));
    }
};

BERTH_TEST(EmulatorTest)
#include "emulator_test.moc"
