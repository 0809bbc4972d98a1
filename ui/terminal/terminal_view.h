// What is on show of a session, without a window: the frame, the part of it in view, selection, blocks and links, and
// the picture of it all. The widget feeds it and blits its image.
#pragma once
#include "core/session/session_handle.h"
#include "ui/terminal/block_layout.h"
#include "ui/terminal/document.h"
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
    void setHovered(core::vt::LinkId link);
    void setHighlighter(Highlighter highlighter); // empty: nothing is marked
    // Brings the image up to date with everything above and with scrolling and selecting.
    GridPainter::Damage refresh();

    const core::session::SessionFramePtr &frame() const { return m_frame; }
    const core::vt::Frame &screen() const { return *m_frame->screen; }
    const Document &document() const { return m_document; }
    Viewport &viewport() { return m_viewport; }
    const Viewport &viewport() const { return m_viewport; }
    Selection &selection() { return m_selection; }
    const Selection &selection() const { return m_selection; }
    const CellMetrics &metrics() const { return m_painter.metrics(); }
    const Palette &palette() const { return m_painter.palette(); }
    const QImage &image() const { return m_painter.image(); }

    // As of the last refresh(). Between rows, there is one more than the screen has, partly in view like the first one.
    const std::vector<core::vt::RowPtr> &rows() const { return m_rows; }
    int scrollOffset() const { return m_viewport.offset(); } // device pixels of the image that are above the view's edge
    bool hasBlinkingText() const { return m_hasBlinkingText; }
    const std::vector<BlockSpan> &spans() const { return m_spans; }
    const BlockSpan *spanAt(int viewRow) const;
    bool isFailed(int viewRow) const;
    int occupiedColumns(int viewRow) const; // up to the last cell that is not blank
    std::optional<int> cursorRow() const;   // on the view; nothing when scrolled out of it

    core::vt::LinkId linkAt(int viewRow, int col) const;
    std::string linkTarget(core::vt::LinkId link) const;
    bool isScreenShown() const { return m_viewport.isAtBottom() || screen().alternate; }
    const core::shell::Block *findBlock(core::base::BlockId id) const;
    QString blockOutput(const core::shell::Block &block) const;

private:
    void takeRows();
    RowPaint paintFor(int viewRow) const;

    core::session::SessionFramePtr m_frame;
    Document m_document;
    Viewport m_viewport;
    Selection m_selection;
    GridPainter m_painter;
    Palette m_palette;
    std::vector<core::vt::RowPtr> m_rows;
    std::vector<BlockSpan> m_spans;
    std::optional<Selection::Span> m_selected;
    CursorPaint::Form m_cursor = CursorPaint::None;
    core::vt::LinkId m_hovered = 0;
    bool m_blinkOn = true, m_hasBlinkingText = false;
    Highlighter m_highlighter;
};

} // namespace ui::terminal
