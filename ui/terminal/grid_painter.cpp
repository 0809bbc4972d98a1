#include "ui/terminal/grid_painter.h"

#include "ui/terminal/box_drawing.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ui::terminal {
namespace {
using core::vt::Cell;
using core::vt::Row;
using core::vt::Run;
using core::vt::Style;
using core::vt::Underline;

// Longer rows of symbols are rules and borders, which need no joining.
constexpr int kLongestLigature = 12;

Face faceOf(const Style &style)
{
    return Face((style.attrs & core::vt::Bold ? Bold : 0) | (style.attrs & core::vt::Italic ? Italic : 0));
}

bool joins(const Cell &cell)
{
    constexpr std::u32string_view kSymbols = U"!#$%&*+-./:;<=>?@\\^_|~[]{}()";
    return cell.width == 1 && kSymbols.find(char32_t(cell.text)) != kSymbols.npos;
}

// A cursor on either half of a wide character covers both. Empty when there is no cursor in the row.
std::pair<int, int> cursorColumns(const RowPaint &paint)
{
    if (paint.cursor.form == CursorPaint::None)
        return {0, 0};
    int col = paint.cursor.col;
    if (!paint.row || col >= int(paint.row->cells.size()))
        return {col, col + 1};
    if (paint.row->cells[std::size_t(col)].width == 0 && col > 0)
        --col;
    return {col, col + std::max<int>(1, paint.row->cells[std::size_t(col)].width)};
}

// Nothing but the palette's ground.
bool isBlank(const RowPaint &paint)
{
    return (!paint.row || (paint.row->cells.empty() && paint.row->runs.empty())) && paint.selectFrom >= paint.selectTo
        && paint.cursor.form == CursorPaint::None && !paint.failed && paint.highlights.empty();
}
} // namespace

void GridPainter::setFont(const QFont &font, qreal lineSpacing, qreal devicePixelRatio)
{
    m_glyphs.setFont(font, lineSpacing, devicePixelRatio);
    invalidate();
}

void GridPainter::setPalette(const Palette &palette)
{
    m_palette = palette;
    invalidate();
}

void GridPainter::setLigatures(bool on)
{
    if (std::exchange(m_ligatures, on) != on)
        invalidate();
}

void GridPainter::invalidate()
{
    std::fill(m_valid.begin(), m_valid.end(), char(0));
}

GridPainter::Damage GridPainter::paint(std::vector<RowPaint> rows, int cols)
{
    fit(QSize(cols * metrics().width, int(rows.size()) * metrics().height), rows.size());
    m_cols = cols;
    Damage damage;
    if (m_image.isNull())
        return damage;
    m_pixels = {reinterpret_cast<QRgb *>(m_image.bits()), m_image.bytesPerLine() / qsizetype(sizeof(QRgb)), m_image.width(), m_image.height()};
    paintDownTo(rows);
    damage.moved = moveRows(rows);
    for (int y = 0; y < int(rows.size()); ++y) {
        const auto at = std::size_t(y);
        if (m_valid[at] && m_shown[at] == rows[at])
            continue;
        m_shown[at] = std::move(rows[at]);
        m_valid[at] = 1;
        if (y < m_painted)
            paintRow(y, m_shown[at]);
        damage.rows.push_back(y);
        if (m_glyphs.takeLeftOut()) {
            m_valid[at] = 0;
            damage.incomplete = true;
        }
    }
    return damage;
}

void GridPainter::release()
{
    m_image = QImage();
    m_shown.clear();
    m_valid.clear();
    m_painted = 0;
}

void GridPainter::paintDownTo(const std::vector<RowPaint> &wanted)
{
    int end = int(wanted.size());
    while (end > m_painted && isBlank(wanted[std::size_t(end - 1)]))
        --end;
    for (; m_painted < end; ++m_painted)
        m_valid[std::size_t(m_painted)] = 0;
}

