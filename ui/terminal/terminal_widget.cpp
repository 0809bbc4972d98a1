#include "ui/terminal/terminal_widget.h"

#include "ui/terminal/accessible_terminal.h"
#include "ui/terminal/paste_guard.h"
#include "ui/terminal/terminal_widget_private.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace ui::terminal {

using namespace core::session;
using core::base::BlockId;
using core::base::GridSize;
using core::shell::Block;

TerminalWidget::TerminalWidget(SessionPtr session, const Appearance &appearance, QWidget *parent)
    : QWidget(parent)
{
    AccessibleTerminal::install();
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAttribute(Qt::WA_InputMethodEnabled);
    setMouseTracking(true);
    setCursor(Qt::IBeamCursor);
    setAccessibleName(tr("Terminal"));
    d = std::make_unique<Private>(this, std::move(session), appearance);
    setMinimumSize(pixelSizeFor(core::base::kMinGrid));
}

TerminalWidget::~TerminalWidget() = default;

const SessionPtr &TerminalWidget::session() const
{
    return d->session;
}

GridSize TerminalWidget::gridSize() const
{
    return d->gridFor(size());
}

QSize TerminalWidget::pixelSizeFor(GridSize grid) const
{
    const CellMetrics &m = d->view.metrics();
    const int right = qRound(d->appearance.paddingPx * d->dpr);
    const qreal width = (d->originPx().x() + grid.cols * m.width + right) / d->dpr;
    const qreal height = (2 * d->originPx().y() + grid.rows * m.height) / d->dpr;
    return {qCeil(width), qCeil(height)};
}

QSize TerminalWidget::sizeHint() const
{
    return pixelSizeFor({});
}

void TerminalWidget::setAppearance(const Appearance &appearance)
{
    d->appearance = appearance;
    d->applyFont();
    d->applyScheme();
    d->fitGrid();
    d->refresh();
    update();
}

void TerminalWidget::setScheme()
{
    d->applyScheme();
    d->refresh();
    update();
}

void TerminalWidget::zoom(int steps)
{
    constexpr int kMostSteps = 60;
    d->zoomSteps = steps == 0 ? 0 : std::clamp(d->zoomSteps + steps, -kMostSteps, kMostSteps);
    d->applyFont();
    d->fitGrid();
    d->refresh();
    update();
}

// ---- selection and clipboard

bool TerminalWidget::hasSelection() const
{
    return d->view.selection().span(d->view.document()).has_value();
}

QString TerminalWidget::selectedText() const
{
    return d->view.selection().text(d->view.document());
}

void TerminalWidget::copy()
{
    const QString text = selectedText();
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void TerminalWidget::paste()
{
    pasteText(QGuiApplication::clipboard()->text());
}

void TerminalWidget::pasteText(const QString &text)
{
    if (text.isEmpty())
        return;
    if (!d->appearance.pasteGuard || !assessPaste(text).needsConsent()) {
        d->pasteNow(text);
        return;
    }
    auto *guard = new PasteGuard(text, font(), this);
    connect(guard, &PasteGuard::confirmed, this, [this](const QString &confirmed) { d->pasteNow(confirmed); });
    guard->open();
}

void TerminalWidget::insertText(const QString &text)
{
    QString plain;
    for (const QChar c : text)
        plain += c.category() == QChar::Other_Control ? QLatin1Char(' ') : c;
    d->pasteNow(plain.trimmed());
}

void TerminalWidget::selectAll()
{
    d->view.selection().selectAll(d->view.document());
    d->publishSelection();
    d->refresh();
}

// ---- view

void TerminalWidget::scrollToBottom()
{
    d->view.viewport().scrollToBottom(d->view.document());
    d->viewMoved();
}

void TerminalWidget::scrollPages(int pages)
{
    // One row of the page before stays on show to read on from.
    const int page = std::max(1, d->view.screen().size.rows - 1);
    d->view.viewport().scrollBy(d->view.document(), static_cast<long long>(pages) * page);
    d->viewMoved();
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

bool TerminalWidget::isAtBottom() const
{
    return d->view.viewport().isAtBottom();
}

QString TerminalWidget::visibleText() const
{
    return d->visibleText();
}

// ---- events

bool TerminalWidget::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::ShortcutOverride: {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (shortcutFor(*key) || (belongsToProgram(*key) && translateKey(*key))) {
            event->accept();
            return true;
        }
        break;
    }
    case QEvent::ToolTip: {
        const auto *help = static_cast<QHelpEvent *>(event);
        const CellHit hit = d->hitAt(help->pos());
        const auto link = d->view.linkAt(hit.row, hit.col);
        if (link == 0) {
            QToolTip::hideText();
            event->ignore();
            return true;
        }
        // The target is the program's text: it must not be taken for markup.
        const QString target = QString::fromStdString(d->view.linkTarget(link)).toHtmlEscaped();
        QToolTip::showText(help->globalPos(), tr("%1<br>Ctrl+click to open").arg(target), this);
        return true;
    }
    case QEvent::ScreenChangeInternal:
        d->applyFont();
        d->fitGrid();
        d->refresh();
        break;
    default:
        break;
    }
    return QWidget::event(event);
}

