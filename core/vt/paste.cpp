#include "core/vt/paste.h"

#include "core/vt/utf8.h"

namespace core::vt {

std::string encodePasted(std::string_view text, bool bracketed)
{
    std::string out;
    out.reserve(text.size() + 12);
    if (bracketed)
        out += "\x1b[200~";
    const char *p = text.data();
    const char *const end = p + text.size();
    while (p < end) {
        const Decoded d = decodeUtf8(p, end);
        if (d.c == '\n' || d.c == '\r') {
            if (d.c == '\r' && p + 1 < end && p[1] == '\n')
                ++p;
            out += '\r';
        } else if (d.c == '\t' || (d.c >= 0x20 && d.c < 0x7f) || d.c >= 0xa0) {
            appendUtf8(out, d.c); // without ESC and C1 no end of paste can be spelled
        }
        p += d.length;
    }
    if (bracketed)
        out += "\x1b[201~";
    return out;
}

std::string encodeInserted(std::string_view text, bool bracketed)
{
    text = text.substr(0, text.find_last_not_of("\r\n") + 1);
    std::string out = encodePasted(text, bracketed);
    if (!bracketed) {
        for (char &c : out)
            c = c == '\r' || c == '\t' ? ' ' : c;
    }
    return out;
}

} // namespace core::vt
