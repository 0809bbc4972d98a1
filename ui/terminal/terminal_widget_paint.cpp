// What the widget shows besides the cells, and when.
#include "ui/terminal/terminal_widget_private.h"

#include <QApplication>
#include <QPaintEvent>
#include <QPainter>

namespace ui::terminal {

void TerminalWidget::paintEvent(QPaintEvent *event)
{
    if (!std::exchange(d->wasPainted, true) && std::exchange(d->resizePending, false))
        QMetaObject::invokeMethod(this, [this] { d->fitGrid(); }, Qt::QueuedConnection);
    if (d->dpr != devicePixelRatioF()) { // moved to a display of another scale
        d->applyFont();
        d->fitGrid();
        d->refresh();
    }
    QPainter painter(this);
    d->paintMargins(painter, event->region());
    d->paintGrid(painter);
    d->paintBlocks(painter);
    d->paintPreedit(painter);
    if (d->bellFlash->isOn())
        BellFlash::paint(painter, rect());
}

// Around the cells; those paint their own ground.
void TerminalWidget::Private::paintMargins(QPainter &painter, const QRegion &region) const
{
    const QRegion margins = region - gridRect().adjusted(1, 1, -1, -1); // its edge may lie within a pixel
    for (const QRect &rect : margins)
        painter.fillRect(rect, QColor::fromRgb(view.palette().ground()));
    for (int row = 0; row < int(view.rows().size()); ++row) {
        const QRect across = rowsRect(row, row);
        if (view.isFailed(row) && margins.intersects(across))
            painter.fillRect(QRectF(0, cellRect(row, 0).top(), q->width(), cellRect(row, 0).height()), QColor::fromRgb(view.palette().failedGround()));
    }
}

void TerminalWidget::Private::paintGrid(QPainter &painter) const
{
    // In device pixels, one to one: scaled drawing would blur at fractional scales.
    painter.save();
    painter.scale(1 / dpr, 1 / dpr);
    const QPoint origin = originPx();
    const QImage &image = view.image();
    const int offset = view.scrollOffset(), rowHeight = view.metrics().height;
    const int height = std::clamp(image.height() - offset, 0, view.screen().size.rows * rowHeight);
    const int painted = std::clamp(view.paintedRows() * rowHeight - offset, 0, height);
    painter.drawImage(origin, image, QRect(0, offset, image.width(), painted));
    if (painted < height)
        painter.fillRect(QRect(origin.x(), origin.y() + painted, image.width(), height - painted), QColor::fromRgb(view.palette().ground()));
    painter.restore();
}

void TerminalWidget::Private::paintBlocks(QPainter &painter) const
{
    const GutterGeometry geometry = gutterGeometry();
    painter.save();
    if (view.scrollOffset() > 0)
        painter.setClipRect(QRect(0, gridRect().top(), q->width(), gridRect().height()));
    for (const BlockSpan &span : view.spans()) {
        paintBar(painter, span, geometry);
        paintLabel(painter, span, geometry, view.occupiedColumns(span.firstRow));
        if (span.block->id == selectedBlock)
            paintSelectedBlock(painter, span);
    }
    paintFolds(painter);
    painter.restore();
    if (view.failuresOnly() && view.shown().count() == 0 && !view.screen().alternate)
        paintNothingFailed(painter);
}

QRectF TerminalWidget::Private::inputRect(int row) const
{
    const QRectF cell = cellRect(row, view.screen().cursor.col);
    return preedit.isEmpty() ? cell : preedit.caretRect(q->font(), cell, cellRect(row, 0, view.screen().size.cols));
}

void TerminalWidget::Private::paintPreedit(QPainter &painter) const
{
    const auto row = view.cursorRow();
    if (!preedit.isEmpty() && row)
        preedit.paint(painter, q->font(), cellRect(*row, view.screen().cursor.col), cellRect(*row, 0, view.screen().size.cols), view.metrics().baseline / dpr);
}

void TerminalWidget::Private::ringBell()
{
    if (appearance.bell == Bell::Visual)
        bellFlash->ring();
    else if (appearance.bell == Bell::Audible)
        QApplication::beep();
    Q_EMIT q->bell();
}

} // namespace ui::terminal
