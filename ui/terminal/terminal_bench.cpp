// What painting costs, beside the usual way of a Qt terminal (QPainter::drawText per run of like cells) in the same run:
// terminal_paint_bench. Thread CPU time, so that other programs disturb it less. tests/bench/README.md has figures.
#include "ui/terminal/grid_painter.h"
#include "ui/terminal/test_screen.h"
#include "ui/theme/theme.h"

#include <QGuiApplication>
#include <QPainter>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>

using namespace ui::terminal;
using core::vt::Color;
using core::vt::Style;

namespace {

constexpr core::base::GridSize kGrid{200, 50};
constexpr int kPasses = 41;
constexpr int kFontPx = 15;

char32_t letter(int i)
{
    return char32_t(U'!' + i * 7 % 94);
}

// Every cell filled, in runs of `length` cells of changing colours.
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

Style colored(int fg, int attrs = 0, int bg = -1)
{
    Style style;
    if (fg >= 0)
        style.fg = Color::indexed(std::uint8_t(fg));
    if (bg >= 0)
        style.bg = Color::indexed(std::uint8_t(bg));
    style.attrs = std::uint16_t(attrs);
    return style;
}

std::u32string word(int seed, int length)
{
    std::u32string text;
    for (int i = 0; i < length; ++i)
        text += char32_t(U'a' + (seed * 5 + i * 11) % 26);
    return text;
}

// `ls --color` of a large folder: columns of names.
TestScreen screenOfNames()
{
    constexpr int kColumn = 20;
    TestScreen screen(kGrid);
    for (int row = 0; row < kGrid.rows; ++row) {
        std::vector<StyledText> line;
        for (int col = 0; col < kGrid.cols / kColumn; ++col) {
            const int i = row * 10 + col, length = 6 + i * 7 % 13;
            line.push_back({word(i, length), i % 3 == 0 ? colored(4, core::vt::Bold) : i % 4 == 0 ? colored(2, core::vt::Bold) : Style{}});
            line.push_back({std::u32string(std::size_t(kColumn - length), U' '), {}});
        }
        screen.print(line);
    }
    return screen;
}

// An editor with line numbers, syntax colours and a status line.
TestScreen screenOfCode()
{
    TestScreen screen(kGrid);
    for (int row = 0; row < kGrid.rows - 1; ++row) {
        std::vector<StyledText> line{{U" " + std::u32string(1, char32_t(U'0' + row / 10)) + char32_t(U'0' + row % 10) + U' ', colored(3)}};
        int width = 4 + row * 3 % 5 * 4;
        line.push_back({std::u32string(std::size_t(width - 4), U' '), {}});
        for (int token = 0; width < 80 + row * 13 % 100; ++token) {
            const int length = 1 + (row * 3 + token * 5) % 9;
            constexpr int kColors[] = {-1, 2, 4, 5, 6, 1};
            line.push_back({word(row + token, length), colored(kColors[(row + token) % 6], token % 7 == 0 ? core::vt::Italic : 0)});
            line.push_back({token % 3 ? U" " : U"(", {}});
            width += length + 1;
        }
        screen.print(line);
    }
    screen.print(std::u32string(std::size_t(kGrid.cols), U'-'), colored(0, core::vt::Bold, 4));
    return screen;
}

// A process monitor: meters on top, a table with a reversed header below.
TestScreen screenOfProcesses()
{
    TestScreen screen(kGrid);
    for (int row = 0; row < 8; ++row) {
        screen.print({{U"  " + std::u32string(1, char32_t(U'0' + row)) + U"[", colored(6)},
                      {std::u32string(std::size_t(20 + row * 5), U'|'), colored(2)},
                      {std::u32string(std::size_t(20 - row * 2), U'|'), colored(1)},
                      {std::u32string(30, U' '), {}},
                      {U"12.3%", colored(8, core::vt::Bold)},
                      {U"]", colored(6)}});
    }
    screen.print(U"  PID USER      PRI  NI  VIRT   RES   SHR S  CPU% MEM%   TIME+  Command" + std::u32string(120, U' '), colored(0, 0, 2));
    for (int row = 9; row < kGrid.rows; ++row) {
        screen.print({{U" 12345 ", {}}, {U"root      ", colored(8)}, {U" 20   0 ", {}}, {U"1", colored(6)}, {U"234M ", {}}, {U"56", colored(6)}, {U"789 ", {}},
                      {U"S ", colored(2)}, {U" 1.3  0.4 ", {}}, {U" 0:12.34 ", {}}, {U"/usr/lib/", colored(8)}, {word(row, 12), colored(6, core::vt::Bold)},
                      {U" --type=" + word(row * 3, 60), {}}});
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

double threadMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

double timed(const std::function<void()> &work)
{
    const double before = threadMs();
    work();
    return threadMs() - before;
}

double median(std::vector<double> &times)
{
    std::nth_element(times.begin(), times.begin() + std::ptrdiff_t(times.size() / 2), times.end());
    return times[times.size() / 2];
}

// The rival: a rectangle and a drawText for each run.
class RunPainter
{
public:
    explicit RunPainter(const CellMetrics &metrics, const Palette &palette)
        : m_metrics(metrics)
        , m_palette(palette)
        , m_image(kGrid.cols * metrics.width, kGrid.rows * metrics.height, QImage::Format_RGB32)
    {
        m_font.setStyleHint(QFont::Monospace);
        m_font.setKerning(false);
    }
    void paint(const std::vector<RowPaint> &rows)
    {
        QPainter painter(&m_image);
        painter.fillRect(m_image.rect(), QColor::fromRgb(m_palette.ground()));
        for (int y = 0; y < int(rows.size()); ++y) {
            const core::vt::Row &row = *rows[std::size_t(y)].row;
            if (row.runs.empty())
                drawRun(painter, row, y, 0, int(row.cells.size()), {});
            for (const core::vt::Run &run : row.runs)
                drawRun(painter, row, y, run.start, run.count, run.style);
        }
    }

private:
    void drawRun(QPainter &painter, const core::vt::Row &row, int y, int start, int count, const Style &style)
    {
        const CellColors colors = m_palette.resolve(style, m_palette.ground());
        const QRect rect(start * m_metrics.width, y * m_metrics.height, count * m_metrics.width, m_metrics.height);
        if (colors.bg != m_palette.ground())
            painter.fillRect(rect, QColor::fromRgb(colors.bg));
        QString text;
        for (int i = start; i < start + count; ++i) {
            if (row.cells[std::size_t(i)].width != 0)
                text += QChar(char16_t(row.cells[std::size_t(i)].text));
        }
        QFont font = m_font;
        font.setBold(style.attrs & core::vt::Bold);
        font.setItalic(style.attrs & core::vt::Italic);
        painter.setFont(font);
        painter.setPen(QColor::fromRgb(colors.fg));
        painter.drawText(QPoint(rect.left(), rect.top() + m_metrics.baseline), text);
    }

    CellMetrics m_metrics;
    Palette m_palette;
    QFont m_font = ui::theme::monoFont(kFontPx);
    QImage m_image;
};

GridPainter makePainter()
{
    GridPainter painter;
    painter.setFont(ui::theme::monoFont(kFontPx), 1.0, 1.0);
    painter.setPalette(Palette(ui::theme::Scheme::Dark, false));
    return painter;
}

void fullRepaint(const char *name, TestScreen screen)
{
    const auto rows = paintsOf(screen);
    GridPainter painter = makePainter();
    RunPainter rival(painter.metrics(), painter.palette());
    std::vector<double> ours, theirs;
    const double cold = timed([&] { painter.paint(rows, kGrid.cols); });
    rival.paint(rows);
    for (int pass = 0; pass < kPasses; ++pass) {
        painter.invalidate();
        ours.push_back(timed([&] { painter.paint(rows, kGrid.cols); }));
        theirs.push_back(timed([&] { rival.paint(rows); }));
    }
    const double mine = median(ours), rivals = median(theirs);
    std::printf("%-28s %8.2f %10.2f %10.2f %8.1f\n", name, mine, cold, rivals, rivals / mine);
}

void oneRow(const char *name, TestScreen screen)
{
    auto rows = paintsOf(screen);
    GridPainter painter = makePainter();
    painter.paint(rows, kGrid.cols);
    const auto a = rows[20].row, b = std::make_shared<const core::vt::Row>(*rows[20].row);
    std::vector<double> times;
    for (int pass = 0; pass < kPasses * 10; ++pass) {
        rows[20].row = pass % 2 ? a : b;
        auto wanted = rows;
        times.push_back(timed([&] { painter.paint(std::move(wanted), kGrid.cols); }));
    }
    std::printf("%-28s %8.3f\n", name, median(times));
}

void scrollByOne()
{
    TestScreen screen = screenOf(10, false);
    GridPainter painter = makePainter();
    painter.paint(paintsOf(screen), kGrid.cols);
    std::vector<double> times;
    for (int pass = 0; pass < kPasses * 5; ++pass) {
        screen.print(U"another line of output");
        auto rows = paintsOf(screen);
        times.push_back(timed([&] { painter.paint(std::move(rows), kGrid.cols); }));
    }
    std::printf("%-28s %8.3f\n", "scrolled by one line", median(times));
}

} // namespace

int main(int argc, char **argv)
{
    QGuiApplication app(argc, argv);
    const GridPainter painter = makePainter();
    std::printf("%d x %d cells of %d x %d pixels, ms of CPU, median of %d\n", kGrid.cols, kGrid.rows, painter.metrics().width, painter.metrics().height, kPasses);
    std::printf("%-28s %8s %10s %10s %8s\n", "full repaint", "Berth", "first time", "drawText", "ratio");
    fullRepaint("plain text, one style", screenOf(kGrid.cols, false));
    fullRepaint("runs of 10 cells", screenOf(10, false));
    fullRepaint("ls --color", screenOfNames());
    fullRepaint("editor, syntax colours", screenOfCode());
    fullRepaint("process monitor", screenOfProcesses());
    fullRepaint("a colour per cell, of 16", screenOf(1, false));
    fullRepaint("a true colour per cell", screenOf(1, true));
    fullRepaint("box lines and blocks", screenOfText(U"─│┌┐└┘├┤┬┴┼═║╔╗╚╝█▓▒░▀▄", 1));
    fullRepaint("CJK", screenOfText(U"日本語表示漢字中文繁體한국어", 2));
    std::printf("part of the screen\n");
    oneRow("one row, runs of 10", screenOf(10, false));
    oneRow("one row, a colour per cell", screenOf(1, true));
    scrollByOne();
    return 0;
}
