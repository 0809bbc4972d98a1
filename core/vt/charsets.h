// The character sets that programs still designate (ESC ( and friends): everything but these is ASCII.
#pragma once
#include <array>

namespace core::vt {

constexpr bool isCharset(char name) { return name == '0' || name == 'A' || name == 'B'; }

// '0': DEC Special Graphics, 'A': British, 'B': ASCII.
constexpr char32_t translatedBy(char charset, char32_t c)
{
    constexpr std::array<char32_t, 32> graphics{U' ', U'◆', U'▒', U'␉', U'␌', U'␍', U'␊', U'°', U'±', U'␤', U'␋', U'┘', U'┐', U'┌', U'└', U'┼',
                                                U'⎺', U'⎻', U'─', U'⎼', U'⎽', U'├', U'┤', U'┴', U'┬', U'│', U'≤', U'≥', U'π', U'≠', U'£', U'·'};
    if (charset == '0' && c >= 0x5f && c <= 0x7e)
        return graphics[c - 0x5f];
    if (charset == 'A' && c == '#')
        return U'£';
    return c;
}

} // namespace core::vt
