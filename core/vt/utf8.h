// UTF-8 as the emulator reads and writes it.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace core::vt {

inline constexpr char32_t kReplacement = 0xfffd;

void appendUtf8(std::string &out, char32_t c);

struct Decoded
{
    char32_t c = kReplacement;
    std::size_t length = 1;  // bytes taken, at least 1
    bool incomplete = false; // the bytes end inside a sequence that is valid so far
};

// The first code point of a non-empty text. A bad sequence is one U+FFFD per maximal subpart; so are surrogates and
// U+FFFE/U+FFFF.
Decoded decodeUtf8(const char *p, const char *end);

// The same, with the usual case on the spot: a valid sequence of two or three bytes that is all there.
inline Decoded decodeUsual(const char *p, const char *end)
{
    const auto at = [p](int i) { return char32_t(static_cast<unsigned char>(p[i])); };
    const char32_t lead = at(0);
    if (end - p >= 3 && (lead & 0xf0) == 0xe0 && (at(1) & 0xc0) == 0x80 && (at(2) & 0xc0) == 0x80) {
        const char32_t c = (lead & 15) << 12 | (at(1) & 63) << 6 | (at(2) & 63);
        if (c >= 0x800 && c - 0xd800 >= 0x800 && c < 0xfffe)
            return {c, 3};
    } else if (end - p >= 2 && lead >= 0xc2 && lead < 0xe0 && (at(1) & 0xc0) == 0x80) {
        return {(lead & 31) << 6 | (at(1) & 63), 2};
    }
    return decodeUtf8(p, end);
}

// Valid UTF-8 without controls (C0, DEL, C1) and bidi overrides, at most `maxChars` code points.
std::string sanitizedLine(std::string_view text, std::size_t maxChars);

} // namespace core::vt