// Scrolling by pixels adds a row for a while: what the image shows is kept.
void GridPainter::fit(QSize size, std::size_t rows)
{
    if (m_image.size() == size && m_shown.size() == rows)
        return;
    const bool sameRows = m_image.width() == size.width() && m_image.height() == int(m_shown.size()) * metrics().height && size.height() == int(rows) * metrics().height;
    const std::size_t kept = sameRows ? std::min(rows, m_shown.size()) : 0;
    QImage image(size, QImage::Format_RGB32);
    if (!image.isNull() && kept > 0)
        std::memcpy(image.bits(), m_image.constBits(), std::size_t(image.bytesPerLine()) * std::min(kept, std::size_t(m_painted)) * std::size_t(metrics().height));
    m_image = std::move(image);
    m_painted = std::min(m_painted, int(kept));
    m_shown.resize(kept);
    m_shown.resize(rows);
    m_valid.resize(kept);
    m_valid.resize(rows, 0);
}

// Scrolled output is the same row objects a few places up or down: move their pixels. Worth it when that saves at least
// half of the rows.
bool GridPainter::moveRows(const std::vector<RowPaint> &wanted)
{
    const int count = int(wanted.size());
    const auto matches = [&](int shift) { // wanted[y] is what the image shows at y + shift
        int same = 0;
        for (int y = std::max(0, -shift); y < std::min(count, count - shift); ++y) {
            if (wanted[std::size_t(y)].row && m_valid[std::size_t(y + shift)] && wanted[std::size_t(y)].row == m_shown[std::size_t(y + shift)].row)
                ++same;
        }
        return same;
    };
    const int inPlace = matches(0);
    if (inPlace > count / 2)
        return false;
    int best = 0, bestSame = inPlace;
    const auto consider = [&](int shift) {
        if (shift == 0 || shift == best)
            return;
        if (const int same = matches(shift); same > bestSame) {
            bestSame = same;
            best = shift;
        }
    };
    // What was on top is now lower, or what is now on top was lower: either tells the distance.
    for (int y = 1; y < count; ++y) {
        if (m_shown[std::size_t(y)].row && wanted.front().row == m_shown[std::size_t(y)].row)
            consider(y);
        if (wanted[std::size_t(y)].row && wanted[std::size_t(y)].row == m_shown.front().row)
            consider(-y);
    }
    if (best == 0 || bestSame < count / 2)
        return false;
    const qsizetype rowPixels = m_pixels.stride * metrics().height;
    std::fill(m_pixels.bits + m_painted * rowPixels, m_pixels.bits + count * rowPixels, m_palette.ground());
    m_painted = count;
    const int from = std::max(0, best), to = std::max(0, -best), moved = count - std::abs(best);
    std::memmove(m_pixels.bits + to * rowPixels, m_pixels.bits + from * rowPixels, std::size_t(moved * rowPixels) * sizeof(QRgb));
    if (best > 0) {
        std::rotate(m_shown.begin(), m_shown.begin() + best, m_shown.end());
        std::rotate(m_valid.begin(), m_valid.begin() + best, m_valid.end());
        std::fill(m_valid.end() - best, m_valid.end(), char(0));
    } else {
        std::rotate(m_shown.begin(), m_shown.end() + best, m_shown.end());
        std::rotate(m_valid.begin(), m_valid.end() + best, m_valid.end());
        std::fill(m_valid.begin(), m_valid.begin() - best, char(0));
    }
    return true;
}

void GridPainter::paintRow(int y, const RowPaint &paint)
{
    findSegments(paint);
    paintBackground(y);
    if (paint.row) {
        for (const Segment &segment : m_segments) {
            if (segment.hidden)
                continue;
            if (segment.underline != Underline::None)
                paintUnderline(segment, y);
            paintText(segment, *paint.row, y);
            if (segment.attrs & (core::vt::Overline | core::vt::Strike)) {
                const CellMetrics &m = metrics();
                const int left = segment.from * m.width, width = (segment.to - segment.from) * m.width, top = y * m.height;
                if (segment.attrs & core::vt::Overline)
                    fill(m_pixels, left, top, width, m.stroke, segment.colors.fg);
                if (segment.attrs & core::vt::Strike)
                    fill(m_pixels, left, top + m.strike, width, m.stroke, segment.colors.fg);
            }
        }
    }
    paintCursor(y, paint);
    for (const Highlight &highlight : paint.highlights) {
        if (highlight.kind == Highlight::HintLabel)
            paintLabel(y, highlight);
    }
}

