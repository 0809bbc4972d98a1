#include "ui/terminal/box_mask.h"

#include <QPainter>
#include <array>

namespace ui::terminal {
namespace {
// Dots smaller than this are squares: a circle of three pixels is a smudge.
constexpr int kRoundFrom = 4;
} // namespace

void drawBlock(BoxMask &mask, char32_t c)
{
    const int w = mask.m.width, h = mask.m.height;
    const auto part = [](int length, int eighths) { return qRound(length * eighths / 8.0); };
    if (c == 0x2580)
        mask.fill(0, 0, w, part(h, 4));
    else if (c <= 0x2588)
        mask.fill(0, h - part(h, int(c - 0x2580)), w, h);
    else if (c <= 0x258f)
        mask.fill(0, 0, part(w, int(0x2590 - c)), h);
    else if (c == 0x2590)
        mask.fill(part(w, 4), 0, w, h);
    else if (c <= 0x2593)
        mask.fill(0, 0, w, h, uchar(64 * (c - 0x2590)));
    else if (c == 0x2594)
        mask.fill(0, 0, w, part(h, 1));
    else if (c == 0x2595)
        mask.fill(w - part(w, 1), 0, w, h);
    else {
        // Quadrants of U+2596–259F: 1 upper left, 2 upper right, 4 lower left, 8 lower right.
        constexpr std::array<int, 10> kQuadrants = {4, 8, 1, 1 | 4 | 8, 1 | 8, 1 | 2 | 4, 1 | 2 | 8, 2, 2 | 4, 2 | 4 | 8};
        const int quadrants = kQuadrants[c - 0x2596];
        const int x = part(w, 4), y = part(h, 4);
        if (quadrants & 1)
            mask.fill(0, 0, x, y);
        if (quadrants & 2)
            mask.fill(x, 0, w, y);
        if (quadrants & 4)
            mask.fill(0, y, x, h);
        if (quadrants & 8)
            mask.fill(x, y, w, h);
    }
}

// Six blocks, two by three; bit 0 is the upper left one, bit 1 the one to its right, and so on. The patterns that are
// half blocks are left out of the range.
void drawSextant(BoxMask &mask, char32_t c)
{
    constexpr int kLeftHalf = 0b010101, kRightHalf = 0b101010;
    int pattern = int(c - 0x1fb00) + 1;
    pattern += pattern >= kLeftHalf;
    pattern += pattern >= kRightHalf;
    const int w = mask.m.width, h = mask.m.height, middle = qRound(w / 2.0);
    for (int i = 0; i < 6; ++i) {
        if (pattern >> i & 1)
            mask.fill(i % 2 ? middle : 0, qRound(h * (i / 2) / 3.0), i % 2 ? w : middle, qRound(h * (i / 2 + 1) / 3.0));
    }
}

// Dots 1 to 3 and 7 are the left column, 4 to 6 and 8 the right one.
void drawBraille(BoxMask &mask, char32_t c)
{
    constexpr std::array<int, 8> kColumn = {0, 0, 0, 1, 1, 1, 0, 1}, kRow = {0, 1, 2, 0, 1, 2, 3, 3};
    const qreal stepX = mask.m.width / 2.0, stepY = mask.m.height / 4.0;
    const int size = std::max(1, qRound(std::min(stepX, stepY) * 0.55));
    QPainter painter(&mask.image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::white);
    for (std::size_t i = 0; i < 8; ++i) {
        if (!(c >> i & 1))
            continue;
        const QRect dot(qRound(stepX * (kColumn[i] + 0.5) - size / 2.0), qRound(stepY * (kRow[i] + 0.5) - size / 2.0), size, size);
        if (size >= kRoundFrom)
            painter.drawEllipse(dot);
        else
            painter.drawRect(dot);
    }
}

} // namespace ui::terminal
