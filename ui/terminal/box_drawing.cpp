#include "ui/terminal/box_drawing.h"

#include "ui/terminal/box_mask.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <array>
#include <cmath>

namespace ui::terminal {
namespace {

// Weight of each arm from the cell's middle: 0 none, 1 light, 2 heavy, 3 double.
struct Arms
{
    std::uint8_t up, down, left, right;
};

// U+2500–257F by the Unicode names chart. Dashed lines have the arms of the solid line and are cut later; arcs and
// diagonals have none.
constexpr std::array<Arms, 128> kArms = {{
    {0, 0, 1, 1}, {0, 0, 2, 2}, {1, 1, 0, 0}, {2, 2, 0, 0}, {0, 0, 1, 1}, {0, 0, 2, 2}, {1, 1, 0, 0}, {2, 2, 0, 0}, // 2500
    {0, 0, 1, 1}, {0, 0, 2, 2}, {1, 1, 0, 0}, {2, 2, 0, 0}, {0, 1, 0, 1}, {0, 1, 0, 2}, {0, 2, 0, 1}, {0, 2, 0, 2},
    {0, 1, 1, 0}, {0, 1, 2, 0}, {0, 2, 1, 0}, {0, 2, 2, 0}, {1, 0, 0, 1}, {1, 0, 0, 2}, {2, 0, 0, 1}, {2, 0, 0, 2}, // 2510
    {1, 0, 1, 0}, {1, 0, 2, 0}, {2, 0, 1, 0}, {2, 0, 2, 0}, {1, 1, 0, 1}, {1, 1, 0, 2}, {2, 1, 0, 1}, {1, 2, 0, 1},
    {2, 2, 0, 1}, {2, 1, 0, 2}, {1, 2, 0, 2}, {2, 2, 0, 2}, {1, 1, 1, 0}, {1, 1, 2, 0}, {2, 1, 1, 0}, {1, 2, 1, 0}, // 2520
    {2, 2, 1, 0}, {2, 1, 2, 0}, {1, 2, 2, 0}, {2, 2, 2, 0}, {0, 1, 1, 1}, {0, 1, 2, 1}, {0, 1, 1, 2}, {0, 1, 2, 2},
    {0, 2, 1, 1}, {0, 2, 2, 1}, {0, 2, 1, 2}, {0, 2, 2, 2}, {1, 0, 1, 1}, {1, 0, 2, 1}, {1, 0, 1, 2}, {1, 0, 2, 2}, // 2530
    {2, 0, 1, 1}, {2, 0, 2, 1}, {2, 0, 1, 2}, {2, 0, 2, 2}, {1, 1, 1, 1}, {1, 1, 2, 1}, {1, 1, 1, 2}, {1, 1, 2, 2},
    {2, 1, 1, 1}, {1, 2, 1, 1}, {2, 2, 1, 1}, {2, 1, 2, 1}, {2, 1, 1, 2}, {1, 2, 2, 1}, {1, 2, 1, 2}, {2, 1, 2, 2}, // 2540
    {1, 2, 2, 2}, {2, 2, 2, 1}, {2, 2, 1, 2}, {2, 2, 2, 2}, {0, 0, 1, 1}, {0, 0, 2, 2}, {1, 1, 0, 0}, {2, 2, 0, 0},
    {0, 0, 3, 3}, {3, 3, 0, 0}, {0, 1, 0, 3}, {0, 3, 0, 1}, {0, 3, 0, 3}, {0, 1, 3, 0}, {0, 3, 1, 0}, {0, 3, 3, 0}, // 2550
    {1, 0, 0, 3}, {3, 0, 0, 1}, {3, 0, 0, 3}, {1, 0, 3, 0}, {3, 0, 1, 0}, {3, 0, 3, 0}, {1, 1, 0, 3}, {3, 3, 0, 1},
    {3, 3, 0, 3}, {1, 1, 3, 0}, {3, 3, 1, 0}, {3, 3, 3, 0}, {0, 1, 3, 3}, {0, 3, 1, 1}, {0, 3, 3, 3}, {1, 0, 3, 3}, // 2560
    {3, 0, 1, 1}, {3, 0, 3, 3}, {1, 1, 3, 3}, {3, 3, 1, 1}, {3, 3, 3, 3}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0},
    {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 1, 0}, {1, 0, 0, 0}, {0, 0, 0, 1}, {0, 1, 0, 0}, // 2570
    {0, 0, 2, 0}, {2, 0, 0, 0}, {0, 0, 0, 2}, {0, 2, 0, 0}, {0, 0, 1, 2}, {1, 2, 0, 0}, {0, 0, 2, 1}, {2, 1, 0, 0},
}};

constexpr int kDouble = 3;

// One axis of a cell's lines, drawn through `put(along0, across0, along1, across1, value)`, so that horizontal and
// vertical arms share the rules of how lines of all weights meet.
template<class Put>
void doubleArms(int before, int after, bool crossDouble, int length, int along, int across, int t, Put put)
{
    // Three strokes wide, then the middle one is carved out again: corners and crossings come out right by themselves.
    if (before == kDouble)
        put(0, across - t, along + (crossDouble ? 2 * t : t), across + 2 * t, 255);
    if (after == kDouble)
        put(along - (crossDouble ? t : 0), across - t, length, across + 2 * t, 255);
}

template<class Put>
void carveArms(int before, int after, int length, int along, int across, int t, Put put)
{
    if (before == kDouble)
        put(0, across, along + t, across + t, 0);
    if (after == kDouble)
        put(along, across, length, across + t, 0);
}

template<class Put>
void singleArms(const BoxMask &mask, int before, int after, int crossBefore, int crossAfter, int length, int along, int t, bool horizontal,
                Put put)
{
    const bool bothDouble = crossBefore == kDouble && crossAfter == kDouble;
    const bool anyDouble = crossBefore == kDouble || crossAfter == kDouble;
    const bool through = before != 0 && after != 0;
    // Where an arm starts: at the far side of what it meets, so that corners are filled.
    const int crossWeight = std::max(mask.weight(crossBefore), mask.weight(crossAfter));
    const int start = horizontal ? mask.middleX(crossWeight) : mask.middleY(crossWeight);
    const auto span = [&](int arm) {
        const int thickness = mask.weight(arm);
        const int at = horizontal ? mask.middleY(thickness) : mask.middleX(thickness);
        return std::pair{at, at + thickness};
    };
    if (before == 1 || before == 2) {
        int end = start + crossWeight;
        if (anyDouble && !through)
            end = bothDouble ? along : along + 2 * t;
        put(0, span(before).first, end, span(before).second, 255);
    }
    if (after == 1 || after == 2) {
        int from = start;
        if (anyDouble && !through)
            from = bothDouble ? along + t : along - t;
        put(from, span(after).first, length, span(after).second, 255);
    }
}

void drawArms(BoxMask &mask, const Arms &arms)
{
    const int t = mask.light();
    const int x = mask.middleX(t), y = mask.middleY(t);
    const bool vertical = arms.up == kDouble || arms.down == kDouble;
    const bool horizontal = arms.left == kDouble || arms.right == kDouble;
    const auto along = [&](int a0, int b0, int a1, int b1, int value) { mask.fill(a0, b0, a1, b1, uchar(value)); };
    const auto across = [&](int a0, int b0, int a1, int b1, int value) { mask.fill(b0, a0, b1, a1, uchar(value)); };
    doubleArms(arms.left, arms.right, vertical, mask.m.width, x, y, t, along);
    doubleArms(arms.up, arms.down, horizontal, mask.m.height, y, x, t, across);
    carveArms(arms.left, arms.right, mask.m.width, x, y, t, along);
    carveArms(arms.up, arms.down, mask.m.height, y, x, t, across);
    singleArms(mask, arms.left, arms.right, arms.up, arms.down, mask.m.width, x, t, true, along);
    singleArms(mask, arms.up, arms.down, arms.left, arms.right, mask.m.height, y, t, false, across);
}

// How many dashes a dashed line has in one cell; 0: solid.
int dashes(char32_t c)
{
    if (c >= 0x2504 && c <= 0x2507)
        return 3;
    if (c >= 0x2508 && c <= 0x250b)
        return 4;
    return c >= 0x254c && c <= 0x254f ? 2 : 0;
}

void cutDashes(BoxMask &mask, int count, bool horizontal)
{
    const int length = horizontal ? mask.m.width : mask.m.height;
    const int gap = std::max(1, length / (count * 3));
    for (int i = 0; i < count; ++i) {
        const int end = length * (i + 1) / count;
        if (horizontal)
            mask.fill(end - gap, 0, end, mask.m.height, 0);
        else
            mask.fill(0, end - gap, mask.m.width, end, 0);
    }
}

void drawArc(BoxMask &mask, char32_t c)
{
    const bool right = c == 0x256d || c == 0x2570;
    const bool down = c == 0x256d || c == 0x256e;
    const qreal t = mask.light();
    const qreal x = mask.middleX(mask.light()) + t / 2, y = mask.middleY(mask.light()) + t / 2;
    const qreal radius = std::min(mask.m.width, mask.m.height) / 2.0;
    const qreal sx = right ? 1 : -1, sy = down ? 1 : -1;
    QPainterPath path({x, down ? qreal(mask.m.height) : 0});
    path.lineTo(x, y + sy * radius);
    path.quadTo(x, y, x + sx * radius, y);
    path.lineTo(right ? mask.m.width : 0, y);
    QPainter painter(&mask.image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Qt::white, t, Qt::SolidLine, Qt::FlatCap));
    painter.drawPath(path);
}

