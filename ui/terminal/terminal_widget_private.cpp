#include "ui/terminal/terminal_widget_private.h"

#include "ui/terminal/paste_guard.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QInputMethod>
#include <QPainter>
#include <QPointer>
#include <QScreen>
#include <QUrl>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <unistd.h>

namespace ui::terminal {
namespace {

using namespace core::session;
using core::base::GridSize;
using core::shell::Block;

constexpr qreal kMinPoints = 5, kMaxPoints = 60;
constexpr int kResizePauseMs = 40;  // a dragged window edge: one resize per pause, the last one always
constexpr int kDragScrollMs = 40;
constexpr int kRowsPerNotch = 3;

template<class... Ts>
struct Overloaded : Ts...
{
    using Ts::operator()...;
};
template<class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

} // namespace

TerminalWidget::Private::Private(TerminalWidget *widget, SessionPtr handle, const Appearance &look)
    : q(widget)
    , session(std::move(handle))
    , principal{Principal::Kind::LocalUser, std::to_string(::getuid()), Role::Operate}
    , appearance(look)
    , source(new FrameSource(session, [this](const Event &event) { onEvent(event); }, widget))
    , blink(new CursorBlink(widget))
    , scrollBar(new OverlayScrollBar(widget))
    , actions(new BlockActions(widget))
{
    view.show(session->frame());
    applyFont();
    applyScheme();
    resizePause.setSingleShot(true);
    resizePause.setInterval(kResizePauseMs);
    dragTimer.setInterval(kDragScrollMs);
    QObject::connect(source, &FrameSource::frameArrived, q, [this] { takeFrame(); });
    QObject::connect(blink, &CursorBlink::toggled, q, [this] { refresh(); });
    QObject::connect(&resizePause, &QTimer::timeout, q, [this] {
        if (std::exchange(resizePending, false))
            fitGrid();
    });
    QObject::connect(&dragTimer, &QTimer::timeout, q, [this] { dragScroll(); });
    QObject::connect(scrollBar, &QScrollBar::valueChanged, q, [this](int value) {
        view.viewport().scrollTo(view.document(), std::size_t(value));
        viewMoved();
    });
    QObject::connect(actions, &BlockActions::chosen, q, [this](core::base::BlockId block, BlockAction action) { runBlockAction(block, action); });
}

// ---- geometry

QPoint TerminalWidget::Private::originPx() const
{
    return {qRound((appearance.paddingPx + kGutterWidth) * dpr), qRound(appearance.paddingPx * dpr)};
}

QRectF TerminalWidget::Private::cellRect(int row, int col, int columns) const
{
    const CellMetrics &m = view.metrics();
    const QPoint origin = originPx();
    return {(origin.x() + col * m.width) / dpr, (origin.y() + row * m.height) / dpr, columns * m.width / dpr, m.height / dpr};
}

QRect TerminalWidget::Private::rowsRect(int first, int last) const
{
    const QRectF area = cellRect(first, 0) | cellRect(last, 0);
    return QRectF(0, area.top(), q->width(), area.height()).toAlignedRect();
}

CellHit TerminalWidget::Private::hitAt(QPointF position) const
{
    const CellMetrics &m = view.metrics();
    const QPointF px = position * dpr - QPointF(originPx());
    const GridSize size = view.screen().size;
    const int row = std::clamp(int(std::floor(px.y() / m.height)), 0, std::max(0, int(view.rows().size()) - 1));
    const int col = std::clamp(int(std::floor(px.x() / m.width)), 0, size.cols - 1);
    const int edge = std::clamp(int(std::lround(px.x() / m.width)), 0, size.cols);
    return {row, col, edge};
}

GridSize TerminalWidget::Private::gridFor(QSize size) const
{
    const CellMetrics &m = view.metrics();
    const int right = qRound(appearance.paddingPx * dpr);
    const int width = int(size.width() * dpr) - originPx().x() - right;
    const int height = int(size.height() * dpr) - 2 * originPx().y();
    return core::base::clamped({width / m.width, height / m.height});
}

GutterGeometry TerminalWidget::Private::gutterGeometry() const
{
    const QRectF cell = cellRect(0, 0);
    return {qreal(appearance.paddingPx), cell.left(), cell.top(), qreal(q->width() - appearance.paddingPx - 4), cell.width(), cell.height()};
}

void TerminalWidget::Private::applyFont()
{
    dpr = q->devicePixelRatioF();
    QFont font = appearance.font;
    const qreal points = font.pointSizeF() > 0 ? font.pointSizeF() : font.pixelSize() * 72.0 / q->logicalDpiY();
    font.setPointSizeF(std::clamp(points + zoomSteps, kMinPoints, kMaxPoints));
    view.setFont(font, appearance.lineSpacing, dpr);
    q->setFont(font);
    if (const QScreen *screen = q->screen())
        source->setRefreshRate(screen->refreshRate());
}

void TerminalWidget::Private::applyScheme()
{
    view.setPalette(Palette(theme::current(), appearance.boldIsBright));
    actions->setScheme();
}

// The first of a burst of sizes is told at once, the last one when it has been quiet for a moment.
void TerminalWidget::Private::fitGrid()
{
    const GridSize wanted = gridFor(q->size());
    if (wanted == grid)
        return;
    if (resizePause.isActive()) {
        resizePending = true;
        return;
    }
    grid = wanted;
    resizePause.start();
    post(Resize{grid});
    Q_EMIT q->gridSizeChanged(grid.cols, grid.rows);
}

// ---- frames

void TerminalWidget::Private::takeFrame()
{
    const auto before = view.screen().cursor;
    view.show(session->frame());
    if (view.screen().cursor.row != before.row || view.screen().cursor.col != before.col) {
        blink->restart();
        QGuiApplication::inputMethod()->update(Qt::ImCursorRectangle);
        if (QAccessible::isActive()) {
            QAccessibleTextCursorEvent moved(q, 0);
            QAccessible::updateAccessibility(&moved);
        }
    }
    updateCursor();
    if (hoverPosition)
        updateHover(hoverPosition);
    refresh();
    Q_EMIT q->frameShown();
}

void TerminalWidget::Private::updateCursor()
{
    const core::vt::Cursor &cursor = view.screen().cursor;
    blink->setEnabled(appearance.cursorBlink && cursor.blink && cursor.visible && q->hasFocus() && q->isVisible());
    CursorPaint::Form form = CursorPaint::None;
    if (!cursor.visible || session->frame()->ended || !preedit.isEmpty())
        form = CursorPaint::None;
    else if (!q->hasFocus())
        form = CursorPaint::Hollow;
    else if (blink->isOn())
        form = cursor.shape == core::vt::CursorShape::Block     ? CursorPaint::Block
            : cursor.shape == core::vt::CursorShape::Underline ? CursorPaint::Underline
                                                               : CursorPaint::Bar;
    view.setCursorForm(form);
}

void TerminalWidget::Private::refresh()
{
    updateCursor();
    const GridPainter::Damage damage = view.refresh();
    std::vector<ShownSpan> spans;
    for (const BlockSpan &span : view.spans())
        spans.push_back({span.block->id, span.firstRow, span.lastRow, span.startsHere, span.endsHere, span.look});
    if (damage.moved || spans != shownSpans) {
        q->update();
    } else {
        for (const int row : damage.rows)
            q->update(rowsRect(row, row));
    }
    shownSpans = std::move(spans);
    const int page = view.screen().size.rows;
    scrollBar->display(int(view.document().historyRows()), page, int(view.viewport().top()));
    placeActions();
}

void TerminalWidget::Private::viewMoved()
{
    if (hoverPosition)
        updateHover(hoverPosition);
    refresh();
    Q_EMIT q->frameShown();
}

bool TerminalWidget::Private::post(Command command)
{
    const auto done = session->post(std::move(command), principal);
    if (!done && !done.error().is("session.ended"))
        Q_EMIT q->inputRefused(QString::fromStdString(done.error().message));
    return done.has_value();
}

void TerminalWidget::Private::onEvent(const Event &event)
{
    std::visit(Overloaded{
                   [this](const TitleChanged &e) { Q_EMIT q->titleChanged(QString::fromStdString(e.title)); },
                   [this](const BellRang &) { Q_EMIT q->bell(); },
                   [this](const ClipboardWrite &e) { Q_EMIT q->clipboardWriteRequested(QString::fromStdString(e.text)); },
                   [this](const Ended &) { Q_EMIT q->sessionEnded(); },
                   [](const auto &) {},
               },
               event);
}

// ---- pointer

void TerminalWidget::Private::wheel(const QWheelEvent &event)
{
    const PointerSituation now = situationAt(event.position(), event.modifiers());
    const CellMetrics &m = view.metrics();
    const int rowPixels = std::max(1, qRound(m.height / dpr));
    const bool reported = PointerLogic::reports(now);
    const bool arrows = view.screen().alternate && view.screen().input.alternateScroll && !(event.modifiers() & Qt::ShiftModifier);
    const int rows = wheelRows.rows(event.pixelDelta().y(), event.angleDelta().y(), rowPixels, reported ? 1 : kRowsPerNotch);
    const int columns = reported ? wheelColumns.rows(event.pixelDelta().x(), event.angleDelta().x(), rowPixels, 1) : 0;
    if (reported) {
        using core::vt::MouseButton;
        const CellHit hit = hitAt(event.position());
        const auto send = [&](MouseButton button, int count) {
            for (int i = 0; i < count; ++i)
                post(SendMouse{{core::vt::MouseAction::Press, button, vtModifiers(event.modifiers()), hit.row, hit.col}});
        };
        send(rows > 0 ? MouseButton::WheelUp : MouseButton::WheelDown, std::abs(rows));
        send(columns > 0 ? MouseButton::WheelLeft : MouseButton::WheelRight, std::abs(columns));
        return;
    }
    if (arrows) {
        for (int i = 0; i < std::abs(rows); ++i)
            post(SendKey{{rows > 0 ? core::vt::Key::Up : core::vt::Key::Down, core::vt::NoModifier, 0}});
        return;
    }
    if (rows != 0) {
        view.viewport().scrollBy(view.document(), -rows);
        viewMoved();
    }
}

// ---- painting

void TerminalWidget::Private::paintMargins(QPainter &painter, const QRegion &region) const
{
    for (const QRect &rect : region)
        painter.fillRect(rect, QColor::fromRgb(view.palette().ground()));
    for (int row = 0; row < int(view.rows().size()); ++row) {
        if (view.isFailed(row))
            painter.fillRect(QRectF(0, cellRect(row, 0).top(), q->width(), cellRect(row, 0).height()), QColor::fromRgb(view.palette().failedGround()));
    }
}

void TerminalWidget::Private::paintGrid(QPainter &painter) const
{
    // In device pixels, one to one: scaled drawing would blur at fractional scales.
    painter.save();
    painter.scale(1 / dpr, 1 / dpr);
    painter.drawImage(originPx(), view.image());
    painter.restore();
}

void TerminalWidget::Private::paintBlocks(QPainter &painter) const
{
    const GutterGeometry geometry = gutterGeometry();
    painter.save();
    for (const BlockSpan &span : view.spans()) {
        paintBar(painter, span, geometry);
        paintLabel(painter, span, geometry, view.occupiedColumns(span.firstRow));
    }
    painter.restore();
}

void TerminalWidget::Private::paintPreedit(QPainter &painter) const
{
    const auto row = view.cursorRow();
    if (preedit.isEmpty() || !row)
        return;
    const QRectF cell = cellRect(*row, view.screen().cursor.col);
    painter.setFont(q->font());
    const qreal width = painter.fontMetrics().horizontalAdvance(preedit);
    QRectF box(cell.left(), cell.top(), std::max(width, cell.width()), cell.height());
    if (box.right() > q->width())
        box.moveRight(q->width());
    painter.fillRect(box, theme::color(theme::Role::Raised));
    painter.setPen(theme::color(theme::Role::Text));
    painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, preedit);
    painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme::color(theme::Role::Accent));
}

QString TerminalWidget::Private::visibleText() const
{
    QString text;
    for (const auto &row : view.rows())
        text += QString::fromStdString(row->trimmedText()) + QLatin1Char('\n');
    text.chop(1);
    return text;
}

} // namespace ui::terminal