void GridPainter::findSegments(const RowPaint &paint)
{
    const auto [cursorFrom, cursorTo] = cursorColumns(paint);
    m_cuts.assign({paint.selectFrom, paint.selectTo, cursorFrom, cursorTo});
    for (const Highlight &highlight : paint.highlights)
        m_cuts.insert(m_cuts.end(), {highlight.from, highlight.to});
    m_segments.clear();
    static const std::vector<Run> kNoRuns;
    const std::vector<Run> &runs = paint.row ? paint.row->runs : kNoRuns;
    auto run = runs.begin();
    for (int col = 0; col < m_cols;) {
        while (run != runs.end() && run->start + run->count <= col)
            ++run;
        Style style;
        int end = m_cols;
        if (run != runs.end()) {
            const bool inside = run->start <= col;
            end = std::min(end, inside ? run->start + run->count : int(run->start));
            if (inside)
                style = run->style;
        }
        for (const int cut : m_cuts) {
            if (cut > col)
                end = std::min(end, cut);
        }
        m_segments.push_back(segmentAt(paint, style, col, end));
        col = end;
    }
}

GridPainter::Segment GridPainter::segmentAt(const RowPaint &paint, const Style &style, int from, int to) const
{
    const QRgb ground = paint.failed ? m_palette.failedGround() : m_palette.ground();
    Segment segment{from, to, m_palette.resolve(style, ground), faceOf(style), style.underline, style.attrs, false};
    segment.hidden = (style.attrs & core::vt::Conceal) || (paint.blinkHidden && (style.attrs & core::vt::Blink));
    if (paint.hovered != 0 && style.link == paint.hovered)
        segment.underline = Underline::Single;
    CellColors &colors = segment.colors;
    if (from >= paint.selectFrom && from < paint.selectTo)
        colors.bg = m_palette.selected(colors.bg);
    for (const Highlight &highlight : paint.highlights) {
        if (from < highlight.from || from >= highlight.to)
            continue;
        if (highlight.kind == Highlight::Match) {
            colors.bg = m_palette.matched(colors.bg);
        } else if (highlight.kind == Highlight::CurrentMatch) {
            colors.bg = m_palette.currentMatch();
            colors.fg = colors.underline = colors.area = m_palette.ground();
        } else if (highlight.kind == Highlight::Hint) {
            segment.underline = Underline::Single;
            colors.underline = m_palette.accent();
        }
    }
    const auto [cursorFrom, cursorTo] = cursorColumns(paint);
    if (paint.cursor.form == CursorPaint::Block && from >= cursorFrom && from < cursorTo)
        colors = {m_palette.ground(), m_palette.cursor(), m_palette.ground(), m_palette.ground()};
    return segment;
}

// The row's first line of pixels has all its colours: the others are copies of it.
void GridPainter::paintBackground(int y)
{
    const CellMetrics &m = metrics();
    QRgb *first = m_pixels.at(0, y * m.height);
    for (const Segment &segment : m_segments)
        std::fill(first + segment.from * m.width, first + segment.to * m.width, segment.colors.bg);
    for (int line = 1; line < m.height; ++line)
        std::memcpy(m_pixels.at(0, y * m.height + line), first, std::size_t(m_pixels.width) * sizeof(QRgb));
}

void GridPainter::paintText(const Segment &segment, const Row &row, int y)
{
    const CellMetrics &m = metrics();
    const int top = y * m.height, end = std::min(segment.to, int(row.cells.size()));
    for (int col = segment.from; col < end; ++col) {
        const Cell &cell = row.cells[std::size_t(col)];
        if (cell.text == 0 || cell.text == U' ' || cell.width == 0)
            continue;
        if (m_ligatures && joins(cell)) {
            if (const int columns = paintLigature(segment, row, col, y)) {
                col += columns - 1;
                continue;
            }
        }
        if (cell.text & Cell::kCluster) {
            const std::size_t index = cell.text & ~Cell::kCluster;
            if (index < row.clusters.size())
                blend(m_pixels, m_glyphs.tile(row.clusters[index], segment.face, cell.width), col * m.width, top, segment.colors.fg);
            continue;
        }
        const QRgb ink = isArea(char32_t(cell.text)) ? segment.colors.area : segment.colors.fg;
        blend(m_pixels, m_glyphs.tile(char32_t(cell.text), segment.face, cell.width), col * m.width, top, ink);
    }
}

