#include "ui/terminal/box_mask.h"

#include <QPainter>
#include <QPainterPath>

namespace ui::terminal {
namespace {

void paintShape(BoxMask &mask, const QPainterPath &path, bool solid)
{
    QPainter painter(&mask.image);
    painter.setRenderHint(QPainter::Antialiasing);
    if (solid)
        painter.fillPath(path, Qt::white);
    else
        painter.strokePath(path, QPen(Qt::white, mask.light(), Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
}

void drawChevron(BoxMask &mask, bool right, bool solid)
{
    const qreal w = mask.m.width, h = mask.m.height;
    const qreal base = right ? 0 : w, tip = right ? w : 0;
    QPainterPath path({base, 0});
    path.lineTo(tip, h / 2);
    path.lineTo(base, h);
    paintShape(mask, path, solid);
}

void drawHalfCircle(BoxMask &mask, bool right, bool solid)
{
    const qreal w = mask.m.width, h = mask.m.height;
    // A stroke stays inside the cell.
    const qreal inset = solid ? 0 : mask.light() / 2.0;
    const QRectF whole(right ? inset - w : inset, inset, 2 * (w - inset), h - 2 * inset);
    QPainterPath path;
    path.arcMoveTo(whole, 90);
    path.arcTo(whole, 90, right ? -180 : 180);
    paintShape(mask, path, solid);
}

// The half of the cell below or above a diagonal, or the diagonal alone. `falling` goes from the upper left down.
void drawSlant(BoxMask &mask, bool falling, bool upper, bool solid)
{
    const qreal w = mask.m.width, h = mask.m.height;
    QPainterPath path(falling ? QPointF(0, 0) : QPointF(w, 0));
    path.lineTo(falling ? QPointF(w, h) : QPointF(0, h));
    if (solid)
        path.lineTo(upper == falling ? w : 0, upper ? 0 : h);
    paintShape(mask, path, solid);
}

} // namespace

void drawPowerline(BoxMask &mask, char32_t c)
{
    const bool solid = c % 2 == 0;
    switch ((c - 0xe0b0) / 2) {
    case 0: drawChevron(mask, true, solid); break;
    case 1: drawChevron(mask, false, solid); break;
    case 2: drawHalfCircle(mask, true, solid); break;
    case 3: drawHalfCircle(mask, false, solid); break;
    case 4: drawSlant(mask, true, false, solid); break;  // lower left
    case 5: drawSlant(mask, false, false, solid); break; // lower right
    case 6: drawSlant(mask, false, true, solid); break;  // upper left
    default: drawSlant(mask, true, true, solid); break;  // upper right
    }
}

} // namespace ui::terminal
