#include "core/vt/utf8.h"

namespace core::vt {

void appendUtf8(std::string &out, char32_t c)
{
    if (c < 0x80) {
        out += char(c);
    } else if (c < 0x800) {
        out += char(0xc0 | c >> 6);
        out += char(0x80 | (c & 63));
    } else if (c < 0x10000) {
        out += char(0xe0 | c >> 12);
        out += char(0x80 | (c >> 6 & 63));
        out += char(0x80 | (c & 63));
    } else {
        out += char(0xf0 | c >> 18);
        out += char(0x80 | (c >> 12 & 63));
        out += char(0x80 | (c >> 6 & 63));
        out += char(0x80 | (c & 63));
    }
}

Decoded decodeUtf8(const char *p, const char *end)
{
    const auto at = [p](std::size_t i) { return static_cast<unsigned char>(p[i]); };
    const auto available = std::size_t(end - p);
    const unsigned char lead = at(0);
    if (lead < 0x80)
        return {lead, 1};
    if (lead < 0xc2 || lead > 0xf4)
        return {};
    const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t c = lead & (0xff >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if (i == available)
            return {kReplacement, i, true};
        // The second byte's range rules out overlong forms, surrogates and what lies beyond U+10FFFF.
        const unsigned low = i != 1 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        const unsigned high = i != 1 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (at(i) < low || at(i) > high)
            return {kReplacement, i};
        c = c << 6 | (at(i) & 63);
    }
    if (c == 0xfffe || c == 0xffff)
        c = kReplacement;
    return {c, length};
}

namespace {
bool isHidden(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}
} // namespace

std::string sanitizedLine(std::string_view text, std::size_t maxChars)
{
    std::string out;
    const char *p = text.data();
    const char *const end = p + text.size();
    for (std::size_t taken = 0; p < end && taken < maxChars;) {
        const Decoded d = decodeUtf8(p, end);
        p += d.length;
        if (isHidden(d.c))
            continue;
        appendUtf8(out, d.c);
        ++taken;
    }
    return out;
}

} // namespace core::vt
