// The coordinates that blocks, search, selection, links, recordings and viewers share.
#pragma once
#include <compare>
#include <cstdint>

namespace core::base {

// A logical (unwrapped) line of one session: grows by one per line, never reused, survives reflow.
using LineId = std::uint64_t;

// A cell of a logical line. `cell` counts cells from the line's start (0-based; a wide character takes two), so it does
// not change when the line is wrapped at another width.
struct Position
{
    LineId line = 0;
    std::uint32_t cell = 0;
    friend constexpr auto operator<=>(const Position &, const Position &) = default;
};

using StreamOffset = std::uint64_t; // bytes read from the PTY since the session's start
using Seq = std::uint64_t;          // bytes of the attach tap since the session's start; resizes are events between bytes

struct GridSize
{
    int cols = 80;
    int rows = 24;
    friend constexpr bool operator==(const GridSize &, const GridSize &) = default;
};

// What a PTY, libvterm and a browser can all take; a size outside is clamped where it enters.
inline constexpr GridSize kMinGrid{2, 1};
inline constexpr GridSize kMaxGrid{2000, 1000};
constexpr GridSize clamped(GridSize s)
{
    const auto in = [](int v, int low, int high) { return v < low ? low : v > high ? high : v; };
    return {in(s.cols, kMinGrid.cols, kMaxGrid.cols), in(s.rows, kMinGrid.rows, kMaxGrid.rows)};
}

} // namespace core::base
