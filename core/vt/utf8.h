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

// Valid UTF-8 without controls (C0, DEL, C1) and bidi overrides, at most `maxChars` code points.
std::string sanitizedLine(std::string_view text, std::size_t maxChars);

} // namespace core::vt
