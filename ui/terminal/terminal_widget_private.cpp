#include "ui/terminal/terminal_widget_private.h"

#include "ui/terminal/search.h"
#include "ui/terminal/search_bar.h"
#include "ui/terminal/selection_mime.h"
#include "ui/theme/theme.h"

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

constexpr qreal kMinPoints = 5, kMaxPoints = 72; // the setting's range
constexpr int kRestOfGlyphsMs = 30; // until characters that a picture had no time for are tried again
constexpr int kResizePauseMs = 40;  // a dragged window edge: one resize per pause, the last one always
constexpr int kDragScrollMs = 40;

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
    , blink(new Blink(Blink::kCursorRest, widget))
    , textBlink(new Blink(Blink::kNoRest, widget))
    , scroll(new SmoothScroll([this] { return view.scrollOffset(); }, widget))
    , bellFlash(new BellFlash(widget))
    , scrollBar(new OverlayScrollBar(widget))
    , actions(new BlockActions(widget))
    , announcer(widget)
{
    view.show(session->frame());
    view.limitGlyphTime();
    applyFont();
    applyScheme();
    restOfGlyphs.setSingleShot(true);
    restOfGlyphs.setInterval(kRestOfGlyphsMs);
    QObject::connect(&restOfGlyphs, &QTimer::timeout, q, [this] { refresh(); });
    resizePause.setSingleShot(true);
    resizePause.setInterval(kResizePauseMs);
    dragTimer.setInterval(kDragScrollMs);
    QObject::connect(source, &FrameSource::frameArrived, q, [this] { takeFrame(); });
    QObject::connect(blink, &Blink::toggled, q, [this] { refresh(); });
    QObject::connect(textBlink, &Blink::toggled, q, [this] { refresh(); });
    QObject::connect(bellFlash, &BellFlash::toggled, q, [this] { q->update(BellFlash::regionIn(q->rect())); });
    QObject::connect(scroll, &SmoothScroll::moveBy, q, [this](int pixels) {
        view.viewport().scrollPixels(view.shown(), pixels, view.metrics().height);
        scrolled();
    });
    QObject::connect(&resizePause, &QTimer::timeout, q, [this] {
        if (std::exchange(resizePending, false))
            fitGrid();
    });
    QObject::connect(&dragTimer, &QTimer::timeout, q, [this] { dragScroll(); });
    QObject::connect(scrollBar, &QScrollBar::valueChanged, q, [this](int value) {
        view.viewport().scrollTo(view.shown(), std::size_t(value));
        viewMoved();
    });
    QObject::connect(actions, &BlockActions::chosen, q, [this](core::base::BlockId block, BlockAction action) { runBlockAction(block, action); });
    QObject::connect(actions, &BlockActions::menuRequested, q, [this](core::base::BlockId block, QPoint at) { openBlockMenu(block, at); });
}

TerminalWidget::Private::~Private()
{
    if (published)
        published->settle();
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
    return {(origin.x() + col * m.width) / dpr, (origin.y() + row * m.height - view.scrollOffset()) / dpr, columns * m.width / dpr, m.height / dpr};
}

QRect TerminalWidget::Private::rowsRect(int first, int last) const
{
    const QRectF area = cellRect(first, 0) | cellRect(last, 0);
    return QRectF(0, area.top(), q->width(), area.height()).toAlignedRect();
}

QRect TerminalWidget::Private::gridRect() const
{
    const QRectF corner = cellRect(0, 0).translated(0, view.scrollOffset() / dpr);
    const core::base::GridSize size = view.screen().size;
    return QRectF(corner.topLeft(), QSizeF(corner.width() * size.cols, corner.height() * size.rows)).toAlignedRect();
}

CellHit TerminalWidget::Private::hitAt(QPointF position) const
{
    const CellMetrics &m = view.metrics();
    const QPointF px = position * dpr - QPointF(originPx()) + QPointF(0, view.scrollOffset());
    const GridSize size = view.screen().size;
    const int row = std::clamp(int(std::floor(px.y() / m.height)), 0, std::max(0, int(view.rows().size()) - 1));
    const int col = std::clamp(int(std::floor(px.x() / m.width)), 0, size.cols - 1);
    const int edge = std::clamp(int(std::lround(px.x() / m.width)), 0, size.cols);
    const int x = std::clamp(int(std::floor(px.x())), 0, size.cols * m.width - 1), y = std::clamp(int(std::floor(px.y())), 0, size.rows * m.height - 1);
    return {row, col, edge, x, y};
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
    view.setLigatures(appearance.ligatures);
    view.setGlyphLimit(appearance.glyphCacheBytes);
    scroll->stop();
    scroll->setRowPixels(view.metrics().height);
    q->setFont(font);
    if (const QScreen *screen = q->screen()) {
        source->setRefreshRate(screen->refreshRate());
        scroll->setInterval(std::chrono::milliseconds(std::max(1, int(1000 / std::max(1.0, screen->refreshRate())))));
    }
}

