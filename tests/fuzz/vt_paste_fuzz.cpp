// Whatever is pasted, the program gets one bracketed text without a way out of it: valid UTF-8, no controls but CR and tab.
#include "core/vt/paste.h"
#include "core/vt/utf8.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace core::vt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const std::string plain = encodePasted(text, false);
    if (encodePasted(text, true) != "\x1b[200~" + plain + "\x1b[201~")
        std::abort();
    const char *const end = plain.data() + plain.size();
    for (const char *p = plain.data(); p < end;) {
        const Decoded d = decodeUtf8(p, end);
        const bool isControl = d.c < 0x20 || (d.c >= 0x7f && d.c < 0xa0);
        if (d.incomplete || (isControl && d.c != '\r' && d.c != '\t'))
            std::abort();
        p += d.length;
    }
    return 0;
}
