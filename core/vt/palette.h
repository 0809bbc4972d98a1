// The colours with which a terminal answers colour queries (OSC 4, 10, 11, 12): the viewer's own, whatever a program set.
#pragma once
#include <array>
#include <cstdint>

namespace core::vt {

struct Palette
{
    // 0xRRGGBB. The defaults are those of the dark theme.
    std::array<std::uint32_t, 16> ansi{0x2a323d, 0xf26464, 0x46c065, 0xe0ac3b, 0x4fb8ff, 0xc58af9, 0x45c8cf, 0xc3ccd6,
                                       0x748293, 0xff8080, 0x63d982, 0xf3c662, 0x7fccff, 0xd7aaff, 0x6fe0e6, 0xf2f6fa};
    std::uint32_t foreground = 0xdbe2ea;
    std::uint32_t background = 0x0b0e12;
    std::uint32_t cursor = 0xdbe2ea;

    // Of one of the 256: the sixteen above, xterm's 6x6x6 cube, and its greys.
    constexpr std::uint32_t color(int index) const
    {
        if (index < 16)
            return ansi[std::size_t(index < 0 ? 0 : index)];
        if (index >= 232) {
            const auto grey = std::uint32_t(8 + 10 * (index - 232)) & 255;
            return grey << 16 | grey << 8 | grey;
        }
        const auto level = [](int step) { return std::uint32_t(step ? 55 + 40 * step : 0); };
        const int cube = index - 16;
        return level(cube / 36) << 16 | level(cube / 6 % 6) << 8 | level(cube % 6);
    }
};

} // namespace core::vt
