#include "ui/terminal/grid_painter.h"

#include <QGlyphRun>
#include <QPainter>
#include <algorithm>
#include <cstring>

namespace ui::terminal {
namespace {
using core::vt::Cell;
using core::vt::Row;
using core::vt::Run;
using core::vt::Style;
using core::vt::Underline;

// A true-colour picture makes a batch per cell: such batches are not worth keeping for the next paint.
constexpr std::size_t kMaxKeptBatches = 512;

Face faceOf(const Style &style)
{
    return Face((style.attrs & core::vt::Bold ? Bold : 0) | (style.attrs & core::vt::Italic ? Italic : 0));
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
} // namespace

struct GridPainter::Segment
{
    const Row &row;
    Style style;
    CellColors colors;
    int y, from, to;
};

void GridPainter::setFont(const QFont &font, qreal lineSpacing, qreal devicePixelRatio)
{
    m_glyphs.setFont(font, lineSpacing, devicePixelRatio);
    m_boxes.setMetrics(m_glyphs.metrics());
    m_batches.clear();
    invalidate();
}

void GridPainter::setPalette(const Palette &palette)
{
    m_palette = palette;
    invalidate();
}

void GridPainter::invalidate()
{
    std::fill(m_valid.begin(), m_valid.end(), char(0));
}

GridPainter::Damage GridPainter::paint(std::vector<RowPaint> rows, int cols)
{
    const QSize size(cols * metrics().width, int(rows.size()) * metrics().height);
    if (m_image.size() != size || m_shown.size() != rows.size()) {
        m_image = QImage(size, QImage::Format_RGB32);
        m_shown.assign(rows.size(), {});
        m_valid.assign(rows.size(), 0);
    }
    m_cols = cols;
    Damage damage;
    if (m_image.isNull())
        return damage;
    m_pixels = reinterpret_cast<QRgb *>(m_image.bits());
    m_stride = m_image.bytesPerLine() / qsizetype(sizeof(QRgb));
    damage.moved = moveRows(rows);
    for (int y = 0; y < int(rows.size()); ++y) {
        const auto at = std::size_t(y);
        if (m_valid[at] && m_shown[at] == rows[at])
            continue;
        m_shown[at] = std::move(rows[at]);
        m_valid[at] = 1;
        damage.rows.push_back(y);
    }
    for (std::size_t i = 0; i < damage.rows.size();) {
        std::size_t end = i + 1;
        while (end < damage.rows.size() && damage.rows[end] == damage.rows[end - 1] + 1)
            ++end;
        paintRows(damage.rows[i], damage.rows[end - 1]);
        i = end;
    }
    return damage;
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
    const qsizetype rowPixels = m_stride * metrics().height;
    const int from = std::max(0, best), to = std::max(0, -best), moved = count - std::abs(best);
    std::memmove(m_pixels + to * rowPixels, m_pixels + from * rowPixels, std::size_t(moved * rowPixels) * sizeof(QRgb));
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

void GridPainter::paintRows(int first, int last)
{
    m_late.clear();
    for (int y = first; y <= last; ++y)
        paintRow(y, m_shown[std::size_t(y)]);
    {
        QPainter painter(&m_image);
        // A tall glyph must not leave traces in a row that is not painted again.
        painter.setClipRect(0, first * metrics().height, m_image.width(), (last - first + 1) * metrics().height);
        drawGlyphs(painter);
    }
    for (const LateRect &late : m_late)
        fill(late.rect, late.color);
}

void GridPainter::paintRow(int y, const RowPaint &paint)
{
    const CellMetrics &m = metrics();
    const QRgb ground = paint.failed ? m_palette.failedGround() : m_palette.ground();
    fill({0, y * m.height, m_image.width(), m.height}, ground);
    if (paint.selectTo > paint.selectFrom)
        fill({paint.selectFrom * m.width, y * m.height, (paint.selectTo - paint.selectFrom) * m.width, m.height}, m_palette.selected(ground));
    const auto [cursorFrom, cursorTo] = cursorColumns(paint);
    const bool blockCursor = paint.cursor.form == CursorPaint::Block;
    if (blockCursor)
        fill({cursorFrom * m.width, y * m.height, (cursorTo - cursorFrom) * m.width, m.height}, m_palette.cursor());
    paintLateCursor(y, paint);
    if (!paint.row)
        return;
    const Row &row = *paint.row;
    const int count = std::min(int(row.cells.size()), m_cols);
    std::size_t next = 0;
    for (int col = 0; col < count;) {
        while (next < row.runs.size() && row.runs[next].start + row.runs[next].count <= col)
            ++next;
        Style style;
        int end = count;
        if (next < row.runs.size()) {
            const Run &run = row.runs[next];
            if (run.start <= col) {
                style = run.style;
                end = std::min(end, int(run.start) + run.count);
            } else {
                end = std::min(end, int(run.start));
            }
        }
        for (const int cut : {paint.selectFrom, paint.selectTo, cursorFrom, cursorTo}) {
            if (cut > col)
                end = std::min(end, cut);
        }
        CellColors colors = m_palette.resolve(style, ground);
        if (paint.hovered != 0 && style.link == paint.hovered)
            style.underline = Underline::Single;
        if (col >= paint.selectFrom && col < paint.selectTo) {
            colors.bg = m_palette.selected(colors.bg);
            colors.filled = true;
        }
        if (blockCursor && col >= cursorFrom && col < cursorTo)
            colors = {m_palette.ground(), m_palette.cursor(), true, m_palette.ground()};
        paintSegment({row, style, colors, y, col, end});
        col = end;
    }
}

void GridPainter::paintSegment(const Segment &segment)
{
    const CellMetrics &m = metrics();
    if (segment.colors.filled)
        fill({segment.from * m.width, segment.y * m.height, (segment.to - segment.from) * m.width, m.height}, segment.colors.bg);
    if (segment.style.underline != Underline::None || (segment.style.attrs & (core::vt::Strike | core::vt::Overline)))
        paintLines(segment);
    if (!(segment.style.attrs & core::vt::Conceal))
        paintText(segment);
}

void GridPainter::paintText(const Segment &segment)
{
    const CellMetrics &m = metrics();
    const Face face = faceOf(segment.style);
    const int top = segment.y * m.height, baseline = top + m.baseline;
    Batch *ascii = nullptr; // the batch of this colour and face, looked up once
    for (int col = segment.from; col < segment.to; ++col) {
        const Cell &cell = segment.row.cells[std::size_t(col)];
        if (cell.width == 0 || cell.text == 0 || cell.text == U' ')
            continue;
        const int x = col * m.width;
        if (cell.text & Cell::kCluster) {
            const std::size_t index = cell.text & ~Cell::kCluster;
            if (index < segment.row.clusters.size())
                add(m_glyphs.glyphs(segment.row.clusters[index], face, cell.width), segment.colors.fg, x, baseline);
            continue;
        }
        if (BoxDrawing::covers(cell.text)) {
            blend(m_boxes.mask(cell.text), x, top, segment.colors.fg);
            continue;
        }
        const auto glyphs = m_glyphs.glyphs(char32_t(cell.text), face, cell.width);
        if (glyphs.size() == 1 && glyphs[0].font == face) {
            if (!ascii)
                ascii = &m_batches[std::uint64_t(face) << 32 | segment.colors.fg];
            ascii->ids.push_back(glyphs[0].id);
            ascii->positions.emplace_back(x + glyphs[0].dx, baseline + glyphs[0].dy);
        } else {
            add(glyphs, segment.colors.fg, x, baseline);
            ascii = nullptr; // the table may have grown
        }
    }
}

void GridPainter::add(std::span<const Glyph> glyphs, QRgb color, int x, int baseline)
{
    for (const Glyph &glyph : glyphs) {
        Batch &batch = m_batches[std::uint64_t(glyph.font) << 32 | color];
        batch.ids.push_back(glyph.id);
        batch.positions.emplace_back(x + glyph.dx, baseline + glyph.dy);
    }
}

void GridPainter::drawGlyphs(QPainter &painter)
{
    for (auto &[key, batch] : m_batches) {
        if (batch.ids.empty())
            continue;
        QGlyphRun run;
        run.setRawFont(m_glyphs.font(std::uint16_t(key >> 32)));
        run.setRawData(batch.ids.data(), batch.positions.data(), int(batch.ids.size()));
        painter.setPen(QColor::fromRgb(QRgb(key)));
        painter.drawGlyphRun({}, run);
        batch.ids.clear();
        batch.positions.clear();
    }
    if (m_batches.size() > kMaxKeptBatches)
        m_batches.clear();
}

void GridPainter::paintLines(const Segment &segment)
{
    const CellMetrics &m = metrics();
    const int x = segment.from * m.width, width = (segment.to - segment.from) * m.width, top = segment.y * m.height;
    const QRgb color = segment.colors.underline;
    const int y = top + m.underline;
    switch (segment.style.underline) {
    case Underline::None:
        break;
    case Underline::Single:
        fill({x, y, width, m.stroke}, color);
        break;
    case Underline::Double:
        fill({x, y - m.stroke, width, m.stroke}, color);
        fill({x, std::min(y + m.stroke, top + m.height - m.stroke), width, m.stroke}, color);
        break;
    case Underline::Curly: {
        const QImage &curl = m_boxes.curl();
        const int at = std::min(y + m.stroke / 2 - curl.height() / 2, top + m.height - curl.height());
        for (int col = segment.from; col < segment.to; ++col)
            blend(curl, col * m.width, at, color);
        break;
    }
    case Underline::Dotted:
        // By the pixel column, so that the pattern goes on across segments.
        for (int dot = x - x % (2 * m.stroke); dot < x + width; dot += 2 * m.stroke)
            fill({std::max(dot, x), y, std::min(m.stroke, x + width - dot), m.stroke}, color);
        break;
    case Underline::Dashed:
        for (int col = segment.from; col < segment.to; ++col)
            fill({col * m.width, y, m.width - std::max(2, m.width / 3), m.stroke}, color);
        break;
    }
    if (segment.style.attrs & core::vt::Overline)
        fill({x, top, width, m.stroke}, segment.colors.fg);
    if (segment.style.attrs & core::vt::Strike)
        m_late.push_back({{x, top + m.strike, width, m.stroke}, segment.colors.fg});
}

void GridPainter::paintLateCursor(int y, const RowPaint &paint)
{
    const CellMetrics &m = metrics();
    const auto [from, to] = cursorColumns(paint);
    const QRect cell(from * m.width, y * m.height, (to - from) * m.width, m.height);
    const QRgb color = m_palette.cursor();
    const int thin = std::max(m.stroke, qRound(m.width / 6.0));
    const auto late = [&](int x, int top, int width, int height) { m_late.push_back({{x, top, width, height}, color}); };
    switch (paint.cursor.form) {
    case CursorPaint::None:
    case CursorPaint::Block:
        break;
    case CursorPaint::Hollow:
        late(cell.left(), cell.top(), cell.width(), m.stroke);
        late(cell.left(), cell.bottom() - m.stroke + 1, cell.width(), m.stroke);
        late(cell.left(), cell.top(), m.stroke, cell.height());
        late(cell.right() - m.stroke + 1, cell.top(), m.stroke, cell.height());
        break;
    case CursorPaint::Underline:
        late(cell.left(), cell.bottom() - thin + 1, cell.width(), thin);
        break;
    case CursorPaint::Bar:
        late(cell.left(), cell.top(), thin, cell.height());
        break;
    }
}

void GridPainter::fill(QRect rect, QRgb color)
{
    rect &= m_image.rect();
    for (int y = rect.top(); y <= rect.bottom(); ++y) {
        QRgb *line = m_pixels + y * m_stride;
        std::fill(line + rect.left(), line + rect.right() + 1, color);
    }
}

void GridPainter::blend(const QImage &mask, int x, int y, QRgb color)
{
    const int width = std::min(mask.width(), m_image.width() - x);
    for (int row = 0; row < mask.height() && y + row < m_image.height(); ++row) {
        const uchar *coverage = mask.constScanLine(row);
        QRgb *line = m_pixels + (y + row) * m_stride + x;
        for (int i = 0; i < width; ++i) {
            const int a = coverage[i];
            if (a == 255)
                line[i] = color;
            else if (a != 0)
                line[i] = qRgb(qRed(line[i]) + (qRed(color) - qRed(line[i])) * a / 255, qGreen(line[i]) + (qGreen(color) - qGreen(line[i])) * a / 255,
                               qBlue(line[i]) + (qBlue(color) - qBlue(line[i])) * a / 255);
        }
    }
}

} // namespace ui::terminal
