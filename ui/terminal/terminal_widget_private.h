// The inside of TerminalWidget: geometry, what happens with frames, and the carrying out of what the plain classes decide.
#pragma once
#include "ui/terminal/block_actions.h"
#include "ui/terminal/cursor_blink.h"
#include "ui/terminal/frame_source.h"
#include "ui/terminal/gutter.h"
#include "ui/terminal/key_translator.h"
#include "ui/terminal/overlay_scroll_bar.h"
#include "ui/terminal/pointer_logic.h"
#include "ui/terminal/terminal_view.h"
#include "ui/terminal/terminal_widget.h"

#include <QElapsedTimer>
#include <algorithm>
#include <QTimer>

class QMouseEvent;
class QPainter;
class QWheelEvent;

namespace ui::terminal {

// What is drawn beside the grid, to see when it changed.
struct ShownSpan
{
    core::base::BlockId block;
    int firstRow, lastRow;
    bool startsHere, endsHere;
    BlockLook look;
    friend bool operator==(const ShownSpan &, const ShownSpan &) = default;
};

class TerminalWidget::Private
{
public:
    Private(TerminalWidget *widget, core::session::SessionPtr session, const Appearance &appearance);

    // Geometry. Cells are whole device pixels; everything handed to Qt is in logical ones.
    QPoint originPx() const;
    QRectF cellRect(int row, int col, int columns = 1) const;
    QRect rowsRect(int first, int last) const; // the widget's whole width
    CellHit hitAt(QPointF position) const;
    core::base::GridSize gridFor(QSize size) const;
    GutterGeometry gutterGeometry() const;

    void applyFont();
    void applyScheme();
    void takeFrame();
    void refresh();           // picture, scroll bar, buttons; asks for the paint of what changed
    void viewMoved();
    void updateCursor();
    void updateHover(std::optional<QPointF> position);
    void placeActions();
    void fitGrid();

    bool post(core::session::Command command);
    void onEvent(const core::session::Event &event);
    void typed(core::session::Command command);
    void runShortcut(Shortcut shortcut);
    void pasteNow(const QString &text);
    void pasteSelection();
    void publishSelection();
    void runBlockAction(core::base::BlockId block, BlockAction action);

    PointerSituation situationAt(QPointF position, Qt::KeyboardModifiers modifiers) const;
    void act(const PointerOutcome &outcome, CellHit hit);
    void dragScroll();
    void wheel(const QWheelEvent &event);
    void openLink(core::vt::LinkId link);

    void paintMargins(QPainter &painter, const QRegion &region) const;
    void paintGrid(QPainter &painter) const;
    void paintBlocks(QPainter &painter) const;
    void paintPreedit(QPainter &painter) const;

    QString visibleText() const;

    TerminalWidget *q;
    core::session::SessionPtr session;
    core::session::Principal principal;
    Appearance appearance;
    int zoomSteps = 0;
    qreal dpr = 1;
    TerminalView view;
    FrameSource *source;
    CursorBlink *blink;
    OverlayScrollBar *scrollBar;
    BlockActions *actions;
    PointerLogic pointer;
    WheelSteps wheelRows, wheelColumns;
    core::base::GridSize grid{};        // as last told
    QTimer resizePause;
    bool resizePending = false;
    QTimer dragTimer;
    QPointF dragPosition;
    QString preedit;
    std::vector<ShownSpan> shownSpans;
    std::optional<QPointF> hoverPosition;
    core::base::BlockId focusedBlock;   // jumped to by keyboard
    int clicks = 0;                     // of a multiple click in progress
    QElapsedTimer sinceClick;
    QPointF clickPosition;
};

} // namespace ui::terminal
