#include "ui/terminal/gutter.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

namespace ui::terminal {
namespace {

using theme::Role;

constexpr qreal kBarWidth = 3, kBarInset = 2;
constexpr int kLabelPx = 11;
constexpr qreal kLabelGap = 24; // between text and label, so that they are not read as one

QFont labelFont()
{
    return theme::textFont(kLabelPx);
}

QString separator()
{
    return QStringLiteral(" · ");
}

QColor barColor(BlockLook look)
{
    switch (look) {
    case BlockLook::Succeeded: return theme::color(Role::Ok);
    case BlockLook::Failed: return theme::color(Role::Fail);
    case BlockLook::Stopped:
    case BlockLook::Running: return theme::color(Role::Dim);
    case BlockLook::Unknown: return theme::color(Role::Faint);
    case BlockLook::Prompt: break;
    }
    return theme::color(Role::Line);
}

struct Label
{
    QString duration, exit;
    bool isEmpty() const { return duration.isEmpty() && exit.isEmpty(); }
    QString before() const { return exit.isEmpty() || duration.isEmpty() ? duration : duration + separator(); }
    QString whole() const { return before() + exit; }
};

Label labelOf(const BlockSpan &span)
{
    const bool ended = span.block->state == core::shell::Block::State::Finished;
    // A block without the session's nonce may be forged: it draws a bar and says nothing.
    if (!span.startsHere || !ended || !span.block->trusted)
        return {};
    return {durationLabel(span.block->duration), exitText(*span.block)};
}

} // namespace

void paintBar(QPainter &painter, const BlockSpan &span, const GutterGeometry &geometry)
{
    const qreal top = geometry.gridTop + span.firstRow * geometry.cellHeight + (span.startsHere ? kBarInset : 0);
    const qreal bottom = geometry.gridTop + (span.lastRow + 1) * geometry.cellHeight - (span.endsHere ? kBarInset : 0);
    const QRectF bar(geometry.left, top, kBarWidth, bottom - top);
    const QColor color = barColor(span.look);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    if (span.look == BlockLook::Running) {
        constexpr qreal kDash = 4, kGap = 3;
        painter.setClipRect(bar);
        for (qreal y = bar.top(); y < bar.bottom(); y += kDash + kGap)
            painter.drawRoundedRect(QRectF(bar.left(), y, kBarWidth, kDash), 1, 1);
        painter.setClipping(false);
    } else if (span.look == BlockLook::Unknown) {
        // Hollow: it has ended, nobody knows how.
        painter.setPen(QPen(color, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), kBarWidth / 2 - 0.5, kBarWidth / 2 - 0.5);
        painter.setPen(Qt::NoPen);
    } else {
        painter.drawRoundedRect(bar, kBarWidth / 2, kBarWidth / 2);
    }
    if (span.look == BlockLook::Failed && span.startsHere) {
        // A flag on the mast: failure is seen without the colour too.
        QPainterPath flag({bar.left(), bar.top() + 3});
        flag.lineTo(bar.left() + 7, bar.top() + 7); // short of the text
        flag.lineTo(bar.left(), bar.top() + 11);
        painter.drawPath(flag);
    }
}

QRectF labelRect(const BlockSpan &span, const GutterGeometry &geometry, int occupied)
{
    const Label label = labelOf(span);
    if (label.isEmpty())
        return {};
    const qreal width = QFontMetricsF(labelFont()).horizontalAdvance(label.whole());
    const QRectF rect(geometry.right - width, geometry.gridTop + span.firstRow * geometry.cellHeight, width, geometry.cellHeight);
    const qreal textEnd = geometry.gridLeft + occupied * geometry.cellWidth;
    return rect.left() < textEnd + kLabelGap ? QRectF() : rect;
}

void paintLabel(QPainter &painter, const BlockSpan &span, const GutterGeometry &geometry, int occupied)
{
    const QRectF rect = labelRect(span, geometry, occupied);
    if (rect.isNull())
        return;
    const Label label = labelOf(span);
    painter.setFont(labelFont());
    painter.setPen(theme::color(Role::Dim));
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, label.before());
    painter.setPen(theme::color(span.look == BlockLook::Failed ? Role::Fail : Role::Dim));
    painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter, label.exit);
}

} // namespace ui::terminal