bool TerminalWidget::focusNextPrevChild(bool)
{
    return false;
}

void TerminalWidget::paintEvent(QPaintEvent *event)
{
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
}

void TerminalWidget::resizeEvent(QResizeEvent *)
{
    d->scrollBar->setGeometry(width() - OverlayScrollBar::kWidth, 0, OverlayScrollBar::kWidth, height());
    d->fitGrid();
    d->placeActions();
}

void TerminalWidget::showEvent(QShowEvent *)
{
    d->source->setActive(true);
    d->refresh();
}

void TerminalWidget::hideEvent(QHideEvent *)
{
    d->source->setActive(false);
    d->updateCursor();
}

void TerminalWidget::keyPressEvent(QKeyEvent *event)
{
    if (const auto shortcut = shortcutFor(*event)) {
        d->runShortcut(*shortcut);
        return;
    }
    if (const auto input = translateKey(*event); input && belongsToProgram(*event)) {
        std::visit([this](const auto &command) { d->typed(command); }, *input);
        return;
    }
    event->ignore();
}

void TerminalWidget::inputMethodEvent(QInputMethodEvent *event)
{
    d->preedit = event->preeditString();
    if (!event->commitString().isEmpty())
        d->typed(SendText{event->commitString().toStdString()});
    d->refresh();
    if (const auto row = d->view.cursorRow())
        update(d->rowsRect(*row, *row));
    event->accept();
}

QVariant TerminalWidget::inputMethodQuery(Qt::InputMethodQuery query) const
{
    switch (query) {
    case Qt::ImEnabled:
        return true;
    case Qt::ImHints:
        return int(Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase | Qt::ImhSensitiveData);
    case Qt::ImCursorRectangle:
        return d->cellRect(d->view.cursorRow().value_or(0), d->view.screen().cursor.col).toAlignedRect();
    case Qt::ImFont:
        return font();
    case Qt::ImCursorPosition:
    case Qt::ImAnchorPosition:
        return 0;
    case Qt::ImSurroundingText:
    case Qt::ImCurrentSelection:
        return QString();
    default:
        return QWidget::inputMethodQuery(query);
    }
}

void TerminalWidget::mousePressEvent(QMouseEvent *event)
{
    constexpr int kNear = 4;
    const bool again = event->button() == Qt::LeftButton && d->sinceClick.isValid() && d->sinceClick.elapsed() < QApplication::doubleClickInterval()
        && (event->position() - d->clickPosition).manhattanLength() <= kNear;
    d->clicks = again ? d->clicks % 3 + 1 : 1;
    d->sinceClick.start();
    d->clickPosition = d->dragPosition = event->position();
    const CellHit hit = d->hitAt(event->position());
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
}

void TerminalWidget::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        constexpr int kNotch = 120;
        if (std::abs(event->angleDelta().y()) >= kNotch)
            zoom(event->angleDelta().y() > 0 ? 1 : -1);
    } else {
        d->wheel(*event);
    }
    event->accept();
}

void TerminalWidget::leaveEvent(QEvent *)
{
    // Over the buttons the pointer is still on the block.
    if (rect().contains(mapFromGlobal(QCursor::pos())) && d->actions->underMouse())
        return;
    d->updateHover({});
    d->refresh();
}

void TerminalWidget::focusInEvent(QFocusEvent *)
{
    d->post(Focus{true});
    d->blink->restart();
    d->refresh();
}

void TerminalWidget::focusOutEvent(QFocusEvent *event)
{
    if (event->reason() != Qt::PopupFocusReason)
        d->post(Focus{false});
    d->refresh();
}

void TerminalWidget::contextMenuEvent(QContextMenuEvent *event)
{
    const CellHit hit = d->hitAt(event->pos());
    if (event->reason() == QContextMenuEvent::Mouse && PointerLogic::reports(d->situationAt(event->pos(), event->modifiers())))
        return; // the press was told to the program
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), this, &TerminalWidget::copy)->setEnabled(hasSelection());
    menu->addAction(tr("Paste"), this, &TerminalWidget::paste)->setEnabled(!QGuiApplication::clipboard()->text().isEmpty());
    menu->addAction(tr("Select all"), this, &TerminalWidget::selectAll);
    if (const auto link = d->view.linkAt(hit.row, hit.col)) {
        const QString target = QString::fromStdString(d->view.linkTarget(link));
        menu->addSeparator();
        menu->addAction(tr("Copy link"), this, [target] { QGuiApplication::clipboard()->setText(target); });
    }
    const BlockSpan *span = d->view.spanAt(hit.row);
    if (span && span->block->trusted && span->block->state == Block::State::Finished) {
        const BlockId id = span->block->id;
        const auto add = [&](const QString &text, BlockAction action) { menu->addAction(text, this, [this, id, action] { d->runBlockAction(id, action); }); };
        menu->addSeparator();
        add(tr("Copy command"), BlockAction::CopyCommand);
        add(tr("Copy output"), BlockAction::CopyOutput);
        add(tr("Run again"), BlockAction::Rerun);
        add(tr("Explain"), BlockAction::Explain);
    }
    menu->popup(event->globalPos());
}

} // namespace ui::terminal
