// From the grid's compact rows to the rows that frames show.
#pragma once
#include "core/vt/frame.h"
#include "core/vt/grid.h"

namespace core::vt {

RowPtr makeRowView(const GridRow &row, const StyleTable &styles);

// Appends a cell to a row under construction; `cluster` is empty for a plain code point.
void appendCell(Row &row, std::uint32_t codePoint, const std::u32string &cluster, int width);
// The row goes on in `next` just as printing leaves it: it is full, or short of a wide character by one column.
bool wrapsInto(const Row &row, const Row &next, int cols);

void appendRun(Row &row, int count, const Style &style);

} // namespace core::vt
