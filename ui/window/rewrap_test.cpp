// Rows at another width are what the emulator itself makes of the same lines.
#include "tests/support/test_main.h"

#include "core/vt/emulator.h"
#include "ui/window/rewrap.h"

#include <QTest>
#include <algorithm>

using namespace core;

class RewrapTest : public QObject
{
    Q_OBJECT

    // All rows, oldest first, without blank ones at the end.
    static std::vector<vt::RowPtr> rowsOf(vt::Emulator &emulator)
    {
        const auto frame = emulator.liveFrame();
        std::vector<vt::RowPtr> rows;
        for (std::size_t i = 0; frame->history && i < frame->history->rowCount(); ++i)
            rows.push_back(frame->history->row(i));
        rows.insert(rows.end(), frame->rows.begin(), frame->rows.end());
        while (!rows.empty() && rows.back()->cells.empty())
            rows.pop_back();
        return rows;
    }
    static vt::Style styleAt(const vt::Row &row, int col)
    {
        const auto run = std::ranges::find_if(row.runs, [col](const vt::Run &r) { return col >= r.start && col < r.start + r.count; });
        return run == row.runs.end() ? vt::Style{} : run->style;
    }
    static void compare(const vt::Row &mine, const vt::Row &theirs)
    {
        QCOMPARE(mine.trimmedText(), theirs.trimmedText());
        QCOMPARE(mine.line, theirs.line);
        QCOMPARE(mine.firstCell, theirs.firstCell);
        QCOMPARE(mine.wrapped, theirs.wrapped);
        QCOMPARE(mine.cells.size(), theirs.cells.size());
        for (int col = 0; col < int(mine.cells.size()); ++col)
            QVERIFY(styleAt(mine, col) == styleAt(theirs, col));
    }

private Q_SLOTS:
    void rowsAreThoseOfTheEmulator_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::newRow("narrower") << 40 << 17;
        QTest::newRow("wider") << 17 << 60;
        QTest::newRow("two columns") << 21 << 2;
    }
    void rowsAreThoseOfTheEmulator()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        std::string text;
        for (int i = 0; i < 60; ++i) {
            text += "\x1b[3" + std::to_string(i % 8) + "mline " + std::to_string(i) + "\x1b[4m 日本語e\xcc\x81 \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\x1b[m ";
            text += std::string(std::size_t(i), 'x') + (i % 3 ? "\r\n" : "    end\r\n\r\n");
        }
        text += "\x1b[44mtitle\x1b[K\x1b[m\r\n\x1b[31m" + std::string(60, 'r') + "\x1b[44m" + std::string(50, 'b') + "\r\n\x1b[mend"; // erased with a background
        vt::EmulatorEvents nobody;
        vt::Emulator::Options options;
        options.size = {from, 10};
        vt::Emulator emulator(options, nobody);
        emulator.feed(text);
        const auto mine = ui::window::rewrapped(rowsOf(emulator), to);
        emulator.resize({to, 10});
        const auto theirs = rowsOf(emulator);
        QCOMPARE(mine.size(), theirs.size());
        for (std::size_t i = 0; i < mine.size(); ++i)
            compare(*mine[i], *theirs[i]);
    }

    void aLineWhoseBeginningIsGoneKeepsItsPlace()
    {
        vt::EmulatorEvents nobody;
        vt::Emulator::Options options;
        options.size = {10, 10};
        vt::Emulator emulator(options, nobody);
        emulator.feed("0123456789abcdefghijKLMNO");
        auto rows = rowsOf(emulator);
        rows.erase(rows.begin());
        const auto mine = ui::window::rewrapped(rows, 6);
        QCOMPARE(mine.size(), std::size_t(3));
        QCOMPARE(mine[0]->firstCell, 10U);
        QCOMPARE(mine[0]->trimmedText(), std::string("abcdef"));
        QCOMPARE(mine[2]->trimmedText(), std::string("MNO"));
    }
};
BERTH_TEST(RewrapTest)
#include "rewrap_test.moc"
