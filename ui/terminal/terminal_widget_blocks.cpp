// Command blocks: jumping between them and their buttons.
#include "ui/terminal/terminal_widget.h"

#include "ui/terminal/terminal_widget_private.h"

#include <QClipboard>
#include <QGuiApplication>
#include <algorithm>

namespace ui::terminal {

using core::base::BlockId;
using core::shell::Block;

// The buttons sit on the lowest rows of the block where they cover no text, else on its last one.
void TerminalWidget::Private::placeActions()
{
    const BlockSpan *span = hoverPosition ? view.spanAt(hitAt(*hoverPosition).row) : nullptr;
    if (!span && focusedBlock.isValid()) {
        const auto it = std::find_if(view.spans().begin(), view.spans().end(), [this](const BlockSpan &s) { return s.block->id == focusedBlock; });
        span = it == view.spans().end() ? nullptr : &*it;
    }
    const bool useful = span && span->block->trusted && (span->look == BlockLook::Failed || span->look == BlockLook::Succeeded || span->look == BlockLook::Unknown);
    if (!useful || pointer.isSelecting()) {
        actions->offer({}, BlockLook::Prompt);
        return;
    }
    actions->offer(span->block->id, span->look);
    const GutterGeometry geometry = gutterGeometry();
    const qreal left = geometry.right - actions->width();
    const int freeColumns = int((left - geometry.gridLeft) / geometry.cellWidth) - 1;
    const auto isFree = [&](int row) {
        const bool labelled = row == span->firstRow && !labelRect(*span, geometry, view.occupiedColumns(row)).isNull();
        return !labelled && view.occupiedColumns(row) <= freeColumns;
    };
    int row = span->lastRow;
    while (row > span->firstRow && !isFree(row))
        --row;
    if (!isFree(row))
        row = span->lastRow;
    const QRectF cell = cellRect(row, 0);
    actions->move(qRound(left), qRound(cell.center().y() - actions->height() / 2.0));
    actions->raise();
}

void TerminalWidget::Private::runBlockAction(core::base::BlockId id, BlockAction action)
{
    if (const Block *block = view.findBlock(id)) {
        if (action == BlockAction::CopyCommand)
            QGuiApplication::clipboard()->setText(QString::fromStdString(block->command));
        else if (action == BlockAction::CopyOutput)
            QGuiApplication::clipboard()->setText(view.blockOutput(*block));
    }
    Q_EMIT q->blockActionRequested(id, action);
}

void TerminalWidget::scrollToBlock(BlockId id)
{
    const Block *block = d->view.findBlock(id);
    if (!block || d->view.screen().alternate)
        return;
    d->focusedBlock = id;
    d->view.viewport().scrollTo(d->view.document(), d->view.document().nearest(block->promptStart));
    d->viewMoved();
}

void TerminalWidget::scrollToNextBlock(int direction)
{
    const auto blocks = d->view.frame()->blocks;
    if (!blocks || blocks->empty() || d->view.screen().alternate)
        return;
    const Document &document = d->view.document();
    // From the block jumped to last, as long as it is on show; else from the view's top edge.
    const auto current = std::find_if(blocks->begin(), blocks->end(), [this](const Block &b) { return b.id == d->focusedBlock; });
    const bool onShow = std::any_of(d->view.spans().begin(), d->view.spans().end(), [this](const BlockSpan &s) { return s.block->id == d->focusedBlock; });
    auto target = current;
    if (current != blocks->end() && onShow) {
        if (direction < 0 ? current == blocks->begin() : current + 1 == blocks->end())
            return;
        target = current + (direction < 0 ? -1 : 1);
    } else {
        const auto top = document.positionAt(d->view.viewport().top() + (isAtBottom() ? d->view.rows().size() - 1 : 0), 0);
        target = std::partition_point(blocks->begin(), blocks->end(), [&](const Block &b) { return b.promptStart < top; });
        if (direction < 0) {
            if (target == blocks->begin())
                return;
            --target;
            // The prompt that waits now is where the user is: the one before it is meant.
            if (target->state == Block::State::Prompt && target != blocks->begin())
                --target;
        } else if (target == blocks->end()) {
            scrollToBottom();
            return;
        }
    }
    scrollToBlock(target->id);
}

QString TerminalWidget::blockOutput(BlockId id) const
{
    const Block *block = d->view.findBlock(id);
    return block ? d->view.blockOutput(*block) : QString();
}

const Block *TerminalWidget::stickyBlock() const
{
    const auto &spans = d->view.spans();
    if (spans.empty() || spans.front().firstRow != 0 || spans.front().startsHere || spans.front().look == BlockLook::Prompt)
        return nullptr;
    return spans.front().block->trusted ? spans.front().block : nullptr;
}

} // namespace ui::terminal