// Draws the symbols from `col` on as one picture and tells how many there were; none when they stand alone.
int GridPainter::paintLigature(const Segment &segment, const Row &row, int col, int y)
{
    std::u32string symbols;
    for (auto at = std::size_t(col); at < row.cells.size() && int(at) < segment.to && joins(row.cells[at]); ++at)
        symbols.push_back(char32_t(row.cells[at].text));
    const int columns = int(symbols.size());
    if (columns < 2 || columns > kLongestLigature)
        return 0;
    const Tile &tile = m_glyphs.tile(symbols, segment.face, columns);
    if (tile.width == 0 && m_glyphs.hasLeftOut()) // no time to join them: one by one they are there already
        return 0;
    blend(m_pixels, tile, col * metrics().width, y * metrics().height, segment.colors.fg);
    return columns;
}

void GridPainter::paintUnderline(const Segment &segment, int row)
{
    const CellMetrics &m = metrics();
    const int x = segment.from * m.width, width = (segment.to - segment.from) * m.width, top = row * m.height;
    const QRgb color = segment.colors.underline;
    const int y = top + m.underline;
    switch (segment.underline) {
    case Underline::None:
        break;
    case Underline::Single:
        fill(m_pixels, x, y, width, m.stroke, color);
        break;
    case Underline::Double:
        fill(m_pixels, x, y - m.stroke, width, m.stroke, color);
        fill(m_pixels, x, std::min(y + m.stroke, top + m.height - m.stroke), width, m.stroke, color);
        break;
    case Underline::Curly: {
        const Tile &curl = m_glyphs.curl();
        const int at = std::min(y + m.stroke / 2 - (curl.y + curl.height / 2), top + m.height - curl.y - curl.height);
        for (int col = segment.from; col < segment.to; ++col)
            blend(m_pixels, curl, col * m.width, at, color);
        break;
    }
    case Underline::Dotted:
        // By the pixel column, so that the pattern goes on across segments.
        for (int dot = x - x % (2 * m.stroke); dot < x + width; dot += 2 * m.stroke)
            fill(m_pixels, std::max(dot, x), y, std::min(m.stroke, x + width - dot), m.stroke, color);
        break;
    case Underline::Dashed:
        for (int col = segment.from; col < segment.to; ++col)
            fill(m_pixels, col * m.width, y, m.width - std::max(2, m.width / 3), m.stroke, color);
        break;
    }
}

// The block is the colours of its cells; the other forms lie over the text.
void GridPainter::paintCursor(int y, const RowPaint &paint)
{
    const CellMetrics &m = metrics();
    const auto [from, to] = cursorColumns(paint);
    const int left = from * m.width, width = (to - from) * m.width, top = y * m.height;
    const QRgb color = m_palette.cursor();
    const int thin = std::max(m.stroke, qRound(m.width / 6.0));
    switch (paint.cursor.form) {
    case CursorPaint::None:
    case CursorPaint::Block:
        break;
    case CursorPaint::Hollow:
        fill(m_pixels, left, top, width, m.stroke, color);
        fill(m_pixels, left, top + m.height - m.stroke, width, m.stroke, color);
        fill(m_pixels, left, top, m.stroke, m.height, color);
        fill(m_pixels, left + width - m.stroke, top, m.stroke, m.height, color);
        break;
    case CursorPaint::Underline:
        fill(m_pixels, left, top + m.height - thin, width, thin, color);
        break;
    case CursorPaint::Bar:
        fill(m_pixels, left, top, thin, m.height, color);
        break;
    }
}

void GridPainter::paintLabel(int y, const Highlight &label)
{
    const CellMetrics &m = metrics();
    const int left = label.from * m.width, top = y * m.height;
    fill(m_pixels, left, top, (label.to - label.from) * m.width, m.height, m_palette.accent());
    int x = left;
    for (const char32_t c : label.label) {
        blend(m_pixels, m_glyphs.tile(c, Bold, 1), x, top, m_palette.onAccent());
        x += m.width;
    }
}

} // namespace ui::terminal
