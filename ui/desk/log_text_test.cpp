// Lines of logs: what is shown of hostile bytes, how they are cut and bounded, and what a filter leaves.
#include "tests/support/test_main.h"
#include "ui/desk/log_rows.h"

#include <QTest>
#include <limits>

using namespace ui::desk;
using namespace std::chrono_literals;
using core::engine::LogSource;

namespace {

std::string line(std::size_t n)
{
    return "2025-11-28T08:00:00." + std::to_string(1'000'000'000 + n).substr(1) + "Z line " + std::to_string(n) + "\n";
}

} // namespace

class LogTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void coloursAreRuns()
    {
        const LogText read = readLogLine("a\x1b[31mred\x1b[0m b\x1b[1;38;2;1;2;3mc");
        QCOMPARE(read.text, QStringLiteral("ared bc"));
        QCOMPARE(read.runs.size(), std::size_t(2));
        QCOMPARE(read.runs[0].begin, 1);
        QCOMPARE(read.runs[0].length, 3);
        QCOMPARE(read.runs[0].style.fg, core::vt::Color::indexed(1));
        QCOMPARE(read.runs[1].begin, 6);
        QCOMPARE(read.runs[1].style.fg, core::vt::Color::rgb(1, 2, 3));
        QVERIFY(read.runs[1].style.attrs & core::vt::Bold);
    }

