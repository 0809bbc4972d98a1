// Draws what belongs to command blocks beside the grid: the bar in the gutter, and duration and exit at the right of the
// first row. State is told by shape as well as by colour.
#pragma once
#include "ui/terminal/block_layout.h"

#include <QRectF>

class QPainter;

namespace ui::terminal {

inline constexpr int kGutterWidth = 12; // logical pixels, left of the grid, after the padding

struct GutterGeometry
{
    qreal left = 0;      // of the gutter
    qreal gridLeft = 0;  // of the first column
    qreal gridTop = 0;
    qreal right = 0;     // where labels end
    qreal cellWidth = 1, cellHeight = 1;
};

void paintBar(QPainter &painter, const BlockSpan &span, const GutterGeometry &geometry);
// `occupied` is the number of columns with text in the span's first row: a label never covers text.
void paintLabel(QPainter &painter, const BlockSpan &span, const GutterGeometry &geometry, int occupied);
// Nothing when there is nothing to say or no room for it.
QRectF labelRect(const BlockSpan &span, const GutterGeometry &geometry, int occupied);

} // namespace ui::terminal
