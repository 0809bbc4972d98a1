// The mouse: selecting, reporting, links, the context menu.
#include "ui/terminal/terminal_widget.h"

#include "ui/terminal/terminal_widget_private.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMouseEvent>
#include <cmath>

namespace ui::terminal {

using namespace core::session;
using core::base::BlockId;
using core::shell::Block;

PointerSituation TerminalWidget::Private::situationAt(QPointF position, Qt::KeyboardModifiers modifiers) const
{
    const CellHit hit = hitAt(position);
    // Looking for a path in the text is not free, and only a click with Ctrl asks for one.
    const bool overLink = (modifiers & Qt::ControlModifier) && (view.linkAt(hit.row, hit.col) != 0 || textTargetAt(hit, false));
    return {readOnly ? core::vt::MouseMode::Off : view.screen().input.mouse, view.screenRow(hit.row).has_value(), overLink, modifiers};
}

std::optional<std::size_t> TerminalWidget::Private::rowUnder(CellHit hit) const
{
    if (const auto row = view.documentRow(hit.row))
        return row;
    const std::size_t count = view.shown().count();
    return count > 0 ? view.shown().rowAt(count - 1) : std::nullopt;
}

void TerminalWidget::Private::act(const PointerOutcome &outcome, CellHit hit)
{
    const auto under = rowUnder(hit);
    if (!under && outcome.kind != PointerOutcome::Report)
        return;
    const std::size_t row = under.value_or(0);
    const auto column = [&](SelectionMode mode) { return mode == SelectionMode::Character || mode == SelectionMode::Block ? hit.edge : hit.col; };
    Selection &selection = view.selection();
    switch (outcome.kind) {
    case PointerOutcome::Nothing:
        return;
    case PointerOutcome::Report:
        // Folded outputs above move the program's rows up.
        if (const auto screenRow = view.screenRow(hit.row)) {
            core::vt::MouseInput report = outcome.report;
            report.y += (*screenRow - report.row) * view.metrics().height;
            report.row = *screenRow;
            post(SendMouse{report});
        }
        return;
    case PointerOutcome::StartSelection:
        selection.start(view.document(), row, column(outcome.mode), outcome.mode);
        break;
    case PointerOutcome::ExtendSelection:
        if (!selection.isActive())
            selection.start(view.document(), row, hit.edge, SelectionMode::Character);
        selection.extend(view.document(), row, column(selection.mode()));
        break;
    case PointerOutcome::FinishSelection:
        dragTimer.stop();
        publishSelection();
        break;
    case PointerOutcome::PasteSelection:
        pasteSelection();
        return;
    case PointerOutcome::OpenLink:
        openLink(hit);
        return;
    }
    refresh();
}

void TerminalWidget::Private::dragScroll()
{
    const QRectF first = cellRect(0, 0), last = cellRect(int(view.rows().size()) - 1, 0);
    const qreal beyond = dragPosition.y() < first.top() ? dragPosition.y() - first.top() : std::max(0.0, dragPosition.y() - last.bottom());
    if (!pointer.isSelecting() || beyond == 0) {
        dragTimer.stop();
        return;
    }
    const int rows = int(std::copysign(1 + std::abs(beyond) / first.height(), beyond));
    view.viewport().scrollBy(view.shown(), rows);
    act({PointerOutcome::ExtendSelection, {}, {}}, hitAt(dragPosition));
    Q_EMIT q->frameShown();
}

void TerminalWidget::Private::updateHover(std::optional<QPointF> position)
{
    hoverPosition = position;
    std::optional<CellHit> hit;
    if (position && q->rect().contains(position->toPoint())) {
        hit = hitAt(*position);
        if (!cellRect(hit->row, hit->col).contains(*position))
            hit.reset();
    }
    const core::vt::LinkId link = hit ? view.linkAt(hit->row, hit->col) : 0;
    view.setHovered(link);
    const bool hadUrl = hoveredUrl.has_value();
    hoveredUrl = hit && link == 0 ? textTargetAt(*hit, true) : std::nullopt;
    if (hadUrl != hoveredUrl.has_value())
        updateHighlights();
    const QString target = link != 0 ? QString::fromStdString(view.linkTarget(link)) : hoveredUrl ? hoveredUrl->text : QString();
    if (target != hoveredLink) {
        hoveredLink = target;
        Q_EMIT q->hoveredLinkChanged(target);
    }
    const bool mouseIsProgram = view.screen().input.mouse != core::vt::MouseMode::Off && !readOnly;
    const bool opens = !target.isEmpty() && (QGuiApplication::keyboardModifiers() & Qt::ControlModifier);
    inGutter = position && isGutter(*position) && view.spanAt(hitAt(*position).row);
    const bool clickable = inGutter || (hit && view.foldAt(hit->row).isValid());
    q->setCursor(opens || clickable ? Qt::PointingHandCursor : mouseIsProgram ? Qt::ArrowCursor : Qt::IBeamCursor);
}

void TerminalWidget::mousePressEvent(QMouseEvent *event)
{
    constexpr int kNear = 4;
    d->endHints();
    const bool again = event->button() == Qt::LeftButton && d->sinceClick.isValid() && d->sinceClick.elapsed() < QApplication::doubleClickInterval()
        && (event->position() - d->clickPosition).manhattanLength() <= kNear;
    d->clicks = again ? d->clicks % 3 + 1 : 1;
    d->sinceClick.start();
    d->clickPosition = d->dragPosition = event->position();
    const CellHit hit = d->hitAt(event->position());
    if (event->button() == Qt::LeftButton && d->clicks == 2 && d->isGutter(event->position())) {
        if (const BlockSpan *span = d->view.spanAt(hit.row); span && span->look != BlockLook::Prompt)
            d->setFolded(span->block->id, !d->view.isFolded(span->block->id));
        return;
    }
    d->act(d->pointer.press(event->button(), d->clicks, hit, d->situationAt(event->position(), event->modifiers())), hit);
}

// Qt says which press is the second; a third soon after is counted from it.
void TerminalWidget::mouseDoubleClickEvent(QMouseEvent *event)
{
    d->clicks = 1;
    d->sinceClick.start();
    d->clickPosition = event->position();
    mousePressEvent(event);
}

void TerminalWidget::mouseMoveEvent(QMouseEvent *event)
{
    d->dragPosition = event->position();
    const CellHit hit = d->hitAt(event->position());
    d->act(d->pointer.move(event->buttons(), hit, d->situationAt(event->position(), event->modifiers())), hit);
    if (d->pointer.isSelecting() && !rect().contains(event->position().toPoint()) && !d->dragTimer.isActive())
        d->dragTimer.start();
    d->updateHover(event->position());
    d->refresh();
}

void TerminalWidget::mouseReleaseEvent(QMouseEvent *event)
{
    const CellHit hit = d->hitAt(event->position());
    d->act(d->pointer.release(event->button(), hit, d->situationAt(event->position(), event->modifiers())), hit);
    const bool moved = (event->position() - d->clickPosition).manhattanLength() >= QApplication::startDragDistance();
    if (event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier && d->clicks == 1 && !moved)
        d->clickBlock(hit, d->isGutter(event->position()));
}

void TerminalWidget::leaveEvent(QEvent *)
{
    // Over the buttons the pointer is still on the block.
    if (rect().contains(mapFromGlobal(QCursor::pos())) && d->actions->underMouse())
        return;
    d->updateHover({});
    d->refresh();
}

void TerminalWidget::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    if (byMouse && PointerLogic::reports(d->situationAt(event->pos(), event->modifiers())))
        return; // the press was told to the program
    const CellHit hit = d->hitAt(event->pos());
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto words = [](const QString &text, Shortcut shortcut) { return text + QLatin1Char('\t') + keysOf(shortcut); };
    menu->addAction(words(tr("Copy"), Shortcut::Copy), this, &TerminalWidget::copy)->setEnabled(hasSelection() || d->selectedBlock.isValid());
    menu->addAction(words(tr("Paste"), Shortcut::Paste), this, &TerminalWidget::paste)->setEnabled(!QGuiApplication::clipboard()->text().isEmpty());
    menu->addAction(tr("Select all"), this, &TerminalWidget::selectAll);
    menu->addAction(words(tr("Find…"), Shortcut::Search), this, &TerminalWidget::openSearch);
    QAction *const readOnly = menu->addAction(tr("Read-only"), this, &TerminalWidget::setReadOnly);
    readOnly->setCheckable(true);
    readOnly->setChecked(isReadOnly());
    if (const QString target = byMouse ? d->linkUnder(hit) : QString(); !target.isEmpty()) {
        menu->addSeparator();
        if (mayOpen(target))
            menu->addAction(tr("Open link"), this, [this, target] { Q_EMIT linkActivated(target); });
        menu->addAction(tr("Copy link"), this, [target] { QGuiApplication::clipboard()->setText(target); });
    }
    const BlockSpan *span = byMouse ? d->view.spanAt(hit.row) : nullptr;
    d->fillBlockMenu(*menu, span ? span->block->id : byMouse ? BlockId{} : d->currentBlock());
    menu->popup(event->globalPos());
}

} // namespace ui::terminal