void drawDiagonals(BoxMask &mask, char32_t c)
{
    QPainter painter(&mask.image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Qt::white, mask.light(), Qt::SolidLine, Qt::SquareCap));
    const qreal w = mask.m.width, h = mask.m.height;
    if (c != 0x2572)
        painter.drawLine(QPointF(w, 0), QPointF(0, h));
    if (c != 0x2571)
        painter.drawLine(QPointF(0, 0), QPointF(w, h));
}

// The lines 1, 3, 7 and 9 of a VT100's character of nine; 5 is U+2500.
void drawScanLine(BoxMask &mask, char32_t c)
{
    constexpr std::array kEighths = {0, 2, 6, 8};
    const int top = (mask.m.height - mask.light()) * kEighths[c - 0x23ba] / 8;
    mask.fill(0, top, mask.m.width, top + mask.light());
}

} // namespace

void drawLines(BoxMask &mask, char32_t c)
{
    if (c >= 0x256d && c <= 0x2570) {
        drawArc(mask, c);
    } else if (c >= 0x2571 && c <= 0x2573) {
        drawDiagonals(mask, c);
    } else {
        const Arms &arms = kArms[c - 0x2500];
        drawArms(mask, arms);
        if (const int count = dashes(c))
            cutDashes(mask, count, arms.left != 0);
    }
}

