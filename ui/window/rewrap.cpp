#include "ui/window/rewrap.h"

#include <utility>

namespace ui::window {

using namespace core::vt;

namespace {

class Rewrap
{
public:
    explicit Rewrap(std::size_t cols) : m_cols(cols) {}

    void add(const Row &row)
    {
        const bool goesOn = m_row && m_row->line == row.line && row.firstCell > m_row->firstCell;
        if (!goesOn) {
            finish(false);
            start(row.line, row.firstCell);
        }
        while (m_row->firstCell + m_row->cells.size() < row.firstCell) // blanks at the end of the row before
            place({}, 1, {}, row);
        std::size_t end = row.cells.size();
        while (!row.wrapped && end > 0 && row.cells[end - 1] == Cell{}) // erased, with a background: no text to be wrapped
            --end;
        auto run = row.runs.begin();
        for (std::size_t col = 0; col < end;) {
            while (run != row.runs.end() && std::size_t(run->start + run->count) <= col)
                ++run;
            const bool styled = run != row.runs.end() && run->start <= col;
            const std::size_t width = row.cells[col].width == 2 ? 2 : 1;
            place(row.cells[col], width, styled ? run->style : Style{}, row);
            col += width;
        }
    }
    std::vector<RowPtr> take()
    {
        finish(false);
        return std::move(m_rows);
    }

private:
    void start(core::base::LineId line, std::uint32_t firstCell)
    {
        m_row = std::make_shared<Row>();
        m_row->line = line;
        m_row->firstCell = firstCell;
    }
    void finish(bool wrapped)
    {
        if (!m_row)
            return;
        m_row->wrapped = wrapped;
        m_rows.push_back(std::move(m_row));
        m_row = nullptr;
    }
    void place(Cell cell, std::size_t width, const Style &style, const Row &from)
    {
        if (m_row->cells.size() + width > m_cols) {
            const auto line = m_row->line;
            const auto next = std::uint32_t(m_row->firstCell + m_row->cells.size());
            finish(true);
            start(line, next);
        }
        if (cell.text & Cell::kCluster) {
            m_row->clusters.push_back(from.clusters[cell.text & ~Cell::kCluster]);
            cell.text = Cell::kCluster | std::uint32_t(m_row->clusters.size() - 1);
        }
        const std::size_t at = m_row->cells.size();
        m_row->cells.push_back(cell);
        if (width == 2)
            m_row->cells.push_back({0, 0});
        auto &runs = m_row->runs;
        if (!runs.empty() && runs.back().style == style && std::size_t(runs.back().start + runs.back().count) == at)
            runs.back().count = std::uint16_t(runs.back().count + width);
        else if (style != Style{})
            runs.push_back({std::uint16_t(at), std::uint16_t(width), style});
    }

    std::size_t m_cols;
    std::vector<RowPtr> m_rows;
    std::shared_ptr<Row> m_row; // of the line that may go on
};

} // namespace

std::vector<RowPtr> rewrapped(const std::vector<RowPtr> &rows, int cols)
{
    Rewrap rewrap{std::size_t(cols)};
    for (const RowPtr &row : rows)
        rewrap.add(*row);
    return rewrap.take();
}

} // namespace ui::window
