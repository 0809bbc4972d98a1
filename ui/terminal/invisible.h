// Characters that are not seen: what is on show would not be what runs.
#pragma once
#include <string_view>

namespace ui::terminal {

// C0, DEL and C1, tab and line ends among them.
constexpr bool isControlCharacter(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

// Bidirectional controls, zero widths, tags, letters without a shape, variation selectors. A selector right behind a base
// that takes it, and the joiner between two emoji, are normal text. Controls are none of these.
bool isInvisible(std::u32string_view text, std::size_t at);

} // namespace ui::terminal
