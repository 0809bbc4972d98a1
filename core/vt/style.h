// Colours and attributes of cells as plain values (no QColor: core runs headless).
#pragma once
#include <compare>
#include <cstdint>

namespace core::vt {

// Default, one of 256 palette entries, or 24-bit. What "default" and the palette look like is the viewer's choice.
class Color
{
public:
    constexpr Color() = default;
    static constexpr Color indexed(std::uint8_t i) { return Color(1u << 24 | i); }
    static constexpr Color rgb(std::uint8_t r, std::uint8_t g, std::uint8_t b)
    {
        return Color(2u << 24 | std::uint32_t(r) << 16 | std::uint32_t(g) << 8 | b);
    }
    constexpr bool isDefault() const { return m_raw == 0; }
    constexpr bool isIndexed() const { return m_raw >> 24 == 1; }
    constexpr bool isRgb() const { return m_raw >> 24 == 2; }
    constexpr std::uint8_t index() const { return m_raw & 255; }
    constexpr std::uint32_t rgb() const { return m_raw & 0xffffff; } // 0xRRGGBB
    friend constexpr auto operator<=>(const Color &, const Color &) = default;

private:
    explicit constexpr Color(std::uint32_t raw) : m_raw(raw) {}
    std::uint32_t m_raw = 0;
};

enum Attr : std::uint16_t {
    Bold = 1 << 0,
    Faint = 1 << 1,
    Italic = 1 << 2,
    Blink = 1 << 3,
    Reverse = 1 << 4,
    Conceal = 1 << 5,
    Strike = 1 << 6,
    Overline = 1 << 7,
};

enum class Underline : std::uint8_t { None, Single, Double, Curly, Dotted, Dashed };

// Index into the frame's link table; 0 is none.
using LinkId = std::uint32_t;

struct Style
{
    Color fg, bg, underlineColor;
    std::uint16_t attrs = 0; // Attr bits
    Underline underline = Underline::None;
    LinkId link = 0;
    friend constexpr auto operator<=>(const Style &, const Style &) = default;
};

} // namespace core::vt
