#include "core/vt/reflow.h"

#include <algorithm>

namespace core::vt {

void Reflow::startRow()
{
    m_row = std::make_unique<GridRow>();
    m_row->cells.resize(std::size_t(m_cols));
    m_row->line = m_line;
    m_row->firstCell = m_nextCell;
    m_col = 0;
}

void Reflow::emitRow(bool wrapped)
{
    m_row->wrapped = wrapped;
    m_row->used = m_col;
    m_sink(std::move(m_row));
}

void Reflow::place(const GridRow &from, int col, int width)
{
    if (m_col + width > m_cols) {
        emitRow(true);
        startRow();
    }
    for (int i = 0; i < width; ++i) {
        GridCell cell = from.cells[std::size_t(col + i)];
        if (cell.isCluster()) {
            m_row->clusters.push_back(from.clusters[cell.text()]);
            cell.word = (cell.word & ~GridCell::kTextMask) | std::uint32_t(m_row->clusters.size() - 1);
        }
        m_row->hasWide = m_row->hasWide || cell.isWide();
        m_row->cells[std::size_t(m_col++)] = cell;
    }
    m_nextCell += std::uint32_t(width);
}

void Reflow::placeAll(const GridCell *cells, int n, bool anyWide)
{
    while (n > 0) {
        int count = std::min(n, m_cols - m_col);
        if (count > 0 && count < n && cells[count].isTrail())
            --count; // a wide character is not cut
        std::copy_n(cells, count, m_row->cells.begin() + m_col);
        m_row->hasWide = m_row->hasWide || anyWide;
        m_col += count;
        m_nextCell += std::uint32_t(count);
        cells += count;
        n -= count;
        if (n > 0) {
            emitRow(true);
            startRow();
        }
    }
}

void Reflow::add(const GridRow &row)
{
    const bool joins = m_open && row.line == m_line && row.firstCell > 0;
    if (!joins) {
        if (m_open)
            finish();
        m_line = row.line;
        m_nextCell = row.firstCell;
        startRow();
        m_open = true;
    }
    int n = row.length();
    // Erased cells behind the text have a background, but they are no text to be wrapped.
    while (!row.wrapped && n > 0 && row.cells[std::size_t(n - 1)].word == 0)
        --n;
    if (row.clusters.empty()) {
        placeAll(row.cells.data(), n, row.hasWide);
        return;
    }
    for (int c = 0; c < n;) {
        const int width = row.cells[std::size_t(c)].isWide() ? 2 : 1;
        place(row, c, width);
        c += width;
    }
}

void Reflow::finish(bool wrapped)
{
    if (!m_open)
        return;
    emitRow(wrapped);
    m_open = false;
}

} // namespace core::vt
