// One screen of cells: the primary or the alternate one. Who moves the cursor and when things scroll is libvterm's
// business; the grid keeps wide characters whole, knows which rows belong to one logical line, and publishes rows.
#pragma once
#include "core/base/coordinates.h"
#include "core/vt/cell.h"
#include "core/vt/frame.h"
#include "core/vt/style_table.h"
#include "core/vt/vterm_machine.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace core::vt {

struct GridRow
{
    static constexpr base::LineId kNoLine = ~base::LineId(0);

    std::vector<GridCell> cells;
    std::vector<std::u32string> clusters; // what cells with kCluster index; may hold stale ones
    RowPtr published;                     // valid while !changed
    base::LineId line = kNoLine;
    std::uint32_t firstCell = 0;
    int used = 0;          // every cell from here on is a default blank
    bool wrapped = false;  // the logical line goes on in the next row
    bool hasWide = false;  // some cell may be half of a wide character
    bool changed = true;

    // Columns up to the last that is not a default blank; for a wrapped row, the cells it gives to its line (a wide
    // character that did not fit leaves the last column out).
    int length() const;
    void clear(StyleId blank);
};

// Of both screens of a terminal.
struct ScreenCounters
{
    base::LineId nextLine = 0;
    std::uint64_t work = 0; // cells touched other than by printing on them: what a few bytes can ask much of

    static constexpr unsigned kClusterWork = 16; // copying a cluster costs as much as this many cells
};

class Grid
{
public:
    Grid(base::GridSize size, ScreenCounters &counters, std::size_t clusterChars);

    base::GridSize size() const { return m_size; }
    GridRow &row(int i) { return *m_rows[std::size_t(i)]; }
    const GridRow &row(int i) const { return *m_rows[std::size_t(i)]; }

    // REQUIRES: col + n <= cols; bytes are printable ASCII.
    void writeAscii(int row, int col, const char *bytes, int n, std::uint32_t flags, StyleId style);
    // REQUIRES: col + width <= cols; width 1 or 2.
    void write(int row, int col, char32_t c, int width, std::uint32_t flags, StyleId style);
    // One character of width 1.
    void writeOne(int row, int col, std::uint32_t word, StyleId style)
    {
        GridRow &target = this->row(row);
        if (target.hasWide)
            openForWriting(target, col, 1, true);
        target.cells[std::size_t(col)] = {word, style};
        target.used = std::max(target.used, col + 1);
        target.changed = true;
    }
    // As writeAscii, for n <= 16. REQUIRES: bytes has 16 and the row as many columns from `col` on; only the first n are written.
    void writeShort(int row, int col, const char *bytes, int n, std::uint32_t flags, StyleId style);
    // Whole characters only.
    void writeCells(int row, int col, const GridCell *cells, int n, bool anyWide);
    void writeWords(int row, int col, const std::uint32_t *words, int n, StyleId style, bool anyWide);
    // Adds a combining mark to the character at (row, col). False: the cell holds no character or its cluster is full.
    bool combine(int row, int col, char32_t mark);

    // The character at (row, col): its code points; empty for a blank.
    std::u32string character(int row, int col) const;
    // A narrow character becomes a wide one. REQUIRES: col + 2 <= cols.
    void widen(int row, int col);

    void erase(const CellRect &area, StyleId blank, bool selective);
    // Unprotected characters become blanks, whole ones where the area cuts through; `keep` maps their style to the blank's.
    void eraseCharacters(const CellRect &area, const std::function<StyleId(StyleId)> &keep);
    void scroll(const CellRect &area, int up, int left, StyleId blank);
    // A character of width 1 all over `area`.
    void fill(const CellRect &area, GridCell cell);
    // What is in `from` to (top, left). REQUIRES: both within the screen.
    void copy(const CellRect &from, int top, int left);
    // `f` maps the style of each cell (StyleId to StyleId) of whole characters from `left` to before `right`.
    template<typename F> void restyle(int r, int left, int right, F &&f)
    {
        GridRow &row = this->row(r);
        if (left >= right)
            return;
        left -= row.cells[std::size_t(left)].isTrail();
        right += right < m_size.cols && row.cells[std::size_t(right)].isTrail();
        m_counters.work += 2 * unsigned(right - left);
        StyleId from = row.cells[std::size_t(left)].style, to = f(from);
        for (int c = left; c < right; ++c) {
            GridCell &cell = row.cells[std::size_t(c)];
            if (cell.style != from) {
                from = cell.style;
                to = f(from);
                m_counters.work += ScreenCounters::kClusterWork;
            }
            row.changed = row.changed || to != from;
            cell.style = to;
            if (cell.style == 0)
                continue;
            if (cell.word == 0) {
                cell.word = U' '; // an erased cell has a background only
                row.changed = true;
            }
            row.used = std::max(row.used, c + 1);
        }
    }
    // The text goes on from row `from` into row `to`; `line` and `nextCell` are where it stands in its logical line.
    void continueLine(int row, base::LineId line, std::uint32_t nextCell);

    // Line ids grow strictly from top to bottom, wrapped rows share one. `above` is the line of the row above the top
    // one, or kNoLine. Cheap when nothing was moved since the last call.
    void settleLines(base::LineId above);
    // From this row on, rows are new logical lines.
    void renewLines(int fromRow);

    RowPtr publish(int row, const StyleTable &styles);

    // Takes all rows out / replaces them (reflow). REQUIRES: rows.size() == size.rows, each of size.cols cells.
    std::vector<std::unique_ptr<GridRow>> takeRows();
    void setRows(base::GridSize size, std::vector<std::unique_ptr<GridRow>> rows);
    std::unique_ptr<GridRow> makeRow(int cols) const;

    template<typename F> void forEachStyle(F &&f)
    {
        for (GridRow *row : m_rows) {
            for (int i = 0; i < row->used; ++i)
                f(row->cells[std::size_t(i)].style);
        }
    }

private:
    void openForWriting(GridRow &row, int col, int n, bool lastIsNarrow);
    enum Side { Before, After }; // of what is about to be written
    void splitWide(GridRow &row, int col, Side side);
    void blankCells(GridRow &row, int from, int to, StyleId blank);
    void unlink(GridRow &row, int from, int to);
    void scrollUp(int top, int bottom, StyleId blank);
    void shift(GridRow &row, int from, int to, int left, StyleId blank);
    void order();
    void dropStaleClusters(GridRow &row) const;
    void moveCell(GridRow &target, int col, GridRow &source, int from) const;

    base::GridSize m_size;
    ScreenCounters &m_counters;
    std::size_t m_clusterChars;
    bool m_settled = false;
    std::vector<std::unique_ptr<GridRow>> m_owned; // in no order
    std::vector<GridRow *> m_rows;                 // top first; what scrolling moves
};

} // namespace core::vt
