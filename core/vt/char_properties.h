// What Unicode says of a code point that matters for cells: its columns, and whether it belongs to the character before
// it. From unicode/ranges.h. Any thread.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace core::vt {

inline constexpr char32_t kZeroWidthJoiner = 0x200d;
inline constexpr char32_t kEmojiSelector = 0xfe0f; // VS16

class CharProperties
{
public:
    constexpr explicit CharProperties(std::uint8_t value) : m_value(value) {}

    // 0 joins the character before it; ambiguous ones count 1.
    constexpr int width() const { return m_value & 3; }
    constexpr int width(bool ambiguousWide) const { return width() + int(ambiguousWide && (m_value & Ambiguous)); }
    // 1 or 2 for what joins nothing, whatever came before but for ZWJ, and has that width always; else something greater, or 0.
    constexpr unsigned aloneWidth(unsigned heeded) const { return m_value & heeded; }
    static constexpr unsigned heededAlone(bool ambiguousWide) { return 3u | Regional | Modifier | (ambiguousWide ? unsigned(Ambiguous) : 0u); }
    constexpr bool isPictographic() const { return m_value & Pictographic; } // Extended_Pictographic
    constexpr bool isVariationBase() const { return m_value & VariationBase; } // VS16 makes it an emoji
    constexpr bool isRegional() const { return m_value & Regional; }
    constexpr bool isModifier() const { return m_value & Modifier; } // skin tone
    // It may join although it has a width of its own, whatever came before but for ZWJ.
    constexpr bool mayJoin() const { return m_value & (Regional | Modifier); }

private:
    enum Bit : std::uint8_t { Ambiguous = 4, Pictographic = 8, VariationBase = 16, Regional = 32, Modifier = 64 };
    std::uint8_t m_value;
};

namespace detail {
inline constexpr int kPageBits = 8;
using PropertyPage = std::array<std::uint8_t, std::size_t(1) << kPageBits>;
// Of U+0000 to U+FFFF in a row, for who looks up many at once: three more may be read at its end. Made when first asked for.
const std::uint8_t *basicProperties();
extern std::array<std::atomic<const PropertyPage *>, (0x110000 >> kPageBits)> propertyPages; // filled as they are needed
const PropertyPage &makePropertyPage(std::size_t index);
} // namespace detail

// REQUIRES: c <= 0x10ffff.
inline CharProperties propertiesOf(char32_t c)
{
    const std::size_t index = c >> detail::kPageBits;
    const detail::PropertyPage *page = detail::propertyPages[index].load(std::memory_order_acquire);
    if (!page) [[unlikely]]
        page = &detail::makePropertyPage(index);
    return CharProperties((*page)[c & (page->size() - 1)]);
}

// Whether a character with a width of its own belongs to the cluster before it: the second of a flag's two letters, a skin
// tone, an emoji behind an emoji and ZWJ (UAX #29, GB9 and GB11 to GB13).
bool joinsCluster(std::u32string_view cluster, char32_t c);

} // namespace core::vt
