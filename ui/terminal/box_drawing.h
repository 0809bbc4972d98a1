// Box lines (U+2500–257F), block elements (U+2580–259F) and powerline separators (U+E0B0–E0B3) as geometry: no font
// draws them so that cells of any size join without a seam. Each is a coverage mask of one cell, made once per size.
#pragma once
#include "ui/terminal/cell_metrics.h"

#include <QImage>
#include <array>

namespace ui::terminal {

class BoxDrawing
{
public:
    static constexpr bool covers(char32_t c) { return (c >= 0x2500 && c <= 0x259f) || (c >= 0xe0b0 && c <= 0xe0b3); }

    void setMetrics(const CellMetrics &metrics);
    // Format_Grayscale8, one cell. REQUIRES covers(character).
    const QImage &mask(char32_t character);
    const QImage &curl(); // one period of a curly underline, one cell wide, to be laid at CellMetrics::underline's height

private:
    CellMetrics m_metrics;
    std::array<QImage, 0xa0 + 4> m_masks;
    QImage m_curl;
};

} // namespace ui::terminal
