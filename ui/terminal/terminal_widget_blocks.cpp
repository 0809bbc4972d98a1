// Command blocks: selecting and jumping between them, and what can be done with one.
#include "ui/terminal/terminal_widget.h"

#include "ui/terminal/background.h"
#include "ui/terminal/block_markdown.h"
#include "ui/terminal/scrollback_writer.h"
#include "ui/terminal/search_bar.h"
#include "ui/terminal/terminal_widget_private.h"
#include "ui/theme/tokens.h"

#include <QClipboard>
#include <QFutureWatcher>
#include <QGuiApplication>
#include <QMenu>
#include <QToolTip>
#include <algorithm>

namespace ui::terminal {

using core::base::BlockId;
using core::shell::Block;
using core::shell::BlockList;

namespace {

const BlockList &listOf(const TerminalView &view)
{
    static const BlockList kNone;
    return view.frame()->blocks ? *view.frame()->blocks : kNone;
}

QString withoutLineEnds(QString text)
{
    while (text.endsWith(QLatin1Char('\n')))
        text.chop(1);
    return text;
}

bool hasEnded(const Block &block)
{
    return block.state == Block::State::Finished;
}

} // namespace

// ---- buttons and menu

// The buttons sit on the lowest row of the block where they cover no text, else on its last one; on the first one they are
// left of what is said there.
void TerminalWidget::Private::placeActions()
{
    const BlockSpan *span = hoverPosition ? view.spanAt(hitAt(*hoverPosition).row) : nullptr;
    if (!span && selectedBlock.isValid()) {
        const auto it = std::find_if(view.spans().begin(), view.spans().end(), [this](const BlockSpan &s) { return s.block->id == selectedBlock; });
        span = it == view.spans().end() ? nullptr : &*it;
    }
    if (!span || !span->block->trusted || !hasEnded(*span->block) || pointer.isSelecting()) {
        actions->offer({}, BlockLook::Prompt, false, false);
        return;
    }
    actions->offer(span->block->id, span->look, !span->block->command.empty() && offers(BlockAction::Rerun), offers(BlockAction::Explain));
    const GutterGeometry geometry = gutterGeometry();
    const auto leftAt = [&](int row) {
        const QRectF label = row == span->firstRow ? labelRect(*span, geometry, view.occupiedColumns(row)) : QRectF();
        return (label.isNull() ? geometry.right : label.left() - theme::kSpace2) - actions->width();
    };
    const auto isFree = [&](int row) { return view.occupiedColumns(row) <= int((leftAt(row) - geometry.gridLeft) / geometry.cellWidth) - 1; };
    int row = span->lastRow;
    while (row > span->firstRow && !isFree(row))
        --row;
    if (!isFree(row))
        row = span->lastRow;
    const QRectF cell = cellRect(row, 0);
    actions->move(qRound(leftAt(row)), qRound(cell.center().y() - actions->height() / 2.0) - 1); // off the ring of a selected block
    if (isSearchOpen() && actions->geometry().intersects(searchBar->geometry()))
        actions->offer({}, BlockLook::Prompt, false, false);
    else
        actions->raise();
}

// What needs the command's text, or folds, needs the session's nonce; what only takes what is on show does not.
void TerminalWidget::Private::fillBlockMenu(QMenu &menu, BlockId id)
{
    const Block *block = view.findBlock(id);
    const auto add = [&](const QString &text, BlockAction action) { return menu.addAction(text, q, [this, id, action] { runBlockAction(id, action); }); };
    if (block && hasEnded(*block)) {
        const bool known = block->trusted && !block->command.empty();
        const bool printed = view.blockOutput(*block).span(view.document()).has_value();
        menu.addSeparator();
        if (known)
            add(tr("Copy &command"), BlockAction::CopyCommand);
        add(tr("Copy &output"), BlockAction::CopyOutput)->setEnabled(printed);
        if (known)
            add(tr("Copy both as &Markdown"), BlockAction::CopyMarkdown);
        add(tr("Se&lect output"), BlockAction::SelectOutput)->setEnabled(printed);
        if (offers(BlockAction::SaveOutput))
            add(tr("&Save output…"), BlockAction::SaveOutput)->setEnabled(printed);
        if (known) {
            menu.addSeparator();
            if (offers(BlockAction::Rerun))
                add(tr("&Run again…"), BlockAction::Rerun);
            if (offers(BlockAction::Explain) && lookOf(*block) == BlockLook::Failed)
                add(tr("&Explain"), BlockAction::Explain);
        }
    }
    const bool any = std::any_of(listOf(view).begin(), listOf(view).end(), hasEnded);
    if (!any || view.screen().alternate)
        return;
    menu.addSeparator();
    if (block && hasEnded(*block)) {
        QAction *const fold = add(view.isFolded(id) ? tr("Un&fold output") : tr("&Fold output"), BlockAction::ToggleFold);
        fold->setEnabled(view.isFolded(id) || view.canFold(id));
    }
    QMenu *const outputs = menu.addMenu(tr("All outpu&ts"));
    outputs->addAction(tr("&Fold all"), q, [this] { foldOutputs(Folding::All); });
    outputs->addAction(tr("Fold all &but failures"), q, [this] { foldOutputs(Folding::AllButFailures); });
    outputs->addAction(tr("&Unfold all"), q, [this] { foldOutputs(Folding::None); });
    QAction *const failures = menu.addAction(tr("O&nly failures"), q, [this](bool on) { setFailuresOnly(on); });
    failures->setCheckable(true);
    failures->setChecked(view.failuresOnly());
}

void TerminalWidget::Private::openBlockMenu(BlockId id, QPoint at)
{
    auto *menu = new QMenu(q);
    menu->setObjectName(QStringLiteral("blockMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillBlockMenu(*menu, id);
    if (menu->isEmpty()) {
        delete menu;
        Q_EMIT q->inputRefused(TerminalWidget::tr("No command has ended here yet."));
        return;
    }
    menu->popup(at);
}

void TerminalWidget::Private::runBlockAction(BlockId id, BlockAction action)
{
    const Block *const block = view.findBlock(id);
    if (!block)
        return;
    switch (action) {
    case BlockAction::CopyCommand:
        putOnClipboard(QString::fromStdString(block->command));
        break;
    case BlockAction::CopyOutput:
        copyText(view.blockOutput(*block), withoutLineEnds);
        break;
    case BlockAction::CopyMarkdown: {
        const Selection output = view.blockOutput(*block);
        const auto dress = [block = *block](const QString &text) { return blockAsMarkdown(block, withoutLineEnds(text)); };
        if (output.span(view.document()))
            copyText(output, dress);
        else
            putOnClipboard(dress({}));
        break;
    }
    case BlockAction::SelectOutput:
        view.selection() = view.blockOutput(*block);
        publishSelection();
        refresh();
        break;
    case BlockAction::ToggleFold:
        setFolded(id, !view.isFolded(id));
        break;
    case BlockAction::SaveOutput:
    case BlockAction::Rerun:
    case BlockAction::Explain:
        break;
    }
    Q_EMIT q->blockActionRequested(id, action);
}

// ---- which block is meant

BlockId TerminalWidget::Private::currentBlock() const
{
    if (view.findBlock(selectedBlock))
        return selectedBlock;
    const BlockList &blocks = listOf(view);
    const auto last = std::find_if(blocks.rbegin(), blocks.rend(), hasEnded);
    return last == blocks.rend() ? BlockId{} : last->id;
}

void TerminalWidget::Private::selectBlock(BlockId id)
{
    if (id == selectedBlock)
        return;
    selectedBlock = id;
    const Block *const block = view.findBlock(id);
    const QString known = !block ? QString() : blockSpoken ? blockSpoken(*block) : QStringLiteral("%1 (%2)").arg(QString::fromStdString(block->command), spokenState(*block));
    q->setAccessibleDescription(block ? TerminalWidget::tr("Selected command: %1").arg(known) : QString());
    if (block && q->hasSelection())
        view.selection().clear(); // copying means the block now
    refresh();
    Q_EMIT q->selectedBlockChanged();
}

bool TerminalWidget::Private::isGutter(QPointF position) const
{
    return position.x() >= 0 && position.x() < originPx().x() / dpr && !view.screen().alternate;
}

const BlockSpan *TerminalWidget::Private::spanBeside(QPointF position) const
{
    const CellHit hit = hitAt(position);
    const BlockSpan *const span = view.screen().alternate ? nullptr : view.spanAt(hit.row);
    if (!span || span->look == BlockLook::Prompt)
        return nullptr;
    const bool onLabel = hit.row == span->firstRow && labelRect(*span, gutterGeometry(), view.occupiedColumns(hit.row)).contains(position);
    return isGutter(position) || onLabel ? span : nullptr;
}

bool TerminalWidget::Private::explainBlock(QPoint position, QPoint global) const
{
    const BlockSpan *const span = blockToolTip ? spanBeside(position) : nullptr;
    if (!span)
        return false;
    const QRectF rows = cellRect(span->firstRow, 0).united(cellRect(span->lastRow, 0));
    const qreal left = isGutter(position) ? 0 : position.x() - theme::kSpace4; // it goes when the pointer leaves what it is about
    const qreal width = isGutter(position) ? rows.left() : 2 * theme::kSpace4;
    const qreal height = isGutter(position) ? rows.height() : cellRect(span->firstRow, 0).height();
    QToolTip::showText(global, blockToolTip(*span->block), q, QRectF(left, rows.top(), width, height).toAlignedRect());
    return true;
}

void TerminalWidget::Private::clickBlock(CellHit hit, bool onGutter)
{
    if (const BlockId folded = view.foldAt(hit.row); folded.isValid() && !onGutter) {
        setFolded(folded, false);
        return;
    }
    const BlockSpan *const span = onGutter ? view.spanAt(hit.row) : nullptr;
    const bool useful = span && span->look != BlockLook::Prompt && span->block->id != selectedBlock;
    selectBlock(useful ? span->block->id : BlockId{});
}

bool TerminalWidget::Private::leaveBlocks()
{
    if (view.screen().alternate)
        return false; // the program's
    if (view.failuresOnly()) {
        setFailuresOnly(false);
        return true;
    }
    if (!selectedBlock.isValid())
        return false;
    selectBlock({});
    return true;
}

// ---- public

BlockId TerminalWidget::selectedBlock() const
{
    return d->selectedBlock;
}

void TerminalWidget::selectBlock(BlockId block)
{
    d->selectBlock(block);
}

void TerminalWidget::runBlockAction(BlockAction action)
{
    const BlockId id = d->currentBlock();
    if (!id.isValid()) {
        Q_EMIT inputRefused(tr("No command has ended here yet."));
        return;
    }
    d->runBlockAction(id, action);
}

void TerminalWidget::runBlockAction(BlockId block, BlockAction action)
{
    d->runBlockAction(block, action);
}

void TerminalWidget::openBlockMenu(BlockId block, QPoint at)
{
    d->openBlockMenu(block, at);
}

// Under the selected block's first row, or at the top when that is not in view.
void TerminalWidget::openBlockMenu()
{
    const BlockId id = d->currentBlock();
    const auto &spans = d->view.spans();
    const auto span = std::find_if(spans.begin(), spans.end(), [id](const BlockSpan &s) { return s.block->id == id; });
    const QRectF cell = d->cellRect(span == spans.end() ? 0 : span->firstRow, 2);
    if (span != spans.end())
        d->selectBlock(id); // what the menu is about
    d->openBlockMenu(id, mapToGlobal(cell.bottomLeft().toPoint()));
}

void TerminalWidget::scrollToBlock(BlockId id)
{
    const Block *block = d->view.findBlock(id);
    if (!block || d->view.screen().alternate)
        return;
    const std::size_t row = d->view.document().nearest(block->promptStart);
    if (d->view.failuresOnly() && !isFailure(*block))
        d->setFailuresOnly(false);
    d->selectBlock(block->state == Block::State::Prompt ? BlockId{} : id);
    d->view.viewport().scrollTo(d->view.shown(), d->view.shown().placeOf(row));
    d->viewMoved();
}

void TerminalWidget::scrollToNextBlock(int direction)
{
    const BlockList &blocks = listOf(d->view);
    if (blocks.empty() || d->view.screen().alternate)
        return;
    // From the selected block, as long as it is on show; else from the view's top edge.
    const auto current = std::find_if(blocks.begin(), blocks.end(), [this](const Block &b) { return b.id == d->selectedBlock; });
    const bool onShow = std::any_of(d->view.spans().begin(), d->view.spans().end(), [this](const BlockSpan &s) { return s.block->id == d->selectedBlock; });
    auto target = current;
    if (current != blocks.end() && onShow) {
        if (direction < 0 ? current == blocks.begin() : current + 1 == blocks.end())
            return;
        target = current + (direction < 0 ? -1 : 1);
    } else {
        const auto row = d->rowUnder({isAtBottom() ? int(d->view.rows().size()) - 1 : 0, 0, 0, 0, 0});
        const auto top = d->view.document().positionAt(row.value_or(0), 0);
        target = std::partition_point(blocks.begin(), blocks.end(), [&](const Block &b) { return b.promptStart < top; });
        if (direction < 0) {
            if (target == blocks.begin())
                return;
            --target;
            // The prompt that waits now is where the user is: the one before it is meant.
            if (target->state == Block::State::Prompt && target != blocks.begin())
                --target;
        } else if (target == blocks.end()) {
            scrollToBottom();
            return;
        }
    }
    scrollToBlock(target->id);
}

void TerminalWidget::scrollToNextFailure(int direction)
{
    const BlockList &blocks = listOf(d->view);
    if (d->view.screen().alternate)
        return;
    // From the selected block; without one the newest failure comes first, as when reading upwards.
    const auto current = std::find_if(blocks.begin(), blocks.end(), [this](const Block &b) { return b.id == d->selectedBlock; });
    auto target = blocks.end();
    if (direction < 0) {
        const auto before = std::find_if(std::make_reverse_iterator(current), blocks.rend(), isFailure);
        target = before == blocks.rend() ? blocks.end() : before.base() - 1;
    } else if (current != blocks.end()) {
        target = std::find_if(current + 1, blocks.end(), isFailure);
    }
    if (target != blocks.end())
        scrollToBlock(target->id);
    else
        Q_EMIT inputRefused(std::none_of(blocks.begin(), blocks.end(), isFailure) ? tr("No command has failed here.")
                                : direction < 0                               ? tr("No command before this one has failed.")
                                                                              : tr("No command after this one has failed."));
}

QString TerminalWidget::blockOutput(BlockId id) const
{
    const Block *block = d->view.findBlock(id);
    return block ? withoutLineEnds(d->view.blockOutput(*block).text(d->view.document())) : QString();
}

void TerminalWidget::saveBlockOutput(BlockId id, const QString &path)
{
    const Block *const block = d->view.findBlock(id);
    const auto span = block ? d->view.blockOutput(*block).span(d->view.document()) : std::nullopt;
    if (!span) {
        Q_EMIT outputSaved(path, tr("The output is not kept any more."));
        return;
    }
    auto *watcher = new QFutureWatcher<QString>(this);
    connect(watcher, &QFutureWatcher<QString>::finished, this, [this, watcher, path] {
        Q_EMIT outputSaved(path, watcher->result());
        watcher->deleteLater();
    });
    watcher->setFuture(inBackground([document = d->view.document(), span = *span, path] { return writeRows(document, span, path); }));
}

const Block *TerminalWidget::stickyBlock() const
{
    const auto &spans = d->view.spans();
    if (spans.empty() || spans.front().firstRow != 0 || spans.front().startsHere || spans.front().look == BlockLook::Prompt)
        return nullptr;
    return spans.front().block->trusted ? spans.front().block : nullptr;
}

void TerminalWidget::setBlockWords(BlockWords toolTip, BlockWords spoken)
{
    d->blockToolTip = std::move(toolTip);
    d->blockSpoken = std::move(spoken);
}

void TerminalWidget::setOffered(BlockAction action, bool offered)
{
    if (offered)
        d->notOffered.erase(action);
    else
        d->notOffered.insert(action);
    d->placeActions();
}

} // namespace ui::terminal