QImage boxMask(char32_t c, const CellMetrics &metrics, int columns)
{
    CellMetrics all = metrics;
    all.width *= std::max(1, columns);
    BoxMask mask(all);
    if (c >= 0x1fb00)
        drawSextant(mask, c);
    else if (c >= 0xe0b0)
        drawPowerline(mask, c);
    else if (c >= 0x2800)
        drawBraille(mask, c);
    else if (c >= 0x2580)
        drawBlock(mask, c);
    else if (c < 0x2500)
        drawScanLine(mask, c);
    else
        drawLines(mask, c);
    return mask.image;
}

QImage curlMask(const CellMetrics &metrics)
{
    const qreal stroke = metrics.stroke * 1.1;
    const qreal amplitude = std::max(1.0, metrics.width / 7.0);
    const int height = qCeil(2 * amplitude + stroke + 1);
    QImage mask(metrics.width, height, QImage::Format_Grayscale8);
    mask.fill(Qt::black);
    QPainterPath path;
    for (qreal x = -2; x <= metrics.width + 2; x += 0.5) {
        const QPointF at(x, height / 2.0 - amplitude * std::sin(2 * M_PI * x / metrics.width));
        path.elementCount() == 0 ? path.moveTo(at) : path.lineTo(at);
    }
    QPainter painter(&mask);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Qt::white, stroke));
    painter.drawPath(path);
    return mask;
}

QImage missingMask(const CellMetrics &metrics, int columns)
{
    QImage mask(metrics.width * columns, metrics.height, QImage::Format_Grayscale8);
    mask.fill(Qt::black);
    const int gap = metrics.stroke, top = metrics.baseline - metrics.height / 2;
    const QRect outside(gap, top, mask.width() - 2 * gap, metrics.baseline - top);
    QPainter painter(&mask);
    painter.fillRect(outside, Qt::white);
    painter.fillRect(outside.adjusted(metrics.stroke, metrics.stroke, -metrics.stroke, -metrics.stroke), Qt::black);
    return mask;
}

} // namespace ui::terminal
