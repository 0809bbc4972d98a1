// What painting costs: the target terminal_paint_bench (Release figures are the ones that count; README.md here has them).
#include "ui/terminal/grid_painter.h"
#include "ui/terminal/test_screen.h"
#include "ui/theme/theme.h"

#include <QTest>

using namespace ui::terminal;
using core::vt::Color;
using core::vt::Style;

namespace {

constexpr core::base::GridSize kGrid{200, 50};

char32_t letter(int i)
{
    return char32_t(U'!' + i * 7 % 94);
}

// Runs of `length` cells in changing colours.
TestScreen screenOf(int length, bool trueColor)
{
    TestScreen screen(kGrid);
    int run = 0;
    for (int row = 0; row < kGrid.rows; ++row) {
        std::vector<StyledText> line;
        for (int col = 0; col < kGrid.cols; col += length, ++run) {
            Style style;
            style.fg = trueColor ? Color::rgb(std::uint8_t(run * 7), std::uint8_t(run * 3 + row), std::uint8_t(run)) : Color::indexed(std::uint8_t(1 + run % 15));
            if (run % 5 == 0)
                style.bg = Color::indexed(std::uint8_t(run % 8));
            std::u32string text;
            for (int i = 0; i < length && col + i < kGrid.cols; ++i)
                text += letter(col + i + row * 31);
            line.push_back({text, style});
        }
        screen.print(line);
    }
    return screen;
}

TestScreen screenOfText(std::u32string_view alphabet, int columnsEach)
{
    TestScreen screen(kGrid);
    for (int row = 0; row < kGrid.rows; ++row) {
        std::u32string text;
        for (int col = 0; col + columnsEach <= kGrid.cols; col += columnsEach)
            text += alphabet[std::size_t(col * 3 + row * 5) % alphabet.size()];
        screen.print(text);
    }
    return screen;
}

std::vector<RowPaint> paintsOf(TestScreen &screen)
{
    std::vector<RowPaint> rows;
    const auto frame = screen.frame();
    for (const auto &row : frame->screen->rows)
        rows.push_back({.row = row});
    return rows;
}

} // namespace

class TerminalPaintBench : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void full_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("plain text, 1 style") << 0;
        QTest::newRow("runs of 100 cells") << 100;
        QTest::newRow("runs of 10 cells") << 10;
        QTest::newRow("a run per cell, 16 colours") << 1;
        QTest::newRow("a run per cell, true colour") << -1;
        QTest::newRow("box lines and blocks") << -2;
        QTest::newRow("CJK") << -3;
    }
    void full()
    {
        QFETCH(int, kind);
        TestScreen screen = kind == -3 ? screenOfText(U"日本語表示漢字中文繁體한국어", 2)
            : kind == -2               ? screenOfText(U"─│┌┐└┘├┤┬┴┼═║╔╗╚╝█▓▒░▀▄", 1)
                                       : screenOf(kind == 0 ? 200 : std::abs(kind), kind < 0);
        const auto rows = paintsOf(screen);
        GridPainter painter = makePainter();
        painter.paint(rows, kGrid.cols);
        QBENCHMARK {
            painter.invalidate();
            painter.paint(rows, kGrid.cols);
        }
    }

    void oneRow()
    {
        TestScreen screen = screenOf(10, false);
        auto rows = paintsOf(screen);
        GridPainter painter = makePainter();
        painter.paint(rows, kGrid.cols);
        const auto a = rows[20].row, b = std::make_shared<const core::vt::Row>(*rows[20].row);
        bool other = false;
        QBENCHMARK {
            other = !other;
            rows[20].row = other ? b : a;
            const auto damage = painter.paint(rows, kGrid.cols);
            if (damage.rows.size() != 1)
                qFatal("more than the changed row was painted");
        }
    }

    void scrollByOne()
    {
        TestScreen screen = screenOf(10, false);
        GridPainter painter = makePainter();
        painter.paint(paintsOf(screen), kGrid.cols);
        std::vector<std::vector<RowPaint>> steps;
        for (int i = 0; i < 512; ++i) {
            screen.print(U"another line of output");
            steps.push_back(paintsOf(screen));
        }
        std::size_t at = 0;
        QBENCHMARK {
            painter.paint(steps[at++ % steps.size()], kGrid.cols);
        }
    }

private:
    static GridPainter makePainter()
    {
        GridPainter painter;
        painter.setFont(ui::theme::monoFont(15), 1.0, 1.0);
        painter.setPalette(Palette(ui::theme::Scheme::Dark, false));
        return painter;
    }
};

QTEST_MAIN(TerminalPaintBench)
#include "terminal_bench.moc"
