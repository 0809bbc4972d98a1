// Paints rows of cells into an image of its own, in device pixels, and only those rows that differ from what the image
// already shows: rows are compared by pointer, and content that moved as a whole is moved as pixels.
//
// Threads: GUI. No widget inside: give it rows, take the image.
#pragma once
#include "core/vt/frame.h"
#include "ui/terminal/box_drawing.h"
#include "ui/terminal/glyph_cache.h"
#include "ui/terminal/highlight.h"
#include "ui/terminal/palette.h"

#include <QImage>
#include <QPointF>
#include <unordered_map>

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
    CursorPaint cursor;
    core::vt::LinkId hovered = 0;     // underlined in the row
    bool failed = false;              // on the tint of a failed block
    std::vector<Highlight> highlights; // later ones over earlier ones
    friend bool operator==(const RowPaint &, const RowPaint &) = default;
};

class GridPainter
{
public:
    struct Damage
    {
        std::vector<int> rows; // repainted, ascending
        bool moved = false;    // other rows changed place: show everything again
    };

    void setFont(const QFont &font, qreal lineSpacing, qreal devicePixelRatio);
    void setPalette(const Palette &palette);
    const Palette &palette() const { return m_palette; }
    const CellMetrics &metrics() const { return m_glyphs.metrics(); }

    Damage paint(std::vector<RowPaint> rows, int cols);
    const QImage &image() const { return m_image; }
    void invalidate(); // the next paint() repaints everything

private:
    struct Batch
    {
        std::vector<quint32> ids;
        std::vector<QPointF> positions;
    };
    struct LateRect // drawn over the glyphs
    {
        QRect rect;
        QRgb color;
    };
    struct Segment;

    bool moveRows(const std::vector<RowPaint> &wanted);
    void paintRows(int first, int last);
    void paintRow(int y, const RowPaint &paint);
    void paintSegment(const Segment &segment);
    void paintText(const Segment &segment);
    void paintLines(const Segment &segment);
    void paintLateCursor(int y, const RowPaint &paint);
    void drawGlyphs(QPainter &painter);
    void add(std::span<const Glyph> glyphs, QRgb color, int x, int baseline);
    void fill(QRect rect, QRgb color);
    void blend(const QImage &mask, int x, int y, QRgb color);

    GlyphCache m_glyphs;
    BoxDrawing m_boxes;
    Palette m_palette;
    QImage m_image;
    QRgb *m_pixels = nullptr; // of m_image, while painting
    qsizetype m_stride = 0;   // pixels
    int m_cols = 0;
    std::vector<RowPaint> m_shown;
    std::vector<char> m_valid; // per row of m_shown: the image shows it
    std::unordered_map<std::uint64_t, Batch> m_batches; // by font and colour
    std::vector<LateRect> m_late;
};

} // namespace ui::terminal
