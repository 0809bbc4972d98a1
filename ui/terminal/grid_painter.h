// Paints rows of cells into an image of its own, in device pixels, and only those rows that differ from what the image
// already shows: rows are compared by pointer, and content that moved as a whole is moved as pixels. A row's picture
// depends on nothing but its RowPaint.
//
// Threads: GUI. No widget inside: give it rows, take the image.
#pragma once
#include "core/vt/frame.h"
#include "ui/terminal/glyph_cache.h"
#include "ui/terminal/highlight.h"
#include "ui/terminal/palette.h"
#include "ui/terminal/pixels.h"

#include <QImage>
#include <vector>

namespace ui::terminal {

struct CursorPaint
{
    enum Form : std::uint8_t { None, Block, Hollow, Underline, Bar } form = None;
    int col = 0;
    friend constexpr bool operator==(const CursorPaint &, const CursorPaint &) = default;
};

// One row as it is to look. Equal values look equal.
struct RowPaint
{
    core::vt::RowPtr row;
    int selectFrom = 0, selectTo = 0; // columns, exclusive end
    CursorPaint cursor{};
    core::vt::LinkId hovered = 0;     // underlined in the row
    bool failed = false;              // on the tint of a failed block
    bool blinkHidden = false;         // text with the blink attribute is not shown
    std::vector<Highlight> highlights{}; // later ones over earlier ones
    friend bool operator==(const RowPaint &, const RowPaint &) = default;
};

class GridPainter
{
public:
    struct Damage
    {
        std::vector<int> rows; // repainted, ascending
        bool moved = false;    // other rows changed place: show everything again
        bool incomplete = false; // there was no time for some characters: paint again soon
    };

    void setFont(const QFont &font, qreal lineSpacing, qreal devicePixelRatio);
    void setPalette(const Palette &palette);
    const Palette &palette() const { return m_palette; }
    const CellMetrics &metrics() const { return m_glyphs.metrics(); }
    void setLigatures(bool on);          // symbols that the font joins ("=>", "!=") are drawn joined
    void setGlyphLimit(std::size_t bytes) { m_glyphs.setLimit(bytes); }
    void limitGlyphTime(GlyphBudget budget = GlyphBudget()) { m_glyphs.limitTime(budget); } // see Damage::incomplete

    Damage paint(std::vector<RowPaint> rows, int cols);
    // Its first paintedRows() rows: below them nothing but the palette's ground is to be shown, and the image's memory was
    // never touched (a new terminal is mostly blank).
    const QImage &image() const { return m_image; }
    int paintedRows() const { return m_painted; }
    void invalidate(); // the next paint() repaints everything
    void release();    // the image's memory, until the next paint()

private:
    // Neighbouring cells that look alike.
    struct Segment
    {
        int from, to; // columns
        CellColors colors;
        Face face;
        core::vt::Underline underline;
        std::uint16_t attrs; // of core::vt::Attr, as far as they are drawn
        bool hidden;         // nothing but the background
    };

    void fit(QSize size, std::size_t rows);
    void paintDownTo(const std::vector<RowPaint> &wanted);
    bool moveRows(const std::vector<RowPaint> &wanted);
    void paintRow(int y, const RowPaint &paint);
    void findSegments(const RowPaint &paint);
    Segment segmentAt(const RowPaint &paint, const core::vt::Style &style, int from, int to) const;
    void paintBackground(int y);
    void paintText(const Segment &segment, const core::vt::Row &row, int y);
    int paintLigature(const Segment &segment, const core::vt::Row &row, int col, int y);
    void paintUnderline(const Segment &segment, int y);
    void paintCursor(int y, const RowPaint &paint);
    void paintLabel(int y, const Highlight &label);

    GlyphCache m_glyphs;
    Palette m_palette;
    bool m_ligatures = false;
    QImage m_image;
    Pixels m_pixels; // of m_image, while painting
    int m_cols = 0;
    int m_painted = 0; // rows of the image, from its top
    std::vector<RowPaint> m_shown;
    std::vector<char> m_valid; // per row of m_shown: the image shows it, or it is below what is painted
    std::vector<Segment> m_segments; // of the row being painted; they cover it
    std::vector<int> m_cuts;         // where marks begin and end in it
};

} // namespace ui::terminal
