// From the grid's compact rows to the rows that frames show.
#pragma once
#include "core/vt/frame.h"
#include "core/vt/grid.h"

namespace core::vt {

RowPtr makeRowView(const GridRow &row, const StyleTable &styles);

// Appends a cell to a row under construction; `cluster` is empty for a plain code point.
void appendCell(Row &row, std::uint32_t codePoint, const std::u32string &cluster, int width);
void appendRun(Row &row, int count, const Style &style);

} // namespace core::vt
