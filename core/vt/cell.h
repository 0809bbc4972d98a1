// The grid's own cell: eight bytes, its style interned.
#pragma once
#include <cstdint>

namespace core::vt {

using StyleId = std::uint32_t; // of a StyleTable; 0 is the default style

struct GridCell
{
    static constexpr std::uint32_t kCluster = 1u << 31;   // text is an index into the row's clusters
    static constexpr std::uint32_t kWide = 1u << 30;      // first half of a wide character
    static constexpr std::uint32_t kTrail = 1u << 29;     // second half: no text of its own
    static constexpr std::uint32_t kProtected = 1u << 28; // DECSCA
    static constexpr std::uint32_t kOddWidth = 1u << 27;  // its width does not follow from its code point
    static constexpr std::uint32_t kTextMask = (1u << 24) - 1;

    std::uint32_t word = 0; // code point (0 is a blank) and flags
    StyleId style = 0;

    constexpr std::uint32_t text() const { return word & kTextMask; }
    constexpr bool isCluster() const { return word & kCluster; }
    constexpr bool isWide() const { return word & kWide; }
    constexpr bool isTrail() const { return word & kTrail; }
    constexpr bool isProtected() const { return word & kProtected; }
    constexpr bool isDefaultBlank() const { return word == 0 && style == 0; }
    friend constexpr bool operator==(const GridCell &, const GridCell &) = default;
};
static_assert(sizeof(GridCell) == 8);

} // namespace core::vt
