// The size of a cell in device pixels. Whole numbers, so that neighbouring cells meet without a seam at any scale.
#pragma once

namespace ui::terminal {

struct CellMetrics
{
    int width = 1;
    int height = 1;
    int baseline = 1;  // from the cell's top
    int stroke = 1;    // thickness of underlines and light box lines
    int underline = 1; // top of a single underline, from the cell's top
    int strike = 1;
    friend constexpr bool operator==(const CellMetrics &, const CellMetrics &) = default;
};

} // namespace ui::terminal
