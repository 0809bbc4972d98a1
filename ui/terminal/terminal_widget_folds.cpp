// Folded outputs and the view of failures only: which rows are on show, and how that is drawn and read out.
#include "ui/terminal/terminal_widget.h"

#include "ui/terminal/terminal_widget_private.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <algorithm>

namespace ui::terminal {

using core::base::BlockId;
using core::shell::Block;
using theme::Role;

void TerminalWidget::Private::setFolded(BlockId id, bool folded)
{
    const Block *const block = view.findBlock(id);
    if (!block || folded == view.isFolded(id))
        return;
    if (folded && !view.canFold(id)) {
        Q_EMIT q->inputRefused(!block->trusted                          ? TerminalWidget::tr("Only what the shell of this tab itself ran can be folded.")
                               : block->state == Block::State::Finished ? TerminalWidget::tr("This command printed nothing that could be folded.")
                                                                        : TerminalWidget::tr("The output can be folded once the command has ended."));
        return;
    }
    const std::size_t first = view.document().nearest(block->promptStart);
    view.setFolded(id, folded);
    // What was read of a folded output is gone from view: its command takes the place.
    if (folded && !view.viewport().isAtBottom() && view.shown().placeOf(first) < view.viewport().top())
        view.viewport().scrollTo(view.shown(), view.shown().placeOf(first));
    rowsChanged();
}

void TerminalWidget::Private::foldOutputs(Folding which)
{
    view.unfoldAll();
    if (which != Folding::None && view.frame()->blocks) {
        for (const Block &block : *view.frame()->blocks) {
            if (block.trusted && block.state == Block::State::Finished && !(which == Folding::AllButFailures && isFailure(block)))
                view.foldLater(block.id);
        }
        view.applyFolds();
    }
    rowsChanged();
}

void TerminalWidget::Private::setFailuresOnly(bool on)
{
    if (on == view.failuresOnly() || (on && view.screen().alternate))
        return;
    if (on) {
        const auto top = view.shown().rowAt(view.viewport().top());
        beforeFailures = view.viewport().isAtBottom() || !top ? std::nullopt : std::optional(view.document().positionAt(*top, 0));
    }
    view.setFailuresOnly(on);
    const Block *const block = view.findBlock(selectedBlock);
    const auto scrollTo = [this](core::base::Position position) { view.viewport().scrollTo(view.shown(), view.shown().placeOf(view.document().nearest(position))); };
    if (on && block && !isFailure(*block))
        selectBlock({});
    else if (!on && block)
        scrollTo(block->promptStart);
    else if (!on && beforeFailures && view.viewport().isAtBottom()) // else what is read of the list stays in view
        scrollTo(*beforeFailures);
    rowsChanged();
    q->update();
    Q_EMIT q->failuresOnlyChanged(on);
}

void TerminalWidget::Private::rowsChanged()
{
    view.viewport().align();
    viewMoved();
    announcer.update();
}

void TerminalWidget::Private::reveal(std::size_t documentRow)
{
    const std::size_t place = view.shown().placeOf(documentRow);
    if (view.shown().isShown(documentRow))
        return;
    if (const ShownRows::Piece *const fold = view.shown().foldAt(place); fold && documentRow >= fold->first && documentRow < fold->end)
        setFolded(fold->folded, false);
    else
        setFailuresOnly(false);
    if (!view.shown().isShown(documentRow)) // a listed failure may be folded too
        if (const ShownRows::Piece *const fold = view.shown().foldAt(view.shown().placeOf(documentRow)))
            setFolded(fold->folded, false);
}

QString TerminalWidget::Private::spokenRow(int viewRow) const
{
    QString text = QString::fromStdString(view.rows()[std::size_t(viewRow)]->trimmedText());
    const BlockSpan *const span = view.spanAt(viewRow);
    if (span && span->startsHere && span->firstRow == viewRow && span->block->trusted) {
        if (const QString state = spokenState(*span->block); !state.isEmpty())
            text += QStringLiteral(" (%1)").arg(state);
    }
    return text;
}

// ---- painting

// A chevron before the words and a line behind them, on a ground of its own: nobody takes it for output.
void TerminalWidget::Private::paintFolds(QPainter &painter) const
{
    const GutterGeometry geometry = gutterGeometry();
    const int hovered = hoverPosition ? hitAt(*hoverPosition).row : -1;
    for (int row = 0; row < int(view.rows().size()); ++row) {
        if (!view.foldAt(row).isValid())
            continue;
        const QRectF line = cellRect(row, 0);
        const qreal size = std::min(line.height() - 2, 2 * line.width());
        const QRectF icon(line.left() + (2 * line.width() - size) / 2 - 1, line.center().y() - size / 2, size, size);
        const QColor color = theme::color(hovered == row ? Role::Text : Role::Dim);
        theme::drawIcon(painter, icon, QStringLiteral("chevron-right"), color);
        const qreal from = geometry.gridLeft + (view.occupiedColumns(row) + 1) * geometry.cellWidth;
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.fillRect(QRectF(from, std::round(line.center().y()), std::max(0.0, geometry.right - from), 1), theme::color(Role::Line));
    }
}

void TerminalWidget::Private::paintNothingFailed(QPainter &painter) const
{
    const QRectF area = gridRect();
    QFont title = theme::textFont(15, QFont::DemiBold);
    const QFontMetricsF metrics(title);
    const qreal middle = area.top() + area.height() / 2;
    const bool cleared = q->failureCount() > 0; // its text is gone, by `clear`
    if (!cleared)
        theme::drawIcon(painter, QRectF(area.center().x() - 12, middle - 52, 24, 24), QStringLiteral("check"), theme::color(Role::Ok));
    painter.setFont(title);
    painter.setPen(theme::color(Role::Text));
    painter.drawText(QRectF(area.left(), middle - 16, area.width(), metrics.height()), Qt::AlignHCenter,
                     cleared ? TerminalWidget::tr("What failed here has been cleared") : TerminalWidget::tr("No command has failed here"));
    painter.setFont(theme::textFont());
    painter.setPen(theme::color(Role::Dim));
    painter.drawText(QRectF(area.left(), middle - 16 + metrics.height() + 4, area.width(), 60), Qt::AlignHCenter | Qt::TextWordWrap,
                     TerminalWidget::tr("Commands that end with an error are listed as they come. Esc shows everything again."));
}

// A ring around the whole block, so that neither its colours nor its cells change.
void TerminalWidget::Private::paintSelectedBlock(QPainter &painter, const BlockSpan &span) const
{
    const QRectF top = cellRect(span.firstRow, 0), bottom = cellRect(span.lastRow, 0);
    const qreal left = std::max(1.5, appearance.paddingPx - 5 + 0.5), right = q->width() - 3.5;
    QRectF ring(QPointF(left, std::round(top.top()) + 0.5), QPointF(right, std::round(bottom.bottom()) - 0.5));
    if (!span.startsHere)
        ring.setTop(ring.top() - 20);
    if (!span.endsHere)
        ring.setBottom(ring.bottom() + 20);
    painter.save();
    painter.setClipRect(QRectF(0, top.top(), q->width(), bottom.bottom() - top.top()));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme::color(Role::Accent), 1));
    painter.drawRoundedRect(ring, theme::kRadius - 1, theme::kRadius - 1);
    painter.restore();
}

// ---- public

bool TerminalWidget::isFolded(BlockId block) const
{
    return d->view.isFolded(block);
}

void TerminalWidget::foldOutputs(Folding which)
{
    d->foldOutputs(which);
}

void TerminalWidget::setFailuresOnly(bool on)
{
    d->setFailuresOnly(on);
}

bool TerminalWidget::isFailuresOnly() const
{
    return d->view.failuresOnly();
}

int TerminalWidget::failureCount() const
{
    const auto &blocks = d->view.frame()->blocks;
    return blocks ? int(std::count_if(blocks->begin(), blocks->end(), isFailure)) : 0;
}

} // namespace ui::terminal
