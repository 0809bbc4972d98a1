#include "ui/terminal/block_rows.h"

#include <algorithm>

namespace ui::terminal {
namespace {

using core::base::Position;

// The first row that begins at the position or after it.
std::size_t rowFrom(const Document &document, Position position)
{
    const std::size_t row = document.nearest(position);
    return row < document.rowCount() && document.positionAt(row, 0) < position ? row + 1 : row;
}

} // namespace

BlockRows rowsOf(const Document &document, const core::shell::Block &block, const core::shell::Block *next)
{
    BlockRows rows;
    if (document.rowCount() == 0)
        return rows;
    rows.first = document.nearest(block.promptStart);
    rows.tail = std::max(rowFrom(document, block.end), rows.first);
    rows.end = rows.tail;
    if (next) {
        const std::size_t nextFirst = document.nearest(next->promptStart);
        if (nextFirst > rows.first)
            rows.end = std::min(rows.end, nextFirst);
        rows.tail = std::min(rows.tail, std::max(nextFirst, rows.first) + 1);
    }
    rows.tail = std::max(rows.tail, rows.end);
    rows.output = std::clamp(rowFrom(document, block.outputStart), rows.first, std::max(rows.first, rows.end));
    return rows;
}

} // namespace ui::terminal
