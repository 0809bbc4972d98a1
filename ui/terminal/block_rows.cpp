#include "ui/terminal/block_rows.h"

#include <algorithm>

namespace ui::terminal {

using core::base::Position;

std::size_t firstRowFrom(const Document &document, Position position)
{
    const std::size_t row = document.nearest(position);
    return row < document.rowCount() && document.positionAt(row, 0) < position ? row + 1 : row;
}

namespace {

std::size_t rowOf(const Document &document, Position position)
{
    return document.find(position).value_or(std::min(firstRowFrom(document, position), document.rowCount() - 1));
}

} // namespace

BlockRows rowsOf(const Document &document, const core::shell::Block &block, const core::shell::Block *next)
{
    BlockRows rows;
    if (document.rowCount() == 0)
        return rows;
    rows.first = rowOf(document, block.promptStart);
    rows.tail = std::max(firstRowFrom(document, block.end), rows.first);
    rows.end = rows.tail;
    if (next) {
        const std::size_t nextFirst = rowOf(document, next->promptStart);
        if (nextFirst > rows.first)
            rows.end = std::min(rows.end, nextFirst);
        rows.tail = std::min(rows.tail, std::max(nextFirst, rows.first) + 1);
    }
    rows.tail = std::max(rows.tail, rows.end);
    rows.output = std::clamp(firstRowFrom(document, block.outputStart), rows.first, std::max(rows.first, rows.end));
    return rows;
}

} // namespace ui::terminal
