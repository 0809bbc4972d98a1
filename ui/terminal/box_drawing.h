// Box and scan lines, block elements, braille, sextants and powerline separators as geometry: no font draws them so that cells of
// any size join without a seam.
#pragma once
#include "ui/terminal/cell_metrics.h"

#include <QImage>

namespace ui::terminal {

constexpr bool isBoxDrawing(char32_t c)
{
    return (c >= 0x23ba && c <= 0x23bd) || (c >= 0x2500 && c <= 0x259f) || (c >= 0x2800 && c <= 0x28ff) || (c >= 0xe0b0 && c <= 0xe0bf) || (c >= 0x1fb00 && c <= 0x1fb3b);
}

// Blocks, sextants and powerline separators: areas of a colour, as a picture's pixels are, and no lines to be made out.
constexpr bool isArea(char32_t c)
{
    return (c >= 0x2580 && c <= 0x259f) || (c >= 0xe0b0 && c <= 0xe0bf) || (c >= 0x1fb00 && c <= 0x1fb3b);
}

// Coverage of its cells, of which there are two where ambiguous characters are wide; Format_Grayscale8. REQUIRES
// isBoxDrawing(character).
QImage boxMask(char32_t character, const CellMetrics &metrics, int columns = 1);
// One period of a curly underline, one cell wide, to be laid at CellMetrics::underline's height.
QImage curlMask(const CellMetrics &metrics);
// The frame that stands for a character which no font has.
QImage missingMask(const CellMetrics &metrics, int columns);

} // namespace ui::terminal
