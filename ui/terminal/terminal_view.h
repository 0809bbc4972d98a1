// What is on show of a session, without a window: the frame, the part of it in view, selection, blocks and links, and
// the picture of it all. The widget feeds it and blits its image.
#pragma once
#include "core/session/session_handle.h"
#include "ui/terminal/block_layout.h"
#include "ui/terminal/folds.h"
#include "ui/terminal/grid_painter.h"
#include "ui/terminal/selection.h"
#include "ui/terminal/viewport.h"

namespace ui::terminal {

class TerminalView
{
public:
    void setFont(const QFont &font, qreal lineSpacing, qreal devicePixelRatio);
    void setPalette(const Palette &palette);

    void show(core::session::SessionFramePtr frame);
    void setCursorForm(CursorPaint::Form form); // None while a blink hides it
    void setBlinkOn(bool on);                   // whether text with the blink attribute shows
    void setLigatures(bool on) { m_painter.setLigatures(on); }
    void setGlyphLimit(std::size_t bytes) { m_painter.setGlyphLimit(bytes); }
    void limitGlyphTime() { m_painter.limitGlyphTime(); }
    void setHovered(core::vt::LinkId link);
    void setHighlighter(Highlighter highlighter); // empty: nothing is marked
    // Which rows are on show: outputs folded into a row each, or failures only. The view stays where it was.
    void setFolded(core::base::BlockId block, bool folded);
    void setFailuresOnly(bool on);
    void unfoldAll();
    void foldLater(core::base::BlockId block) { m_folds.setFolded(block, true); } // many at once: applyFolds() then
    void applyFolds() { layOut(); }
    bool isFolded(core::base::BlockId block) const { return m_folds.isFolded(block); }
    bool failuresOnly() const { return m_folds.failuresOnly(); }
    bool canFold(core::base::BlockId block) const; // it has ended and printed something
    // Brings the image up to date with everything above and with scrolling and selecting.
    GridPainter::Damage refresh();
    // Out of sight nothing is painted, and there is no image.
    void setInSight(bool on);

    const core::session::SessionFramePtr &frame() const { return m_frame; }
    const core::vt::Frame &screen() const { return *m_frame->screen; }
    const Document &document() const { return m_shown.document(); }
    const ShownRows &shown() const { return m_shown; }
    Viewport &viewport() { return m_viewport; }
    const Viewport &viewport() const { return m_viewport; }
    Selection &selection() { return m_selection; }
    const Selection &selection() const { return m_selection; }
    const CellMetrics &metrics() const { return m_painter.metrics(); }
    const Palette &palette() const { return m_painter.palette(); }
    const QImage &image() const { return m_painter.image(); }
    int paintedRows() const { return m_painter.paintedRows(); }

    // As of the last refresh(). Between rows, there is one more than the screen has, partly in view like the first one.
    const std::vector<core::vt::RowPtr> &rows() const { return m_rows; }
    int scrollOffset() const { return m_viewport.offset(); } // device pixels of the image that are above the view's edge
    bool hasBlinkingText() const { return m_hasBlinkingText; }
    // The document's row at a row of the view (of a fold its first); nothing below the last one.
    std::optional<std::size_t> documentRow(int viewRow) const { return m_shown.rowAt(m_viewport.top() + std::size_t(std::max(0, viewRow))); }
    std::optional<int> screenRow(int viewRow) const; // the program's row there, when that is on show
    core::base::BlockId foldAt(int viewRow) const;   // the block whose folded output this row stands for
    const std::vector<BlockSpan> &spans() const { return m_spans; }
    const BlockSpan *spanAt(int viewRow) const;
    bool isFailed(int viewRow) const;
    int occupiedColumns(int viewRow) const; // up to the last cell that is not blank
    std::optional<int> cursorRow() const;   // on the view; nothing when it is not on show

    core::vt::LinkId linkAt(int viewRow, int col) const;
    std::string linkTarget(core::vt::LinkId link) const;
    bool isScreenShown() const { return screen().alternate || (m_viewport.isAtBottom() && !failuresOnly()); }
    const core::shell::Block *findBlock(core::base::BlockId id) const;
    Selection blockOutput(const core::shell::Block &block) const; // empty when nothing of it is kept

private:
    void layOut();
    void takeRows();
    core::vt::RowPtr foldRow(const ShownRows::Piece &piece) const;
    std::optional<std::size_t> indexOf(core::base::BlockId id) const; // in the frame's blocks
    RowPaint paintFor(int viewRow) const;

    core::session::SessionFramePtr m_frame;
    Folds m_folds;
    ShownRows m_shown;
    Viewport m_viewport;
    Selection m_selection;
    GridPainter m_painter;
    Palette m_palette;
    std::vector<core::vt::RowPtr> m_rows;
    std::vector<BlockSpan> m_spans;
    std::optional<Selection::Span> m_selected;
    CursorPaint::Form m_cursor = CursorPaint::None;
    core::vt::LinkId m_hovered = 0;
    bool m_blinkOn = true, m_hasBlinkingText = false, m_inSight = true;
    Highlighter m_highlighter;
};

} // namespace ui::terminal
