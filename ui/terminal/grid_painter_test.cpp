// The picture of the grid, by its pixels, and how little of it is painted again.
#include "tests/support/test_main.h"
#include "ui/terminal/box_drawing.h"
#include "ui/terminal/grid_painter.h"
#include "ui/terminal/test_screen.h"
#include "ui/theme/theme.h"

#include <QFontDatabase>
#include <QTest>

using namespace ui::terminal;
using core::vt::Color;
using core::vt::Style;
using ui::theme::Role;
using ui::theme::Scheme;

namespace {

QRgb role(Role role)
{
    return ui::theme::color(role, Scheme::Dark).rgb();
}

Style background(Color color, int attrs = 0)
{
    Style style;
    style.bg = color;
    style.attrs = std::uint16_t(attrs);
    return style;
}

std::vector<RowPaint> paintsOf(TestScreen &screen)
{
    std::vector<RowPaint> rows;
    const auto frame = screen.frame();
    for (const auto &row : frame->screen->rows)
        rows.push_back({.row = row});
    return rows;
}

struct Picture
{
    explicit Picture(qreal dpr = 1)
    {
        painter.setFont(ui::theme::monoFont(), 1.1, dpr);
        painter.setPalette(Palette(Scheme::Dark, false));
    }
    GridPainter::Damage paint(std::vector<RowPaint> rows, int cols) { return painter.paint(std::move(rows), cols); }
    QRect cell(int row, int col, int columns = 1) const
    {
        const CellMetrics &m = painter.metrics();
        return {col * m.width, row * m.height, columns * m.width, m.height};
    }
    QRgb corner(int row, int col) const { return image().pixel(cell(row, col).topLeft()); }
    int count(QRect area, QRgb color) const
    {
        const QImage shown = image();
        int found = 0;
        for (int y = area.top(); y <= area.bottom(); ++y) {
            for (int x = area.left(); x <= area.right(); ++x)
                found += shown.pixel(x, y) == color;
        }
        return found;
    }
    int different(QRect area, QRgb color) const { return area.width() * area.height() - count(area, color); }
    int ink(QRect area) const // how much brighter than the ground it is, in whole pixels of green
    {
        const QImage shown = image();
        int sum = 0;
        for (int y = area.top(); y <= area.bottom(); ++y) {
            for (int x = area.left(); x <= area.right(); ++x)
                sum += std::abs(qGreen(shown.pixel(x, y)) - qGreen(role(Role::Terminal)));
        }
        return sum / 255;
    }
    // As it is to be shown: see GridPainter::paintedRows().
    QImage image() const
    {
        QImage whole = painter.image().copy();
        for (int y = painter.paintedRows() * painter.metrics().height; y < whole.height(); ++y)
            std::fill_n(reinterpret_cast<QRgb *>(whole.scanLine(y)), whole.width(), painter.palette().ground());
        return whole;
    }
    GridPainter painter;
};

} // namespace

class GridPainterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void newGlyphsHaveAShareOfTheTime()
    {
        using namespace std::chrono_literals;
        GlyphBudget budget;
        const GlyphBudget::Time start{100s};
        QVERIFY(budget.allows(start));
        budget.spent(150ms);
        QVERIFY(budget.allows(start)); // a page of a new script comes at once
        budget.spent(90ms);
        QVERIFY(!budget.allows(start));
        QVERIFY(!budget.allows(start + 160ms)); // one part in four
        QVERIFY(budget.allows(start + 170ms));
        budget.spent(GlyphBudget::kSaved);
        QVERIFY(!budget.allows(start + 170ms));
        budget.spent(10s);
        QVERIFY(budget.allows(start + 400ms)); // one that was dear is not paid for for ever
        budget.spent(10s);
        QVERIFY(budget.allows(start + 1h)); // not more than kSaved is put by
        budget.spent(GlyphBudget::kSaved);
        QVERIFY(!budget.allows(start + 1h));
    }

    void marksLieOverTheirBaseAtItsFullSize_data()
    {
        QTest::addColumn<QString>("text");
        for (const char16_t *text : {u"b\u0332", u"k\u031a", u"h\u0335", u"o\u031e", u"x\u0302\u0323"})
            QTest::addRow("%s", qPrintable(QString::fromUtf16(text))) << QString::fromUtf16(text);
    }
    void marksLieOverTheirBaseAtItsFullSize()
    {
        QFETCH(QString, text);
        TestScreen plain({4, 1}), marked({4, 1});
        plain.print(text.left(1).toStdU32String());
        marked.print(text.toStdU32String());
        Picture base, whole;
        base.paint(paintsOf(plain), 4);
        whole.paint(paintsOf(marked), 4);
        const QRect cell = base.cell(0, 0);
        int lost = 0, inked = 0; // of the base's picture
        for (int y = cell.top(); y <= cell.bottom(); ++y) {
            for (int x = cell.left(); x <= cell.right(); ++x) {
                const int before = qGreen(base.image().pixel(x, y)), now = qGreen(whole.image().pixel(x, y));
                inked += before > 128;
                lost += before > 128 && now < 100;
            }
        }
        QVERIFY(inked > 0);
        QVERIFY2(lost * 10 <= inked, qPrintable(QStringLiteral("%1 of %2 pixels").arg(lost).arg(inked)));
        QCOMPARE(whole.ink(whole.cell(0, 1)), 0); // nothing stands beside it
    }

    void whatThereIsNoTimeForComesLater()
    {
        TestScreen screen({140, 40});
        for (char32_t row = 0; row < 40; ++row) {
            std::u32string text;
            for (char32_t c = 0; c < 70; ++c)
                text.push_back(0x4e00 + row * 70 + c);
            screen.print(text);
        }
        const auto rows = paintsOf(screen);
        Picture whole, limited;
        limited.painter.limitGlyphTime(GlyphBudget(std::chrono::nanoseconds(0)));
        whole.paint(rows, 140);
        QVERIFY(limited.paint(rows, 140).incomplete);
        limited.painter.limitGlyphTime(GlyphBudget(std::chrono::milliseconds(1)));
        QTRY_VERIFY_WITH_TIMEOUT(!limited.paint(rows, 140).incomplete, 60'000);
        QCOMPARE(limited.image(), whole.image());
    }

    void cellsAreWholePixelsAtAnyScale_data()
    {
        QTest::addColumn<double>("dpr");
        for (const double dpr : {1.0, 1.25, 1.5, 2.0})
            QTest::addRow("%.2f", dpr) << dpr;
    }
    void cellsAreWholePixelsAtAnyScale()
    {
        QFETCH(double, dpr);
        TestScreen screen({20, 2});
        screen.print(U"│├─┼─┤");
        Picture picture(dpr);
        picture.paint(paintsOf(screen), 20);
        const CellMetrics &m = picture.painter.metrics();
        QCOMPARE(picture.image().size(), QSize(20 * m.width, 2 * m.height));
        QVERIFY(m.width >= int(7 * dpr) && m.width <= int(9 * dpr + 1));
        // A horizontal line over several cells has no gap.
        const int y = (m.height - m.stroke) / 2;
        for (int x = 2 * m.width; x < 5 * m.width; ++x)
            QCOMPARE(picture.image().pixel(x, y), role(Role::Text));
    }

    void colours()
    {
        TestScreen screen({10, 6});
        screen.print({{U"a", background(Color::indexed(1))}, {U" ", background(Color::indexed(196))}, {U" ", background(Color::indexed(244))},
                      {U" ", background(Color::rgb(1, 2, 3))}, {U" ", background({}, core::vt::Reverse)}, {U"x", {}}});
        Picture picture;
        picture.paint(paintsOf(screen), 10);
        QCOMPARE(picture.corner(0, 0), ui::theme::ansi(1, Scheme::Dark).rgb());
        QCOMPARE(picture.corner(0, 1), qRgb(255, 0, 0));
        QCOMPARE(picture.corner(0, 2), qRgb(128, 128, 128));
        QCOMPARE(picture.corner(0, 3), qRgb(1, 2, 3));
        QCOMPARE(picture.corner(0, 4), role(Role::Text));
        QCOMPARE(picture.corner(0, 5), role(Role::Terminal));
        QVERIFY(picture.different(picture.cell(0, 5), role(Role::Terminal)) > 5); // there is an x
        QCOMPARE(picture.different(picture.cell(1, 0, 10), role(Role::Terminal)), 0);
    }

    void attributes()
    {
        const auto inked = [](int attrs, core::vt::Underline underline = core::vt::Underline::None, Color line = {}) {
            TestScreen screen({4, 1});
            Style style;
            style.attrs = std::uint16_t(attrs);
            style.underline = underline;
            style.underlineColor = line;
            screen.print(U"nn", style);
            Picture picture;
            picture.paint(paintsOf(screen), 4);
            return std::pair(picture.ink(picture.cell(0, 0, 2)), picture.count(picture.cell(0, 0, 2), qRgb(9, 8, 7)));
        };
        using core::vt::Underline;
        const int plain = inked(0).first;
        QVERIFY(plain > 10);
        QCOMPARE(inked(core::vt::Conceal).first, 0);
        QVERIFY(inked(core::vt::Bold).first > plain);
        QVERIFY(inked(core::vt::Strike).first > plain);
        QVERIFY(inked(core::vt::Overline).first > plain);
        for (const auto underline : {Underline::Single, Underline::Double, Underline::Dotted, Underline::Dashed})
            QVERIFY(inked(0, underline, Color::rgb(9, 8, 7)).second > 3);
        QVERIFY(inked(0, Underline::Double, Color::rgb(9, 8, 7)).second > inked(0, Underline::Single, Color::rgb(9, 8, 7)).second);
        QVERIFY(inked(0, Underline::Curly, Color::rgb(9, 255, 7)).first > plain + 5); // antialiased: no pixel need be pure
    }

    void everyBoxCharacterJoinsItsNeighbours_data()
    {
        QTest::addColumn<double>("dpr");
        QTest::addColumn<int>("columns");
        QTest::newRow("1x") << 1.0 << 1;
        QTest::newRow("1.5x") << 1.5 << 1;
        QTest::newRow("2x") << 2.0 << 1;
        QTest::newRow("ambiguous is wide") << 1.0 << 2;
    }
    void everyBoxCharacterJoinsItsNeighbours()
    {
        QFETCH(double, dpr);
        QFETCH(int, columns);
        GlyphCache glyphs;
        glyphs.setFont(ui::theme::monoFont(), 1.1, dpr);
        const auto edge = [&](char32_t c, int side) { // 0 up, 1 down, 2 left, 3 right: the coverage along that edge
            const QImage mask = boxMask(c, glyphs.metrics(), columns);
            QByteArray result;
            const int length = side < 2 ? mask.width() : mask.height();
            for (int i = 0; i < length; ++i) {
                const QPoint at = side == 0 ? QPoint(i, 0) : side == 1 ? QPoint(i, mask.height() - 1) : side == 2 ? QPoint(0, i) : QPoint(mask.width() - 1, i);
                result += mask.constScanLine(at.y())[at.x()] > 127 ? '#' : '.';
            }
            return result;
        };
        // The straight lines that an arm of each weight must meet.
        const QByteArray none[2] = {QByteArray(glyphs.metrics().width * columns, '.'), QByteArray(glyphs.metrics().height, '.')};
        const auto allowed = [&](int side) {
            const bool vertical = side < 2;
            return QList<QByteArray>{none[vertical ? 0 : 1], edge(vertical ? U'│' : U'─', side), edge(vertical ? U'┃' : U'━', side), edge(vertical ? U'║' : U'═', side)};
        };
        for (char32_t c = 0x2500; c <= 0x257f; ++c) {
            if (c >= 0x2571 && c <= 0x2573)
                continue; // diagonals meet at corners
            for (int side = 0; side < 4; ++side) {
                const bool dashed = (c >= 0x2504 && c <= 0x250b) || (c >= 0x254c && c <= 0x254f);
                if (!dashed)
                    QVERIFY2(allowed(side).contains(edge(c, side)), qPrintable(QStringLiteral("U+%1 side %2").arg(int(c), 4, 16).arg(side)));
            }
        }
        QCOMPARE(edge(U'╬', 0), edge(U'║', 0));
        QCOMPARE(edge(U'╭', 3), edge(U'─', 3));
        QCOMPARE(edge(U'╘', 0), edge(U'│', 0));
        QCOMPARE(edge(U'█', 2), QByteArray(glyphs.metrics().height, '#'));
    }

    void wideCellsAndClusters()
    {
        TestScreen screen({10, 1});
        screen.print(U"日é"); // é as e and a combining accent
        Picture picture;
        picture.paint(paintsOf(screen), 10);
        const QRgb ground = role(Role::Terminal);
        QVERIFY(picture.different(picture.cell(0, 0), ground) > 5);
        QVERIFY(picture.different(picture.cell(0, 1), ground) > 5); // its second half
        const int accented = picture.different(picture.cell(0, 2), ground);
        TestScreen plain({10, 1});
        plain.print(U"日e");
        picture.paint(paintsOf(plain), 10);
        QVERIFY(accented > picture.different(picture.cell(0, 2), ground));
    }

    void everyBlinkHidesAndComesBack()
    {
        TestScreen screen({6, 1});
        Style blinking;
        blinking.attrs = core::vt::Blink;
        blinking.underline = core::vt::Underline::Single;
        screen.print({{U"ab", blinking}, {U"cd", {}}});
        Picture picture;
        auto rows = paintsOf(screen);
        picture.paint(rows, 6);
        const QImage shown = picture.image();
        rows[0].blinkHidden = true;
        picture.paint(rows, 6);
        QCOMPARE(picture.ink(picture.cell(0, 0, 2)), 0);
        QVERIFY(picture.ink(picture.cell(0, 2, 2)) > 10);
        rows[0].blinkHidden = false;
        picture.paint(rows, 6);
        QCOMPARE(picture.image(), shown);
    }

    // Midnight Commander's white on blue, in themes whose blue is as light as their white.
    void textOnTheSixteenColoursCanBeRead()
    {
        for (const Scheme scheme : {Scheme::Dark, Scheme::Light}) {
            const Palette palette(scheme, false);
            for (int under = 0; under < 16; ++under) {
                for (int ink = 0; ink <= 16; ++ink) {
                    core::vt::Style style, reverse;
                    style.bg = reverse.fg = core::vt::Color::indexed(std::uint8_t(under));
                    if (ink < 16)
                        style.fg = reverse.bg = core::vt::Color::indexed(std::uint8_t(ink));
                    reverse.attrs = core::vt::Reverse;
                    const auto colors = palette.resolve(style, palette.ground());
                    QCOMPARE(colors.bg, palette.indexed(under));
                    QCOMPARE(colors.area, ink < 16 ? palette.indexed(ink) : palette.text());
                    if (ink == under) // hidden on purpose
                        QCOMPARE(colors.fg, colors.bg);
                    else
                        QVERIFY2(ui::theme::contrast(colors.fg, colors.bg) >= 4.45, qPrintable(QStringLiteral("%1 on %2").arg(ink).arg(under)));
                    if (ink < 16)
                        QCOMPARE(palette.resolve(reverse, palette.ground()).fg, colors.fg);
                }
            }
            core::vt::Style onText; // the default colours reversed
            onText.attrs = core::vt::Reverse;
            onText.bg = core::vt::Color::indexed(7);
            QVERIFY(ui::theme::contrast(palette.resolve(onText, palette.ground()).fg, palette.text()) >= 4.45);
            core::vt::Style exact;
            exact.fg = core::vt::Color::rgb(0x10, 0x10, 0x10);
            exact.bg = core::vt::Color::indexed(0);
            QCOMPARE(palette.resolve(exact, palette.ground()).fg, qRgb(0x10, 0x10, 0x10)); // the program's own choice
        }
    }

    void highlights()
    {
        TestScreen screen({10, 1});
        screen.print(U"abcdefghi");
        Picture picture;
        auto rows = paintsOf(screen);
        picture.paint(rows, 10);
        const QImage plain = picture.image();
        const Palette &palette = picture.painter.palette();
        rows[0].highlights = {{1, 3, Highlight::Match, {}}, {2, 3, Highlight::CurrentMatch, {}}, {4, 6, Highlight::Hint, {}}, {7, 9, Highlight::HintLabel, U"xy"}, {-4, 200, Highlight::Hint, {}}};
        QCOMPARE(picture.paint(rows, 10).rows, std::vector<int>{0});
        QCOMPARE(picture.corner(0, 0), role(Role::Terminal));
        QCOMPARE(picture.corner(0, 1), palette.matched(role(Role::Terminal)));
        QCOMPARE(picture.corner(0, 2), palette.currentMatch());
        QVERIFY(picture.count(picture.cell(0, 4, 2), palette.accent()) >= 2 * picture.painter.metrics().width);
        QCOMPARE(picture.corner(0, 7), palette.accent());
        QVERIFY(picture.different(picture.cell(0, 7), palette.accent()) > 5);
        rows[0].selectFrom = 0;
        rows[0].selectTo = 10;
        QCOMPARE(picture.paint(rows, 10).rows, std::vector<int>{0});
        QCOMPARE(picture.corner(0, 1), palette.matched(palette.selected(role(Role::Terminal))));
        QCOMPARE(picture.corner(0, 2), palette.currentMatch()); // where the search stands is seen within a selection
        rows[0].selectTo = 0;
        rows[0].highlights.clear();
        picture.paint(rows, 10);
        QCOMPARE(picture.image(), plain);
    }

    // A row's picture must not depend on which other rows were painted with it, or rows painted one by one would differ.
    void tallGlyphsStayInTheirRow()
    {
        TestScreen screen({6, 3});
        screen.print(U"");
        screen.print(U"A\u0302\u0301\u0301|ÅǺ");
        screen.print(U"");
        Picture picture;
        picture.paint(paintsOf(screen), 6);
        QCOMPARE(picture.ink(picture.cell(0, 0, 6)), 0);
        QCOMPARE(picture.ink(picture.cell(2, 0, 6)), 0);
    }

    void coloredGlyphsKeepTheirColours_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("emoji") << QStringLiteral("🚀");
        QTest::newRow("keycap, with VS16 between") << QStringLiteral("1\ufe0f\u20e3"); // one picture, not a digit and a box
    }
    void coloredGlyphsKeepTheirColours()
    {
        QFETCH(QString, text);
        TestScreen screen({6, 1});
        screen.print(text.toStdU32String(), background(Color::rgb(0, 0, 0)));
        Picture picture;
        picture.paint(paintsOf(screen), 6);
        int colored = 0;
        const QRect area = picture.cell(0, 0, 2);
        for (int y = area.top(); y <= area.bottom(); ++y) {
            for (int x = area.left(); x <= area.right(); ++x) {
                const QRgb pixel = picture.image().pixel(x, y);
                colored += std::abs(qRed(pixel) - qBlue(pixel)) > 30;
            }
        }
        if (!QFontDatabase::families().contains(QStringLiteral("Noto Color Emoji")))
            QSKIP("no colour font is installed");
        QVERIFY(colored > 10);
    }

    // As emoji keyboards type them: VS16 behind each part that is text of itself.
    void selectorsDoNotTakeJoinedEmojiApart()
    {
        if (!QFontDatabase::families().contains(QStringLiteral("Noto Color Emoji")))
            QSKIP("no colour font is installed");
        GlyphCache glyphs;
        glyphs.setFont(ui::theme::monoFont(), 1.1, 1);
        for (const char *text : {"👩\u200d❤\ufe0f\u200d👨", "❤\ufe0f\u200d🔥", "🏳\ufe0f\u200d🌈"}) {
            const std::u32string qualified = QString::fromUtf8(text).toStdU32String();
            std::u32string bare = qualified;
            std::erase(bare, U'\ufe0f');
            const Tile picture = glyphs.tile(qualified, Regular, 2);
            QVERIFY(!picture.colors.empty());
            QVERIFY2(picture.colors == glyphs.tile(bare, Regular, 2).colors, text);
            QVERIFY2(picture.height > glyphs.metrics().height / 2, text); // one, not three small ones side by side
        }
    }

    void ligaturesAreDrawnOnlyWhenAsked()
    {
        if (ui::theme::monoFont().family() != QLatin1String("JetBrains Mono"))
            QSKIP("the font has no ligatures");
        TestScreen screen({6, 1});
        screen.print(U"=> ->");
        Picture picture;
        picture.paint(paintsOf(screen), 6);
        const QImage apart = picture.image();
        picture.painter.setLigatures(true);
        picture.paint(paintsOf(screen), 6);
        QVERIFY(picture.image() != apart);
        picture.painter.setLigatures(false);
        picture.paint(paintsOf(screen), 6);
        QCOMPARE(picture.image(), apart);
    }

    void theGlyphCacheForgetsTheOldest()
    {
        constexpr std::size_t kLimit = 64 * 1024;
        GlyphCache glyphs;
        glyphs.setFont(ui::theme::monoFont(), 1.1, 1);
        glyphs.setLimit(kLimit);
        const Tile first = glyphs.tile(U'ä', Regular, 1);
        for (char32_t c = 0x4e00; c < 0x5a00; ++c) {
            glyphs.tile(c, Regular, 2);
            QVERIFY(glyphs.bytes() < kLimit + 4096);
        }
        QCOMPARE(glyphs.tile(U'ä', Regular, 1).coverage, first.coverage);
    }

    void dotsAndSextants()
    {
        GlyphCache glyphs;
        glyphs.setFont(ui::theme::monoFont(), 1.1, 2);
        const CellMetrics &m = glyphs.metrics();
        const auto lit = [&](char32_t c, double x, double y) { return boxMask(c, m).constScanLine(int(m.height * y))[int(m.width * x)] > 127; };
        QVERIFY(lit(0x1fb00, 0.2, 0.1) && !lit(0x1fb00, 0.8, 0.1) && !lit(0x1fb00, 0.2, 0.5)); // sextant 1
        QVERIFY(lit(0x1fb13, 0.2, 0.5) && lit(0x1fb13, 0.2, 0.9) && !lit(0x1fb13, 0.2, 0.1));  // sextant 35
        QVERIFY(!lit(0x1fb14, 0.2, 0.1) && lit(0x1fb14, 0.8, 0.1) && lit(0x1fb14, 0.2, 0.9));  // sextant 235
        QVERIFY(lit(0x1fb3b, 0.8, 0.9) && !lit(0x1fb3b, 0.2, 0.1));                            // sextant 23456
        QVERIFY(lit(0x23ba, 0.5, 0) && !lit(0x23ba, 0.5, 0.25) && lit(0x23bd, 0.5, 0.999)); // scan lines 1 and 9
        for (const char32_t c : {0x23bb, 0x23bc}) {
            QVERIFY(isBoxDrawing(c));
            QCOMPARE(lit(c, 0.5, c == 0x23bb ? (m.height - m.stroke) * 2 / 8 * 1.0 / m.height + 0.001 : (m.height - m.stroke) * 6 / 8 * 1.0 / m.height + 0.001), true);
            QVERIFY(!lit(c, 0.5, 0.5));
        }
        QVERIFY(lit(0x2801, 0.25, 0.125) && !lit(0x2801, 0.75, 0.125));
        QVERIFY(lit(0x2880, 0.75, 0.875) && !lit(0x2880, 0.25, 0.875));
        QVERIFY(!lit(0x2800, 0.25, 0.125));
        QVERIFY(lit(0xe0b0, 0.1, 0.5) && !lit(0xe0b0, 0.9, 0.05));
        QVERIFY(lit(0xe0b8, 0.1, 0.9) && !lit(0xe0b8, 0.9, 0.1)); // lower left
        QVERIFY(lit(0xe0be, 0.9, 0.1) && !lit(0xe0be, 0.1, 0.9)); // upper right
    }

    void cursorForms()
    {
        TestScreen screen({6, 1});
        screen.print(U"ab日");
        Picture picture;
        auto rows = paintsOf(screen);
        const auto with = [&](CursorPaint::Form form, int col) {
            rows[0].cursor = {form, col};
            picture.paint(rows, 6);
            return picture.count(picture.cell(0, 0, 6), role(Role::Text));
        };
        const CellMetrics &m = picture.painter.metrics();
        const int none = with(CursorPaint::None, 0);
        QVERIFY(with(CursorPaint::Block, 1) > none + m.width * m.height / 2);
        QVERIFY(picture.different(picture.cell(0, 1), role(Role::Text)) > 5); // the letter shows in the ground's colour
        QVERIFY(with(CursorPaint::Block, 3) > none + m.width * m.height); // both halves of 日, asked for by its second
        const int hollow = with(CursorPaint::Hollow, 5);
        QVERIFY(hollow > none && hollow < none + m.width * m.height / 2);
        QVERIFY(with(CursorPaint::Underline, 5) > none);
        QVERIFY(with(CursorPaint::Bar, 5) > none);
        QCOMPARE(with(CursorPaint::None, 0), none);
    }

    void selectionAndTint()
    {
        TestScreen screen({10, 2});
        screen.print(U"ab");
        auto rows = paintsOf(screen);
        rows[0].selectFrom = 1;
        rows[0].selectTo = 5;
        rows[1].failed = true;
        Picture picture;
        picture.paint(rows, 10);
        const Palette &palette = picture.painter.palette();
        QCOMPARE(picture.corner(0, 0), role(Role::Terminal));
        QCOMPARE(picture.corner(0, 1), palette.selected(role(Role::Terminal)));
        QCOMPARE(picture.corner(0, 4), palette.selected(role(Role::Terminal)));
        QCOMPARE(picture.corner(0, 5), role(Role::Terminal));
        QCOMPARE(picture.corner(1, 3), palette.failedGround());
        QVERIFY(palette.failedGround() != palette.ground());
    }

    void onlyChangedRowsArePainted()
    {
        TestScreen screen({20, 10});
        for (int i = 0; i < 10; ++i)
            screen.print(U"row " + std::u32string(1, char32_t(U'a' + i)));
        Picture picture;
        QCOMPARE(picture.paint(paintsOf(screen), 20).rows.size(), std::size_t(10));
        QVERIFY(picture.paint(paintsOf(screen), 20).rows.empty());
        screen.replace(4, U"changed");
        const auto damage = picture.paint(paintsOf(screen), 20);
        QCOMPARE(damage.rows, std::vector<int>{4});
        QVERIFY(!damage.moved);
    }

    void scrollingMovesPixels_data()
    {
        QTest::addColumn<int>("lines");
        QTest::newRow("one") << 1;
        QTest::newRow("four") << 4;
    }
    void scrollingMovesPixels()
    {
        QFETCH(int, lines);
        TestScreen screen({20, 10});
        for (int i = 0; i < 10; ++i)
            screen.print(U"row " + std::u32string(std::size_t(i + 1), char32_t(U'a' + i)));
        Picture picture;
        const auto before = paintsOf(screen);
        picture.paint(before, 20);
        for (int i = 0; i < lines; ++i)
            screen.print(U"new");
        const auto after = paintsOf(screen);
        auto damage = picture.paint(after, 20);
        QVERIFY(damage.moved);
        QCOMPARE(damage.rows.size(), std::size_t(lines));
        Picture fresh;
        fresh.paint(after, 20);
        QCOMPARE(picture.image(), fresh.image());
        damage = picture.paint(before, 20); // and back, as when the user scrolls up
        QVERIFY(damage.moved);
        QCOMPARE(damage.rows.size(), std::size_t(lines));
        fresh.paint(before, 20);
        QCOMPARE(picture.image(), fresh.image());
    }

    void whatNoFontHasIsAFrame()
    {
        TestScreen screen({8, 1});
        screen.print(U"\U000f8001 \u00a0\u3000x");
        Picture picture;
        picture.paint(paintsOf(screen), 8);
        QVERIFY(picture.ink(picture.cell(0, 0)) > 10);
        QCOMPARE(picture.ink(picture.cell(0, 1, 4)), 0);
    }

    void blankRowsBelowAreNotPainted()
    {
        std::vector<RowPaint> rows(10);
        Picture picture;
        picture.paint(rows, 20);
        QCOMPARE(picture.painter.paintedRows(), 0);
        rows[2].cursor = {CursorPaint::Block, 2};
        picture.paint(rows, 20);
        QCOMPARE(picture.painter.paintedRows(), 3);
        QCOMPARE(picture.different(picture.cell(0, 0, 20), role(Role::Terminal)), 0);
        rows[2].cursor = {};
        rows[7].failed = true;
        picture.paint(rows, 20);
        QCOMPARE(picture.painter.paintedRows(), 8);
        QCOMPARE(picture.different(picture.cell(2, 0, 20), role(Role::Terminal)), 0); // what was painted is painted over
        QCOMPARE(picture.different(picture.cell(7, 0, 20), picture.painter.palette().failedGround()), 0);

        // What scrolls up takes blank rows along.
        TestScreen screen({20, 10});
        for (int i = 0; i < 7; ++i)
            screen.print(U"row " + std::u32string(std::size_t(i + 1), char32_t(U'a' + i)));
        auto before = paintsOf(screen), after = before;
        std::rotate(after.begin(), after.begin() + 1, after.end());
        picture.painter.release();
        picture.paint(before, 20);
        QVERIFY(picture.painter.paintedRows() < 10);
        QVERIFY(picture.paint(after, 20).moved);
        QCOMPARE(picture.painter.paintedRows(), 10);
        Picture fresh;
        fresh.paint(after, 20);
        QCOMPARE(picture.image(), fresh.image());
    }

    void aBlinkPaintsOneRow()
    {
        TestScreen screen({20, 10});
        screen.print(U"$");
        auto rows = paintsOf(screen);
        rows[3].cursor = {CursorPaint::Block, 2};
        Picture picture;
        picture.paint(rows, 20);
        rows[3].cursor = {};
        QCOMPARE(picture.paint(rows, 20).rows, std::vector<int>{3});
    }
};

BERTH_TEST(GridPainterTest)
#include "grid_painter_test.moc"
