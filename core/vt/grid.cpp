#include "core/vt/grid.h"

#include "core/vt/cell_writers.h"
#include "core/vt/char_properties.h"
#include "core/vt/row_view.h"

#include <algorithm>
#include <cstring>

namespace core::vt {
namespace {

const CellWriters writers = bestCellWriters();

} // namespace

int GridRow::length() const
{
    int n = used;
    if (wrapped)
        return n;
    while (n > 0 && cells[std::size_t(n - 1)].isDefaultBlank())
        --n;
    return n;
}

void GridRow::clear(StyleId blank)
{
    const int to = blank ? int(cells.size()) : used;
    if (blank)
        std::fill(cells.begin(), cells.end(), GridCell{0, blank});
    else
        std::memset(static_cast<void *>(cells.data()), 0, std::size_t(to) * sizeof(GridCell)); // half the branches of a loop
    used = blank ? to : 0;
    clusters.clear();
    wrapped = false;
    hasWide = false;
    changed = true;
    firstCell = 0;
    line = kNoLine;
}

Grid::Grid(base::GridSize size, ScreenCounters &counters, std::size_t clusterChars)
    : m_size(size), m_counters(counters), m_clusterChars(std::max<std::size_t>(clusterChars, 1))
{
    for (int i = 0; i < size.rows; ++i)
        m_owned.push_back(makeRow(size.cols));
    order();
}

void Grid::order()
{
    m_rows.clear();
    for (const auto &row : m_owned)
        m_rows.push_back(row.get());
}

std::vector<std::unique_ptr<GridRow>> Grid::takeRows()
{
    std::vector<std::unique_ptr<GridRow>> out;
    for (auto &row : m_owned)
        (void)row.release();
    m_owned.clear();
    for (GridRow *row : m_rows)
        out.emplace_back(row);
    m_rows.clear();
    return out;
}

std::unique_ptr<GridRow> Grid::makeRow(int cols) const
{
    auto row = std::make_unique<GridRow>();
    row->cells.resize(std::size_t(cols));
    return row;
}

void Grid::setRows(base::GridSize size, std::vector<std::unique_ptr<GridRow>> rows)
{
    m_size = size;
    m_owned = std::move(rows);
    order();
    m_settled = false;
}

void Grid::splitWide(GridRow &row, int col, Side side)
{
    if (col <= 0 || col >= m_size.cols || !row.cells[std::size_t(col)].isTrail())
        return;
    row.cells[std::size_t(col - 1)] = row.cells[std::size_t(col)] = {};
    // The half that is not written over next is a gap now.
    if (side == Before && col == 1)
        unlink(row, 0, 1);
    else if (side == After && col == m_size.cols - 1)
        unlink(row, col, col + 1);
}

void Grid::openForWriting(GridRow &row, int col, int n, bool lastIsNarrow)
{
    row.changed = true;
    if (!row.hasWide)
        return;
    splitWide(row, col, Before);
    splitWide(row, col + n, After);
    // As if written one by one: the character before the last broke up what the last writes over.
    if (lastIsNarrow && n > 1 && col + n == m_size.cols && row.cells[std::size_t(col + n - 2)].isWide())
        unlink(row, col + n - 1, col + n);
}

void Grid::writeAscii(int r, int col, const char *bytes, int n, std::uint32_t flags, StyleId style)
{
    GridRow &row = this->row(r);
    openForWriting(row, col, n, true);
    row.used = std::max(row.used, col + n);
    writers.line(row.cells.data() + col, bytes, n, flags, style);
}

void Grid::writeShort(int r, int col, const char *bytes, int n, std::uint32_t flags, StyleId style)
{
    GridRow &row = this->row(r);
    row.changed = true;
    if (row.hasWide)
        openForWriting(row, col, n, true);
    row.used = std::max(row.used, col + n);
    writers.word(row.cells.data() + col, bytes, n, flags, style);
}

void Grid::writeCells(int r, int col, const GridCell *cells, int n, bool anyWide)
{
    GridRow &row = this->row(r);
    openForWriting(row, col, n, !cells[n - 1].isTrail());
    std::copy(cells, cells + n, row.cells.begin() + col);
    row.hasWide = row.hasWide || anyWide;
    row.used = std::max(row.used, col + n);
}

void Grid::writeWords(int r, int col, const std::uint32_t *words, int n, StyleId style, bool anyWide)
{
    GridRow &row = this->row(r);
    openForWriting(row, col, n, !(words[n - 1] & GridCell::kTrail));
    GridCell *const out = row.cells.data() + col;
    for (int i = 0; i < n; ++i)
        out[i] = {words[i], style};
    row.hasWide = row.hasWide || anyWide;
    row.used = std::max(row.used, col + n);
}

void Grid::write(int r, int col, char32_t c, int width, std::uint32_t flags, StyleId style)
{
    const std::uint32_t odd = (c >= 0x80 || width != 1) && propertiesOf(c).width() != width ? GridCell::kOddWidth : 0;
    const GridCell cells[] = {{std::uint32_t(c) | flags | odd | (width == 2 ? GridCell::kWide : 0), style}, {GridCell::kTrail | flags, style}};
    writeCells(r, col, cells, width, width == 2);
}

bool Grid::combine(int r, int col, char32_t mark)
{
    GridRow &row = this->row(r);
    GridCell &cell = row.cells[std::size_t(col)];
    if (!cell.text() && !cell.isCluster())
        return false;
    if (!cell.isCluster()) {
        if (m_clusterChars < 2)
            return false;
        if (row.clusters.size() >= 2 * row.cells.size())
            dropStaleClusters(row);
        const auto index = std::uint32_t(row.clusters.size());
        row.clusters.push_back({char32_t(cell.text()), mark});
        cell.word = (cell.word & ~GridCell::kTextMask) | GridCell::kCluster | index;
    } else {
        std::u32string &cluster = row.clusters[cell.text()];
        if (cluster.size() >= m_clusterChars)
            return false;
        cluster += mark;
    }
    row.changed = true;
    return true;
}

std::u32string Grid::character(int r, int col) const
{
    const GridCell &cell = row(r).cells[std::size_t(col)];
    if (cell.isCluster())
        return row(r).clusters[cell.text()];
    return cell.text() ? std::u32string(1, cell.text()) : std::u32string();
}

void Grid::widen(int r, int col)
{
    GridCell first = row(r).cells[std::size_t(col)];
    first.word |= GridCell::kWide | GridCell::kOddWidth;
    const GridCell cells[] = {first, {GridCell::kTrail | (first.word & GridCell::kProtected), first.style}};
    writeCells(r, col, cells, 2, true);
}

void Grid::dropStaleClusters(GridRow &row) const
{
    std::vector<std::u32string> kept;
    for (GridCell &cell : row.cells) {
        if (!cell.isCluster())
            continue;
        kept.push_back(std::move(row.clusters[cell.text()]));
        cell.word = (cell.word & ~GridCell::kTextMask) | std::uint32_t(kept.size() - 1);
    }
    row.clusters = std::move(kept);
}

void Grid::blankCells(GridRow &row, int from, int to, StyleId blank)
{
    if (!blank && from >= row.used && !row.wrapped)
        return; // blank already
    m_counters.work += unsigned(to - from);
    if (row.hasWide) {
        splitWide(row, from, Before);
        splitWide(row, to, After);
    }
    const int end = blank ? to : std::min(to, row.used);
    if (from < end)
        std::fill(row.cells.begin() + from, row.cells.begin() + end, GridCell{0, blank});
    if (blank)
        row.used = std::max(row.used, to);
    else if (to >= row.used) {
        if (from < row.used && row.wrapped) {
            row.wrapped = false;
            m_settled = false;
        }
        row.used = std::min(row.used, from);
    }
    row.changed = true;
}

// Blanks at the row's end cut it from what follows, blanks at its start from what came before.
void Grid::unlink(GridRow &row, int from, int to)
{
    if (to == m_size.cols && row.wrapped) {
        row.wrapped = false;
        m_settled = false;
    }
    if (from == 0 && row.firstCell > 0) {
        row.line = GridRow::kNoLine;
        row.firstCell = 0;
        m_settled = false;
    }
}

void Grid::erase(const CellRect &area, StyleId blank, bool selective)
{
    const int left = std::clamp(area.left, 0, m_size.cols), right = std::clamp(area.right, left, m_size.cols);
    const int top = std::clamp(area.top, 0, m_size.rows), bottom = std::clamp(area.bottom, top, m_size.rows);
    if (left == right)
        return;
    for (int r = top; r < bottom; ++r) {
        GridRow &row = this->row(r);
        ++m_counters.work;
        if (selective) {
            m_counters.work += unsigned(right - left);
            for (int c = left; c < right; ++c) {
                if (!row.cells[std::size_t(c)].isProtected())
                    blankCells(row, c, c + 1, blank);
            }
            continue;
        }
        blankCells(row, left, right, blank);
        unlink(row, left, right);
    }
}

void Grid::eraseCharacters(const CellRect &area, const std::function<StyleId(StyleId)> &keep)
{
    for (int r = area.top; r < area.bottom; ++r) {
        GridRow &row = this->row(r);
        m_counters.work += 1 + unsigned(area.right - area.left) * ScreenCounters::kClusterWork;
        for (int c = area.left; c < area.right; ++c) {
            c -= row.cells[std::size_t(c)].isTrail();
            const GridCell cell = row.cells[std::size_t(c)];
            const int first = c;
            c += cell.isWide();
            if (cell.isProtected())
                continue;
            const StyleId style = keep(cell.style);
            blankCells(row, first, c + 1, style);
            if (style) // a space: an erased cell has a background only
                std::fill(row.cells.begin() + first, row.cells.begin() + c + 1, GridCell{U' ', style});
        }
    }
}

void Grid::shift(GridRow &row, int from, int to, int left, StyleId blank)
{
    m_counters.work += unsigned(to - from);
    row.changed = true;
    const int n = std::min(std::abs(left), to - from);
    if (row.hasWide) {
        splitWide(row, from, Before);
        splitWide(row, to, After);
        splitWide(row, left > 0 ? from + n : to - n, After);
    }
    const auto cells = row.cells.begin();
    if (left > 0) {
        std::copy(cells + from + n, cells + to, cells + from);
        std::fill(cells + to - n, cells + to, GridCell{}); // no second halves without their first
    } else {
        std::copy_backward(cells + from, cells + to - n, cells + to);
    }
    row.used = std::max(row.used, left > 0 ? std::min(row.used, to) : std::min(to, row.used + n));
    if (left > 0)
        blankCells(row, to - n, to, blank);
    else
        blankCells(row, from, from + n, blank);
    unlink(row, from, to);
}

// By one row, as each line of output does.
void Grid::scrollUp(int top, int bottom, StyleId blank)
{
    GridRow **const rows = m_rows.data();
    GridRow *const row = rows[top];
    std::memmove(rows + top, rows + top + 1, std::size_t(bottom - top - 1) * sizeof *rows);
    rows[bottom - 1] = row;
    m_counters.work += unsigned(blank ? m_size.cols : row->used);
    row->clear(blank);
    if (bottom == m_size.rows)
        row->line = m_counters.nextLine++;
    if (top != 0 || bottom != m_size.rows)
        m_settled = false;
}

void Grid::scroll(const CellRect &area, int up, int left, StyleId blank)
{
    const int top = std::clamp(area.top, 0, m_size.rows), bottom = std::clamp(area.bottom, top, m_size.rows);
    const int from = std::clamp(area.left, 0, m_size.cols), to = std::clamp(area.right, from, m_size.cols);
    if (top == bottom || from == to)
        return;
    if (up == 1 && left == 0 && from == 0 && to == m_size.cols)
        return scrollUp(top, bottom, blank);
    if (left != 0) {
        for (int r = top; r < bottom; ++r)
            shift(row(r), from, to, left, blank);
    }
    if (up == 0)
        return;
    const int n = std::min(std::abs(up), bottom - top);
    const bool wholeRows = from == 0 && to == m_size.cols;
    if (wholeRows) {
        const auto begin = m_rows.begin() + top, end = m_rows.begin() + bottom;
        std::rotate(begin, up > 0 ? begin + n : end - n, end);
    } else {
        for (int i = 0; i < bottom - top - n; ++i) {
            GridRow &target = row(up > 0 ? top + i : bottom - 1 - i);
            GridRow &source = row(up > 0 ? top + i + n : bottom - 1 - i - n);
            splitWide(target, from, Before);
            splitWide(target, to, After);
            splitWide(source, from, Before);
            splitWide(source, to, After);
            for (int c = from; c < to; ++c)
                moveCell(target, c, source, c);
            m_counters.work += 2 * unsigned(to - from);
            target.hasWide |= source.hasWide;
            target.used = std::max(target.used, std::min(source.used, to));
            target.changed = true;
            unlink(target, from, to);
        }
    }
    const int first = up > 0 ? bottom - n : top;
    for (int r = first; r < first + n; ++r) {
        if (!wholeRows) {
            blankCells(row(r), from, to, blank);
            unlink(row(r), from, to);
            continue;
        }
        m_counters.work += unsigned(blank ? m_size.cols : row(r).used);
        row(r).clear(blank);
        if (up > 0 && bottom == m_size.rows)
            row(r).line = m_counters.nextLine++;
    }
    if (wholeRows && (top != 0 || bottom != m_size.rows || up < 0))
        m_settled = false;
}

// What stays behind is to be overwritten.
void Grid::moveCell(GridRow &target, int col, GridRow &source, int from) const
{
    GridCell cell = source.cells[std::size_t(from)];
    if (cell.isCluster()) {
        m_counters.work += ScreenCounters::kClusterWork;
        if (target.clusters.size() >= 2 * target.cells.size())
            dropStaleClusters(target);
        target.clusters.push_back(std::move(source.clusters[cell.text()]));
        cell.word = (cell.word & ~GridCell::kTextMask) | std::uint32_t(target.clusters.size() - 1);
    }
    target.cells[std::size_t(col)] = cell;
}

void Grid::fill(const CellRect &area, GridCell cell)
{
    const int n = area.right - area.left;
    if (n <= 0)
        return;
    const std::vector<GridCell> cells(std::size_t(n), cell);
    for (int r = area.top; r < area.bottom; ++r) {
        m_counters.work += unsigned(n);
        if (row(r).used < area.right || !std::equal(cells.begin(), cells.end(), row(r).cells.begin() + area.left))
            writeCells(r, area.left, cells.data(), n, false);
    }
}

void Grid::copy(const CellRect &from, int top, int left)
{
    const int rows = from.bottom - from.top, cols = from.right - from.left;
    if (rows <= 0 || cols <= 0 || (from.top == top && from.left == left))
        return;
    GridRow piece;
    piece.cells.resize(std::size_t(cols));
    for (int i = 0; i < rows; ++i) {
        const int r = top > from.top ? rows - 1 - i : i; // no row is overwritten before it was copied
        const GridRow &source = row(from.top + r);
        m_counters.work += 2 * unsigned(cols);
        piece.clusters.clear();
        for (int c = 0; c < cols; ++c) {
            GridCell cell = source.cells[std::size_t(from.left + c)];
            if (cell.isCluster()) {
                piece.clusters.push_back(source.clusters[cell.text()]);
                cell.word = (cell.word & ~GridCell::kTextMask) | std::uint32_t(piece.clusters.size() - 1);
                m_counters.work += ScreenCounters::kClusterWork;
            }
            piece.cells[std::size_t(c)] = cell;
        }
        if (piece.cells.front().isTrail())
            piece.cells.front() = {};
        if (piece.cells.back().isWide())
            piece.cells.back() = {};
        const bool hasWide = source.hasWide;
        GridRow &target = row(top + r);
        splitWide(target, left, Before);
        splitWide(target, left + cols, After);
        unlink(target, left, left + cols);
        for (int c = 0; c < cols; ++c)
            moveCell(target, left + c, piece, c);
        target.hasWide |= hasWide;
        target.used = std::max(target.used, left + cols);
        target.changed = true;
    }
}

void Grid::continueLine(int r, base::LineId line, std::uint32_t nextCell)
{
    GridRow &row = this->row(r);
    if (row.line == line && row.firstCell == nextCell)
        return;
    row.line = line;
    row.firstCell = nextCell;
    row.changed = true;
    m_settled = m_settled && !row.wrapped; // what followed the row's old line does not follow the new one
}

void Grid::renewLines(int fromRow)
{
    for (int r = fromRow; r < m_size.rows; ++r) {
        row(r).line = GridRow::kNoLine;
        row(r).firstCell = 0;
        m_settled = false;
    }
}

void Grid::settleLines(base::LineId above)
{
    if (m_settled)
        return;
    m_settled = true;
    m_counters.work += unsigned(m_size.rows);
    base::LineId previousWas = above; // the id by which the row above was known before it was renamed
    GridRow *previous = nullptr;
    for (GridRow *each : m_rows) {
        GridRow &row = *each;
        const base::LineId was = row.line;
        const bool known = was != GridRow::kNoLine;
        const bool follows = known && was == previousWas && (previous ? previous->wrapped : row.firstCell > 0);
        const base::LineId last = previous ? previous->line : above;
        base::LineId line = was;
        std::uint32_t firstCell = row.firstCell;
        if (follows) {
            line = last;
            if (previous)
                firstCell = previous->firstCell + std::uint32_t(previous->length());
        } else {
            if (previous && previous->wrapped) {
                previous->wrapped = false;
                previous->changed = true;
            }
            const bool grows = last == GridRow::kNoLine || (known && was > last);
            if (!known || !grows || firstCell > 0)
                line = m_counters.nextLine++;
            firstCell = 0;
        }
        if (line != row.line || firstCell != row.firstCell) {
            row.line = line;
            row.firstCell = firstCell;
            row.changed = true;
        }
        previousWas = was;
        previous = &row;
    }
}

RowPtr Grid::publish(int r, const StyleTable &styles)
{
    GridRow &row = this->row(r);
    if (row.changed || !row.published) {
        m_counters.work += 2 * unsigned(row.used) + ScreenCounters::kClusterWork * unsigned(row.clusters.size());
        row.published = makeRowView(row, styles);
        row.changed = false;
    }
    return row.published;
}

} // namespace core::vt
