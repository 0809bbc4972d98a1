#include "core/vt/reflow.h"
#include "core/vt/terminal.h"

#include <algorithm>

namespace core::vt {
namespace {

using Rows = std::vector<std::unique_ptr<GridRow>>;

// The last of `rows` that holds or precedes this cell of the line.
int rowOfCell(const Rows &rows, base::LineId line, std::uint32_t cell)
{
    int found = 0;
    for (int i = 0; i < int(rows.size()); ++i) {
        const GridRow &row = *rows[std::size_t(i)];
        if (row.line < line || (row.line == line && row.firstCell <= cell))
            found = i;
    }
    return found;
}

} // namespace

void Terminal::resize(base::GridSize wanted)
{
    const base::GridSize size = base::clamped(wanted);
    if (size == m_size)
        return;
    synchronize(false); // a frame of another size would not do
    // libvterm does not clamp margins, nor what it saved, to a smaller screen: it is resized with neither.
    const bool origin = m_modes.has(DecModes::Origin);
    if (origin)
        inform("\x1b[?6l");
    if (m_modes.has(DecModes::LeftRightMargins))
        inform("\x1b[s");
    inform("\x1b[r\x1b[H");
    m_machineWraps = false;

    SavedCursor &saved = m_saved[0];
    if (m_alternate)
        resizeMain(size, saved.at, saved.pendingWrap);
    else
        resizeMain(size, m_cursor, m_pendingWrap);
    resizeAlternate(size);
    m_machine.resize(size);
    m_size = size;
    m_top = m_left = 0;
    m_bottom = size.rows;
    m_right = size.cols;
    if (origin)
        inform("\x1b[?6h");
    const auto clampPlace = [size](Place &p) { p = {std::clamp(p.row, 0, size.rows - 1), std::clamp(p.col, 0, size.cols - 1)}; };
    clampPlace(m_cursor);
    for (SavedCursor &each : m_saved)
        clampPlace(each.at);
    if (m_alternate || m_cursor.col != size.cols - 1)
        m_pendingWrap = false;
    m_last.valid = false;
    m_dirty = true;
}

void Terminal::resizeMain(base::GridSize size, Place &cursor, bool &pendingWrap)
{
    m_mainGrid.settleLines(m_history.lastLine());
    cursor = {std::clamp(cursor.row, 0, m_size.rows - 1), std::clamp(cursor.col, 0, m_size.cols - 1)};
    Rows rows = m_mainGrid.takeRows();
    while (int(rows.size()) > cursor.row + 1 && rows.back()->length() == 0)
        rows.pop_back();
    const bool full = int(rows.size()) == m_size.rows;
    if (size.cols != m_size.cols) {
        const base::LineId line = rows[std::size_t(cursor.row)]->line;
        const std::uint32_t cell = rows[std::size_t(cursor.row)]->firstCell + std::uint32_t(cursor.col + pendingWrap);
        m_history.rewrap(size.cols);
        // A line that began in history goes on behind what is left of it there.
        if (rows.front()->firstCell > 0 && m_history.endsWithin(rows.front()->line)) {
            Rows begun = m_history.pop(1, size.cols, m_styles);
            rows.insert(rows.begin(), std::move(begun.front()));
        }
        Rows reflowed;
        Reflow reflow(size.cols, [&](std::unique_ptr<GridRow> row) { reflowed.push_back(std::move(row)); });
        for (const auto &row : rows)
            reflow.add(*row);
        reflow.finish();
        rows = std::move(reflowed);
        cursor.row = rowOfCell(rows, line, cell);
        const std::uint32_t first = rows[std::size_t(cursor.row)]->firstCell;
        const std::uint32_t col = cell - std::min(cell, first);
        // Behind a row that is full now: what is printed next must not land on its last character.
        pendingWrap = m_modes.has(DecModes::AutoWrap) && col >= std::uint32_t(size.cols) && rows[std::size_t(cursor.row)]->length() >= size.cols - 1;
        cursor.col = int(std::min<std::uint32_t>(col, std::uint32_t(size.cols - 1)));
    }
    if (int(rows.size()) > size.rows) {
        const int extra = int(rows.size()) - size.rows;
        for (int i = 0; i < extra; ++i)
            m_history.push(*rows[std::size_t(i)], m_styles);
        rows.erase(rows.begin(), rows.begin() + extra);
        cursor.row = std::max(0, cursor.row - extra);
    } else if (full && int(rows.size()) < size.rows) {
        Rows back = m_history.pop(std::size_t(size.rows) - rows.size(), size.cols, m_styles);
        cursor.row += int(back.size());
        rows.insert(rows.begin(), std::make_move_iterator(back.begin()), std::make_move_iterator(back.end()));
    }
    while (int(rows.size()) < size.rows)
        rows.push_back(m_mainGrid.makeRow(size.cols));
    m_mainGrid.setRows(size, std::move(rows));
}

// Programs on the alternate screen draw it anew: cut or padded, not reflowed.
void Terminal::resizeAlternate(base::GridSize size)
{
    Rows rows = m_altGrid.takeRows();
    if (m_alternate && m_cursor.row >= size.rows) {
        const int lost = m_cursor.row - size.rows + 1;
        rows.erase(rows.begin(), rows.begin() + lost);
        m_cursor.row -= lost;
    }
    rows.resize(std::size_t(size.rows));
    for (auto &row : rows) {
        if (!row) {
            row = m_altGrid.makeRow(size.cols);
            continue;
        }
        const auto cols = std::size_t(size.cols);
        if (cols < row->cells.size() && row->cells[cols].isTrail())
            row->cells[cols - 1] = {};
        row->cells.resize(cols);
        row->used = std::min(row->used, size.cols);
        row->wrapped = false;
        row->line = GridRow::kNoLine;
        row->firstCell = 0;
        row->changed = true;
    }
    m_altGrid.setRows(size, std::move(rows));
}

} // namespace core::vt
