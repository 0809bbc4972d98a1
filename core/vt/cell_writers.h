// ASCII into cells, for the processor at hand: the innermost loop of plain output. Any thread may call them.
#pragma once
#include "core/vt/grid.h"

#include <cstdint>

namespace core::vt {

// How a long and a short run (of 16 bytes at most; `bytes` has 16 and `out` as many cells) become cells of one style.
struct CellWriters
{
    using Write = void (*)(GridCell *out, const char *bytes, int n, std::uint32_t flags, StyleId style);
    Write line;
    Write word;
};

CellWriters bestCellWriters();

} // namespace core::vt
