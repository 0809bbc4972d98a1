// Wrapping logical lines at another width.
#pragma once
#include "core/vt/grid.h"

#include <functional>
#include <memory>
#include <vector>

namespace core::vt {

// Collects the rows of one logical line at a time and gives them out again at another width.
class Reflow
{
public:
    using Sink = std::function<void(std::unique_ptr<GridRow>)>;
    Reflow(int cols, Sink sink) : m_cols(cols), m_sink(std::move(sink)) {}

    // A row that continues the line of the row before it is joined to it.
    void add(const GridRow &row);
    // The last line is complete. `wrapped`: it goes on elsewhere (the screen below the history).
    void finish(bool wrapped = false);

    template<typename F> void forEachStyle(F &&f)
    {
        for (int i = 0; m_row && i < m_col; ++i)
            f(m_row->cells[std::size_t(i)].style);
    }

private:
    void startRow();
    void emitRow(bool wrapped);
    void place(const GridRow &from, int col, int width); // one character
    void placeAll(const GridCell *cells, int n, bool anyWide); // REQUIRES: none is a cluster, two columns

    int m_cols;
    Sink m_sink;
    std::unique_ptr<GridRow> m_row;
    int m_col = 0;
    std::uint32_t m_nextCell = 0;
    base::LineId m_line = GridRow::kNoLine;
    bool m_open = false;
};

} // namespace core::vt