void TerminalWidget::Private::applyScheme()
{
    view.setPalette(Palette(theme::current(), appearance.boldIsBright));
    actions->setScheme();
    if (searchBar)
        searchBar->setScheme();
}

// A layout may pass through sizes that are never shown: a window that narrows squeezes the terminal before it folds a panel.
// A shell that heard of such a one would draw its prompt over what is above it.
void TerminalWidget::Private::fitGridSoon()
{
    if (std::exchange(fitQueued, true))
        return;
    QTimer::singleShot(0, q, [this] {
        fitQueued = false;
        fitGrid();
    });
}

// The first of a burst of sizes is told at once, the last one when it has been quiet for a moment.
void TerminalWidget::Private::fitGrid()
{
    const GridSize wanted = gridFor(q->size());
    if (wanted == grid)
        return;
    // A widget that is not on show yet, new or on its way into a split, has sizes of no meaning: a shell that draws its
    // prompt at one would leave pieces of it.
    if (resizePause.isActive() || !wasPainted) {
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
    const QRgb ground = view.palette().ground();
    view.show(session->frame());
    if (view.palette().ground() != ground)
        q->update(); // the margins too
    if (view.screen().cursor.row != before.row || view.screen().cursor.col != before.col) {
        blink->show();
        QGuiApplication::inputMethod()->update(Qt::ImCursorRectangle | Qt::ImSurroundingText | Qt::ImCursorPosition);
    }
    updateCursor();
    if (isSearchOpen())
        search->setDocument(view.document());
    if (hoverPosition)
        updateHover(hoverPosition);
    refresh();
    announcer.update();
    Q_EMIT q->frameShown();
}

void TerminalWidget::Private::updateCursor()
{
    const core::vt::Cursor &cursor = view.screen().cursor;
    blink->setEnabled(appearance.cursorBlink && cursor.blink && cursor.visible && q->hasFocus() && q->isVisible());
    CursorPaint::Form form = CursorPaint::None;
    if (!cursor.visible || session->frame()->ended || !preedit.isEmpty())
        form = CursorPaint::None;
    else if (!q->hasFocus() || readOnly)
        form = CursorPaint::Hollow;
    else if (blink->isOn())
        form = cursor.shape == core::vt::CursorShape::Block     ? CursorPaint::Block
            : cursor.shape == core::vt::CursorShape::Underline ? CursorPaint::Underline
                                                               : CursorPaint::Bar;
    view.setCursorForm(form);
    view.setBlinkOn(textBlink->isOn());
}

void TerminalWidget::Private::refresh()
{
    updateCursor();
    const GridPainter::Damage damage = view.refresh();
    if (damage.incomplete)
        restOfGlyphs.start();
    std::vector<ShownSpan> spans;
    for (const BlockSpan &span : view.spans())
        spans.push_back({span.block->id, span.firstRow, span.lastRow, span.startsHere, span.endsHere, span.look, span.block->id == selectedBlock});
    textBlink->setEnabled(appearance.textBlink && view.hasBlinkingText() && q->hasFocus() && q->isVisible());
    if (damage.moved || spans != shownSpans || shownOffset != view.scrollOffset() || shownGrid != gridRect()) {
        q->update();
    } else {
        for (const int row : damage.rows)
            q->update(rowsRect(row, row));
    }
    shownSpans = std::move(spans);
    shownOffset = view.scrollOffset();
    shownGrid = gridRect();
    const int page = view.screen().size.rows;
    const core::base::Position end = view.document().endOfText();
    if (view.viewport().isAtBottom())
        seenTo = end;
    scrollBar->display(int(view.shown().lastTop()), page, int(view.viewport().top()), end > seenTo);
    placeActions();
}

void TerminalWidget::Private::viewMoved()
{
    scroll->stop();
    scrolled();
}

void TerminalWidget::Private::scrolled()
{
    if (hoverPosition)
        updateHover(hoverPosition);
    refresh();
    Q_EMIT q->frameShown();
}

bool TerminalWidget::Private::post(Command command)
{
    const bool input = !std::holds_alternative<Resize>(command) && !std::holds_alternative<Focus>(command) && !std::holds_alternative<ClearHistory>(command);
    if (readOnly && input) {
        Q_EMIT q->inputRefused(TerminalWidget::tr("This tab is read-only: nothing was sent."));
        return false;
    }
    const auto done = session->post(std::move(command), principal);
    if (!done && !done.error().is("session.ended"))
        Q_EMIT q->inputRefused(QString::fromStdString(done.error().message));
    return done.has_value();
}

void TerminalWidget::Private::onEvent(const Event &event)
{
    std::visit(Overloaded{
                   [this](const TitleChanged &e) { Q_EMIT q->titleChanged(QString::fromStdString(e.title)); },
                   [this](const BellRang &) { ringBell(); },
                   [this](const ClipboardWrite &e) { Q_EMIT q->clipboardWriteRequested(e); },
                   [this](const Ended &) { Q_EMIT q->sessionEnded(); },
                   [](const auto &) {},
               },
               event);
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
