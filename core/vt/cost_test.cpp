// What a few bytes can ask for is bounded: work in a turn, styles kept.
#include "core/vt/emulator.h"
#include "core/vt/testing/recorder.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core::vt;
using namespace core::vt::testing;

namespace {

Emulator::Options options(int cols, int rows)
{
    Emulator::Options o;
    o.size = {cols, rows};
    o.limits.historyLines = 100;
    return o;
}

std::string repeated(std::string_view what, int times)
{
    std::string out;
    for (int i = 0; i < times; ++i)
        out += what;
    return out;
}

std::string screenOfClusters(int cells)
{
    return repeated("e" + repeated("\u0301", 15), cells);
}

} // namespace

class CostTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTurnIsBounded_data()
    {
        QTest::addColumn<QByteArray>("sequence");
        QTest::newRow("DECCRA") << QByteArray("\x1b[1;1;39;100;1;2;1$v\x1b[2;1;40;100;1;1;1$v");
        QTest::newRow("DECCRA sideways") << QByteArray("\x1b[1;1;40;100;1;1;2$v");
        QTest::newRow("DECFRA") << QByteArray("\x1b[65$x\x1b[66$x");
        QTest::newRow("DECERA") << QByteArray("\x1b[41m\x1b[$z\x1b[42m\x1b[$z");
        QTest::newRow("DECCARA") << QByteArray("\x1b[;;;;7$r\x1b[;;;;0$r");
        QTest::newRow("DECRARA") << QByteArray("\x1b[;;;;7$t");
        QTest::newRow("a frame each") << QByteArray("\x1b[?2026h\x1b[65$x\x1b[?2026l\x1b[?2026h\x1b#8\x1b[?2026l");
        QTest::newRow("SL") << QByteArray("\x1b[ @");
        QTest::newRow("REP") << QByteArray("x\x1b[9999b");
        QTest::newRow("SU") << QByteArray("\x1b[65$x\x1b[99S");
        QTest::newRow("RIS") << QByteArray("\x1b[65$x\x1b" "c");
        QTest::newRow("alternate screen") << QByteArray("\x1b[41m\x1b[?1049h\x1b[?1049l");
    }
    void aTurnIsBounded()
    {
        QFETCH(QByteArray, sequence);
        const std::string stream = repeated(sequence.toStdString(), 4096 / int(sequence.size()));
        constexpr std::uint64_t cells = 100 * 40;
        Recorder r(options(100, 40)), whole(options(100, 40));
        const std::string screen = screenOfClusters(int(cells));
        r.emulator.feed(screen);
        whole.emulator.feed(screen + stream);
        int turns = 0;
        for (std::string_view rest = stream; !rest.empty(); ++turns) {
            const std::uint64_t before = r.emulator.cost().work;
            rest.remove_prefix(r.emulator.feedBounded(rest));
            QVERIFY(r.emulator.cost().work - before <= Emulator::kTurnWork + 40 * cells);
        }
        QVERIFY2(turns > 1, qPrintable(QString::number(r.emulator.cost().work)));
        QCOMPARE(describe(*r.emulator.frame(), Lines::Compare), describe(*whole.emulator.frame(), Lines::Compare));
        QCOMPARE(r.emulator.offset(), whole.emulator.offset());
    }

    void aCopyOntoItselfCostsNothing()
    {
        Recorder r(options(80, 24));
        r.emulator.feed(screenOfClusters(80 * 24));
        const std::string before = describe(*r.emulator.frame(), Lines::Compare);
        const std::uint64_t work = r.emulator.cost().work;
        r.emulator.feed(repeated("\x1b[$v", 2000));
        QCOMPARE(r.emulator.cost().work, work);
        QCOMPARE(describe(*r.emulator.frame(), Lines::Compare), before);
    }

    void textIsTakenInAtOnce()
    {
        Recorder r(options(80, 24));
        const std::string text = repeated("\x1b[32mtext\x1b[m and more of it\r\n", 500);
        QCOMPARE(r.emulator.feedBounded(text), text.size());
    }

    void clustersAreCopiedAndMovedWhole()
    {
        Recorder r(options(8, 4));
        r.emulator.feed("e\u0301f\u0302g\u0303h\u0304");
        r.emulator.feed("\x1b[1;1;1;4;1;1;3;1$v"); // onto itself in part
        QCOMPARE(r.emulator.frame()->rows[0]->trimmedText(), std::string("e\u0301f\u0302e\u0301f\u0302g\u0303h\u0304"));
        r.emulator.feed("\x1b[1;1;1;8;1;2;1;1$v");
        QCOMPARE(r.emulator.frame()->rows[1]->trimmedText(), std::string("e\u0301f\u0302e\u0301f\u0302g\u0303h\u0304"));
        r.emulator.feed("\x1b[?69h\x1b[1;3s\x1b[S"); // a part of the rows goes up
        QCOMPARE(r.emulator.frame()->rows[0]->trimmedText(), std::string("e\u0301f\u0302e\u0301f\u0302g\u0303h\u0304"));
        QCOMPARE(r.emulator.frame()->rows[1]->trimmedText(), std::string("   f\u0302g\u0303h\u0304"));
    }

    void backgroundsAreForgotten_data()
    {
        QTest::addColumn<QByteArray>("sequence");
        QTest::newRow("EL") << QByteArray("\x1b[K");
        QTest::newRow("ECH") << QByteArray("\x1b[X");
        QTest::newRow("ED") << QByteArray("\x1b[J");
        QTest::newRow("LF") << QByteArray("\n");
        QTest::newRow("a wrap") << QByteArray("text that is longer than a row");
        QTest::newRow("a wrap at a margin") << QByteArray("\x1b[?69h\x1b[2;9stext\x1b[?69lthat is longer than a row\xcc\x81");
        QTest::newRow("widened at the end") << QByteArray("\x1b[20G\xe2\x9d\xa4\xef\xb8\x8f");
        QTest::newRow("DECFRA") << QByteArray("\x1b[65$x");
    }
    void backgroundsAreForgotten()
    {
        QFETCH(QByteArray, sequence);
        Recorder r(options(20, 5)), plain(options(20, 5));
        std::size_t most = 0;
        constexpr int kColors = 8'000;
        for (int i = 0; i < kColors; ++i) {
            const std::string color = "\x1b[48;2;" + std::to_string(i & 255) + ';' + std::to_string(i >> 8) + ";1m";
            r.emulator.feed(color + sequence.toStdString());
            most = std::max(most, r.emulator.cost().styles);
            if (i >= kColors - 300) // the last screenfuls in a terminal that never had to forget
                plain.emulator.feed(color + sequence.toStdString());
        }
        QVERIFY2(most < 5000, qPrintable(QString::number(most)));
        const FramePtr a = r.emulator.frame(), b = plain.emulator.frame();
        for (std::size_t i = 0; i < a->rows.size(); ++i)
            QCOMPARE(describe(*a->rows[i], {}, Lines::Ignore), describe(*b->rows[i], {}, Lines::Ignore));
    }
};

BERTH_TEST(CostTest)
#include "cost_test.moc"
