// The inside of TerminalWidget: geometry, what happens with frames, and the carrying out of what the plain classes decide.
#pragma once
#include "ui/terminal/bell_flash.h"
#include "ui/terminal/blink.h"
#include "ui/terminal/accessible_announcer.h"
#include "ui/terminal/block_actions.h"
#include "ui/terminal/frame_source.h"
#include "ui/terminal/gutter.h"
#include "ui/terminal/hints.h"
#include "ui/terminal/key_translator.h"
#include "ui/terminal/overlay_scroll_bar.h"
#include "ui/terminal/pointer_logic.h"
#include "ui/terminal/preedit.h"
#include "ui/terminal/smooth_scroll.h"
#include "ui/terminal/terminal_view.h"
#include "ui/terminal/terminal_widget.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QPointer>
#include <QTimer>
#include <algorithm>
#include <set>

class QKeyEvent;
class QLabel;
class QMenu;
class QMouseEvent;
class QPainter;
class QWheelEvent;

namespace ui::terminal {

class Search;
class SearchBar;
class SelectionMime;

// What is drawn beside the grid, to see when it changed.
struct ShownSpan
{
    core::base::BlockId block;
    int firstRow, lastRow;
    bool startsHere, endsHere;
    BlockLook look;
    bool selected;
    friend bool operator==(const ShownSpan &, const ShownSpan &) = default;
};

class TerminalWidget::Private
{
public:
    Private(TerminalWidget *widget, core::session::SessionPtr session, const Appearance &appearance);
    ~Private();

    // Geometry. Cells are whole device pixels; everything handed to Qt is in logical ones.
    QPoint originPx() const;
    QRectF cellRect(int row, int col, int columns = 1) const;
    QRectF inputRect(int row) const; // the cursor's cell, or the caret of what is being composed there
    QRect rowsRect(int first, int last) const; // the widget's whole width
    CellHit hitAt(QPointF position) const;
    core::base::GridSize gridFor(QSize size) const;
    GutterGeometry gutterGeometry() const;

    void applyFont();
    void applyScheme();
    void takeFrame();
    void refresh();           // picture, scroll bar, buttons; asks for the paint of what changed
    void viewMoved();         // by a jump: ends a scrolling that is under way
    void scrolled();
    void updateCursor();
    void updateHover(std::optional<QPointF> position);
    void placeActions();
    void fitGrid();
    void fitGridSoon();

    bool post(core::session::Command command);
    void onEvent(const core::session::Event &event);
    bool typed(core::session::Command command); // false: it was refused, which has been said
    void runShortcut(Shortcut shortcut);
    void pasteNow(const QString &text);
    void pasteSelection();
    void publishSelection();
    void copySelection();
    void copyText(const Selection &selection, std::function<QString(QString)> dress); // long ones in the background
    void putOnClipboard(const QString &text);

    // Command blocks.
    void runBlockAction(core::base::BlockId block, BlockAction action);
    void selectBlock(core::base::BlockId block);
    core::base::BlockId currentBlock() const; // the selected one, else the last that has ended; invalid: none
    void clickBlock(CellHit hit, bool inGutter);
    bool leaveBlocks();                       // Esc: the filter, then the selected block. False: there was nothing to leave
    void setFolded(core::base::BlockId block, bool folded);
    void foldOutputs(Folding which);
    void setFailuresOnly(bool on);
    void rowsChanged();                       // others of the document's rows are on show
    void reveal(std::size_t documentRow);     // unfolds what hides it
    bool isGutter(QPointF position) const;
    const BlockSpan *spanBeside(QPointF position) const; // whose bar or label is there; null: none, or only a prompt
    bool explainBlock(QPoint position, QPoint global) const; // as a tool tip; false: there is no block
    void fillBlockMenu(QMenu &menu, core::base::BlockId block);
    void openBlockMenu(core::base::BlockId block, QPoint at);
    QString spokenRow(int viewRow) const;     // its text, and how the block that starts there stands

    std::optional<std::size_t> rowUnder(CellHit hit) const; // of the document, the last one on show for what lies below
    PointerSituation situationAt(QPointF position, Qt::KeyboardModifiers modifiers) const;
    void act(const PointerOutcome &outcome, CellHit hit);
    void dragScroll();
    void wheel(const QWheelEvent &event);
    void wheelScroll(const QWheelEvent &event);
    void reportWheel(const QWheelEvent &event);
    void ringBell();
    QRect gridRect() const; // the cells that the program has, in logical pixels
    QString linkUnder(CellHit hit) const; // an OSC 8 link's target or a URL in the text; empty: none
    std::optional<TextTarget> textTargetAt(CellHit hit, bool urlsOnly) const;
    void openLink(CellHit hit);
    void open(const TextTarget &target);
    void copyTarget(const TextTarget &target);

    void openSearch();
    void closeSearch();
    bool isSearchOpen() const;
    void startSearch();
    void stepSearch(int direction);
    void showMatch();
    void placeSearchBar();
    bool coversMatch(const QRect &bar) const; // the current one

    void startHints();
    void endHints();
    std::vector<TextTarget> targetsOnShow() const;
    void hintKey(const QKeyEvent &event);
    void placeHintHelp();

    void updateHighlights();      // whether anything is marked at all
    std::vector<Highlight> highlightsOf(std::size_t documentRow) const;

    void paintMargins(QPainter &painter, const QRegion &region) const;
    void paintGrid(QPainter &painter) const;
    void paintBlocks(QPainter &painter) const;
    void paintSelectedBlock(QPainter &painter, const BlockSpan &span) const;
    void paintFolds(QPainter &painter) const;
    void paintNothingFailed(QPainter &painter) const;
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
    Blink *blink, *textBlink;
    SmoothScroll *scroll;
    BellFlash *bellFlash;
    OverlayScrollBar *scrollBar;
    BlockActions *actions;
    AccessibleAnnouncer announcer;
    PointerLogic pointer;
    WheelSteps wheelRows, wheelColumns;
    core::base::GridSize grid{};        // as last told
    QTimer resizePause;
    bool resizePending = false;
    bool fitQueued = false;
    QTimer restOfGlyphs; // characters that the last picture had no time for
    bool wasPainted = false;
    QTimer dragTimer;
    QPointF dragPosition;
    QPointer<SelectionMime> published;  // the clipboard's, the primary selection
    QPointer<QFutureWatcher<QString>> copying;
    Preedit preedit;
    bool readOnly = false;
    Search *search = nullptr;           // with its bar made on first use
    SearchBar *searchBar = nullptr;
    bool searchBelow = false;           // the bar is at the bottom, out of a match's way
    core::base::Position searchAnchor;  // where the user looks: the nearest match from here up is shown
    Hints hints;
    QLabel *hintHelp = nullptr;
    std::optional<TextTarget> hoveredUrl;
    QString hoveredLink;                // as last told
    std::vector<ShownSpan> shownSpans;
    int shownOffset = 0;
    core::base::Position seenTo; // the text's end when the view last was at the bottom
    QRect shownGrid; // what the cells covered: what they leave is painted as margin
    std::optional<QPointF> hoverPosition;
    core::base::BlockId selectedBlock;
    std::optional<core::base::Position> beforeFailures; // the top row when only they were listed; nothing: the bottom
    bool inGutter = false;              // the pointer
    std::set<BlockAction> notOffered;
    TerminalWidget::BlockWords blockToolTip, blockSpoken; // may be empty
    bool offers(BlockAction action) const { return !notOffered.contains(action); }
    int clicks = 0;                     // of a multiple click in progress
    QElapsedTimer sinceClick;
    QPointF clickPosition;
};

} // namespace ui::terminal
