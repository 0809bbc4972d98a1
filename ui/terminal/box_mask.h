// A cell's coverage mask under construction: what boxes, blocks and separators are drawn on.
#pragma once
#include "ui/terminal/cell_metrics.h"

#include <QImage>
#include <algorithm>
#include <cstring>

namespace ui::terminal {

class BoxMask
{
public:
    explicit BoxMask(const CellMetrics &metrics)
        : m(metrics)
        , image(metrics.width, metrics.height, QImage::Format_Grayscale8)
    {
        image.fill(Qt::black);
    }

    // Clipped; coordinates may lie outside the cell.
    void fill(int x0, int y0, int x1, int y1, uchar value = 255)
    {
        x0 = std::max(x0, 0);
        x1 = std::min(x1, m.width);
        for (int y = std::max(y0, 0); y < std::min(y1, m.height); ++y) {
            if (x0 < x1)
                std::memset(image.scanLine(y) + x0, value, std::size_t(x1 - x0));
        }
    }

    int light() const { return m.stroke; }
    int weight(int arm) const { return arm == 2 ? std::max(light() * 2, light() + 1) : light(); }
    int middleX(int thickness) const { return (m.width - thickness) / 2; }
    int middleY(int thickness) const { return (m.height - thickness) / 2; }

    const CellMetrics &m;
    QImage image;
};

void drawLines(BoxMask &mask, char32_t c);     // U+2500–257F
void drawBlock(BoxMask &mask, char32_t c);     // U+2580–259F
void drawBraille(BoxMask &mask, char32_t c);   // U+2800–28FF
void drawSextant(BoxMask &mask, char32_t c);   // U+1FB00–1FB3B
void drawPowerline(BoxMask &mask, char32_t c); // U+E0B0–E0BF

} // namespace ui::terminal
