#include "ui/terminal/terminal_widget.h"

#include "ui/terminal/accessible_terminal.h"
#include "ui/terminal/background.h"
#include "ui/terminal/scrollback_writer.h"
#include "ui/terminal/terminal_widget_private.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QFutureWatcher>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace ui::terminal {

using namespace core::session;
using core::base::BlockId;
using core::base::GridSize;
using core::shell::Block;

namespace {
constexpr int kLinkTipColumns = 100; // of a link's target in its tool tip
}

TerminalWidget::TerminalWidget(SessionPtr session, const Appearance &appearance, QWidget *parent)
    : QWidget(parent)
{
    AccessibleTerminal::install();
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAttribute(Qt::WA_InputMethodEnabled);
    setMouseTracking(true);
    setAcceptDrops(true);
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
    if (!hasSelection() && d->selectedBlock.isValid())
        d->runBlockAction(d->selectedBlock, BlockAction::CopyOutput);
    else
        d->copySelection();
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
    d->view.viewport().scrollToBottom(d->view.shown());
    d->viewMoved();
}

void TerminalWidget::scrollPages(int pages)
{
    // One row of the page before stays on show to read on from.
    const int page = std::max(1, d->view.screen().size.rows - 1);
    d->view.viewport().scrollBy(d->view.shown(), static_cast<long long>(pages) * page);
    d->viewMoved();
}

bool TerminalWidget::isAtBottom() const
{
    return d->view.viewport().isAtBottom();
}

QString TerminalWidget::visibleText() const
{
    return d->visibleText();
}

void TerminalWidget::clearScrollback()
{
    d->post(ClearHistory{});
}

void TerminalWidget::saveScrollback(const QString &path)
{
    auto *watcher = new QFutureWatcher<QString>(this);
    connect(watcher, &QFutureWatcher<QString>::finished, this, [this, watcher, path] {
        Q_EMIT scrollbackSaved(path, watcher->result());
        watcher->deleteLater();
    });
    watcher->setFuture(inBackground([frame = d->view.document().frame(), path] { return writeScrollback(*frame, path); }));
}

// ---- events

bool TerminalWidget::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::ShortcutOverride: {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (!hasFocus())
            break; // the search bar's
        if (hasHints() || shortcutFor(*key) || (outranksWindow(*key) && translateKey(*key)) || (isSearchOpen() && key->key() == Qt::Key_F3)) {
            event->accept();
            return true;
        }
        break;
    }
    case QEvent::ToolTip: {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (d->explainBlock(help->pos(), help->globalPos()))
            return true;
        const QString link = d->linkUnder(d->hitAt(help->pos()));
        if (link.isEmpty()) {
            QToolTip::hideText();
            event->ignore();
            return true;
        }
        // The target is the program's text: it must not be taken for markup.
        const QString how = mayOpen(link) ? tr("Ctrl+click to open") : tr("Only web and file links are opened");
        QStringList lines; // whole, so that no end of it is hidden, and not broken where Qt would
        for (qsizetype at = 0; at < link.size(); at += kLinkTipColumns)
            lines += link.mid(at, kLinkTipColumns).toHtmlEscaped();
        lines += how.toHtmlEscaped();
        QToolTip::showText(help->globalPos(), QStringLiteral("<p style='white-space:pre'>%1</p>").arg(lines.join(QLatin1String("<br>"))), this);
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

void TerminalWidget::resizeEvent(QResizeEvent *)
{
    d->scrollBar->setGeometry(width() - OverlayScrollBar::kWidth, 0, OverlayScrollBar::kWidth, height());
    d->fitGridSoon();
    d->placeActions();
    d->placeSearchBar();
    d->placeHintHelp();
}

void TerminalWidget::showEvent(QShowEvent *)
{
    d->source->setActive(true);
    d->view.setInSight(true);
    d->refresh();
}

void TerminalWidget::hideEvent(QHideEvent *)
{
    d->source->setActive(false);
    d->view.setInSight(false);
    d->wasPainted = false;
    d->updateCursor();
}

void TerminalWidget::focusInEvent(QFocusEvent *event)
{
    if (event->reason() != Qt::PopupFocusReason) // as the loss to it was not told
        d->post(Focus{true});
    d->blink->restart();
    d->refresh();
}

void TerminalWidget::focusOutEvent(QFocusEvent *event)
{
    d->endHints();
    if (event->reason() != Qt::PopupFocusReason)
        d->post(Focus{false});
    d->refresh();
}

} // namespace ui::terminal