    void harmlessInAnyCase_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("shown");
        QTest::newRow("title and clipboard") << QByteArray("a\x1b]0;owned\x07" "b\x1b]52;c;AAAA\x1b\\c") << QStringLiteral("abc");
        QTest::newRow("cursor and screen") << QByteArray("a\x1b[2J\x1b[1;1H\x1b[?1049hb") << QStringLiteral("ab");
        QTest::newRow("progress") << QByteArray("10 %\r50 %\r100 %") << QStringLiteral("100 %");
        QTest::newRow("line of a terminal") << QByteArray("text\r") << QStringLiteral("text");
        QTest::newRow("tab") << QByteArray("ab\tc") << QStringLiteral("ab      c");
        QTest::newRow("turned around") << QByteArray("a\xe2\x80\xae" "b") << QStringLiteral("a\uFFFDb");
        QTest::newRow("no utf-8") << QByteArray("a\xff\xfe" "b") << QStringLiteral("a\uFFFD\uFFFDb");
        QTest::newRow("unfinished string") << QByteArray("a\x1bPnever ends") << QStringLiteral("a");
        QTest::newRow("controls") << QByteArray("a\x01\x08" "b") << QStringLiteral("a\uFFFD\uFFFDb");
    }
    void harmlessInAnyCase()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, shown);
        QCOMPARE(readLogLine(bytes.toStdString()).text.trimmed(), shown);
    }

    void everyByteAndPairIsBounded()
    {
        for (int a = 0; a < 256; ++a) {
            for (const char *tail : {"", "x", "\x1b[", "\xe2\x82", "\x9b"}) {
                const LogText read = readLogLine(std::string(1, char(a)) + tail);
                for (const QChar c : read.text)
                    QVERIFY(c.unicode() >= 0x20 && !(c.unicode() >= 0x7f && c.unicode() < 0xa0));
                for (const LogRun &run : read.runs)
                    QVERIFY(run.begin >= 0 && run.begin + run.length <= read.text.size());
            }
        }
    }

    void times_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<qint64>("time");
        QTest::addColumn<QByteArray>("rest");
        QTest::newRow("docker") << QByteArray("1970-01-02T00:00:00.000000005Z hello") << qint64(86'400'000'000'005) << QByteArray("hello");
        QTest::newRow("podman") << QByteArray("1970-01-02T01:00:00.5+01:00 hello") << qint64(86'400'500'000'000) << QByteArray("hello");
        QTest::newRow("no line") << QByteArray("1970-01-02T00:00:00Z") << qint64(86'400'000'000'000) << QByteArray();
        QTest::newRow("program's own") << QByteArray("2025-11-28 08:00:00 hello") << qint64(0) << QByteArray("2025-11-28 08:00:00 hello");
        QTest::newRow("nonsense") << QByteArray("2025-99-28T08:00:00Z hello") << qint64(0) << QByteArray("2025-99-28T08:00:00Z hello");
        QTest::newRow("cut") << QByteArray("2025-11-28T08:00:00+1") << qint64(0) << QByteArray("2025-11-28T08:00:00+1");
        QTest::newRow("empty") << QByteArray() << qint64(0) << QByteArray();
    }
    void times()
    {
        QFETCH(QByteArray, line);
        QFETCH(qint64, time);
        QFETCH(QByteArray, rest);
        const std::string whole = line.toStdString();
        std::string_view view = whole;
        QCOMPARE(qint64(takeTime(view)), time);
        QCOMPARE(QByteArray(view.data(), qsizetype(view.size())), rest);
    }

    void splitAtEveryByte()
    {
        const std::string bytes = line(1) + line(2) + "\n" + line(3);
        for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
            LogBuffer buffer;
            buffer.append(0, LogSource::Output, std::string_view(bytes).substr(0, cut));
            buffer.append(0, LogSource::Error, "no line yet");
            buffer.append(0, LogSource::Output, std::string_view(bytes).substr(cut));
            QCOMPARE(buffer.size(), std::size_t(4));
            QCOMPARE(buffer.at(1).bytes, std::string("line 2"));
            QCOMPARE(buffer.at(2).bytes, std::string());
            buffer.flush(0);
            QCOMPARE(buffer.size(), std::size_t(5));
            QVERIFY(buffer.at(4).stream == LogSource::Error);
        }
    }

    void boundedInLinesBytesAndLength()
    {
        LogBuffer buffer({.lines = 100, .bytes = 1u << 20, .line = 1024});
        for (std::size_t i = 0; i < 1000; ++i)
            buffer.append(0, LogSource::Output, line(i));
        QCOMPARE(buffer.size(), std::size_t(100));
        QCOMPARE(buffer.dropped(), std::uint64_t(900));
        QCOMPARE(buffer.at(99).bytes, std::string("line 999"));
        QCOMPARE(buffer.firstId(), std::uint64_t(901));
        QVERIFY(!buffer.find(900) && buffer.find(901) && !buffer.find(1001));

        LogBuffer endless({.lines = 100, .bytes = 64u << 10, .line = 1024});
        for (int i = 0; i < 1000; ++i)
            endless.append(0, LogSource::Output, std::string(1000, 'x')); // never a line's end
        QVERIFY(endless.bytes() <= (64u << 10) + 2048);
        QVERIFY(endless.at(0).bytes.size() <= 1024);
        QVERIFY(endless.dropped() > 800);
    }

    void whatWasShownIsNotShownAgain()
    {
        LogBuffer buffer;
        buffer.append(0, LogSource::Output, line(1) + line(2));
        buffer.resume(0, false);
        buffer.append(0, LogSource::Output, line(1) + line(2) + line(3));
        QCOMPARE(buffer.size(), std::size_t(3));
        QCOMPARE(buffer.at(2).bytes, std::string("line 3"));
        buffer.append(0, LogSource::Output, line(3)); // not said again by the engine: the program's own
        QCOMPARE(buffer.size(), std::size_t(4));
    }

    void whatIsHeldComesInTheOrderOfItsTimes()
    {
        LogBuffer buffer({.lines = 5, .bytes = 1u << 20, .line = 1024});
        buffer.setHolding(true);
        buffer.append(0, LogSource::Output, line(1) + line(4) + "without a time\n" + line(6));
        buffer.append(1, LogSource::Output, line(2) + line(5));
        QCOMPARE(buffer.size(), std::size_t(0));
        QVERIFY(buffer.hasHeld() && buffer.isFull() && !buffer.find(1));
        QVERIFY(buffer.newest(1) < buffer.newest(0) && buffer.heldBytes(0) > buffer.heldBytes(1));
        buffer.release(buffer.newest(1));
        QStringList got;
        for (std::size_t i = 0; i < buffer.size(); ++i)
            got << QString::fromStdString(buffer.at(i).bytes);
        QCOMPARE(got, QStringList({QStringLiteral("line 2"), QStringLiteral("line 4"), QStringLiteral("without a time"), QStringLiteral("line 5")})); // five with the one that is held
        QCOMPARE(buffer.dropped(), std::uint64_t(1));
        QCOMPARE(buffer.nextId(), std::uint64_t(6));
        buffer.release(std::numeric_limits<std::int64_t>::max());
        QVERIFY(!buffer.hasHeld() && buffer.find(6)->bytes == "line 6");
        QCOMPARE(buffer.heldBytes(0), std::size_t(0));
    }

    void aGapIsSaid()
    {
        LogBuffer buffer;
        buffer.append(0, LogSource::Output, line(1) + line(2));
        buffer.append(1, LogSource::Output, line(1));
        buffer.resume(0, false);
        buffer.resume(1, false);
        buffer.append(0, LogSource::Output, line(7) + line(8)); // does not begin with what is known
        buffer.append(1, LogSource::Output, line(1) + line(2));
        QCOMPARE(buffer.size(), std::size_t(7));
        QVERIFY(buffer.at(3).bytes.find("missing here") != std::string::npos);
        QCOMPARE(buffer.at(3).source, std::uint32_t(0));
        QCOMPARE(buffer.at(4).bytes, std::string("line 7"));
        QCOMPARE(buffer.at(6).bytes, std::string("line 2"));
    }

    void timesOfWholeSecondsLoseNothing()
    {
        const std::string time = "2025-11-28T08:00:05+00:00 ";
        LogBuffer buffer;
        buffer.append(0, LogSource::Output, "2025-11-28T08:00:04+00:00 z\n" + time + "a\n" + time + "b\n");
        buffer.append(0, LogSource::Error, time + "x\n");
        buffer.append(1, LogSource::Output, time + "of another\n");
        buffer.resume(0, false);
        buffer.append(0, LogSource::Output, time + "a\n" + time + "b\n" + time + "c\n" + time + "d\n");
        buffer.append(0, LogSource::Error, time + "x\n" + time + "y\n");
        std::string all;
        for (std::size_t i = 0; i < buffer.size(); ++i)
            all += buffer.at(i).bytes.front();
        QCOMPARE(all, std::string("zabxocdy"));
        LogBuffer cut; // a tail within one second: how much came before it is not known
        cut.append(0, LogSource::Output, time + "b\n");
        cut.resume(0, true);
        cut.append(0, LogSource::Output, time + "a\n" + time + "b\n2025-11-28T08:00:06+00:00 c\n");
        QCOMPARE(cut.size(), std::size_t(2));
        QCOMPARE(cut.at(1).bytes, std::string("c"));
    }

    void filterFollowsTheBuffer()
    {
        LogBuffer buffer({.lines = 100, .bytes = 1u << 20, .line = 1024});
        LogRows rows(buffer);
        LogRows::Filter filter;
        filter.query = *ui::terminal::CompiledQuery::compile({QStringLiteral("line \\d*7$"), true, false});
        rows.setFilter(std::move(filter));
        for (std::size_t i = 0; i < 250; ++i) {
            buffer.append(0, i % 2 ? LogSource::Error : LogSource::Output, line(i));
            QVERIFY(rows.catchUp(1h));
        }
        QCOMPARE(rows.size(), std::size_t(10)); // of the hundred that are left
        QCOMPARE(rows.lineAt(0).bytes, std::string("line 157"));
        QCOMPARE(rows.rowOf(rows.idAt(3)), std::size_t(3));
        QCOMPARE(rows.rowOf(rows.idAt(3) + 1), std::size_t(4));
        LogRows::Filter errors;
        errors.output = false;
        rows.setFilter(std::move(errors));
        while (!rows.catchUp(0ms)) {}
        QCOMPARE(rows.size(), std::size_t(50));
        rows.setFilter({});
        QCOMPARE(rows.size(), std::size_t(100));
        QCOMPARE(rows.lineAt(0).bytes, std::string("line 150"));
    }
};

BERTH_TEST(LogTextTest)
#include "log_text_test.moc"
