#include "core/vt/testing/random_stream.h"

#include <iterator>
#include <string_view>

namespace core::vt::testing {

std::string RandomStream::text(int n)
{
    std::string out;
    for (int i = 0; i < n; ++i)
        out += oneIn(7) ? ' ' : char('!' + below(94));
    return out;
}

std::string RandomStream::wideText(int n)
{
    static const char *const parts[] = {"界", "あ", "한", "é", "e\u0301", "ß", "Ж", "👩\u200d💻", "🙂", "a\u0300\u0301", "☃", "│", "ﬁ", "\u0301", "Ａ",
                                        "❤\ufe0f", "⌚\ufe0e", "🇩🇪", "🇩", "👍🏽", "☝🏽", "🏽", "♂", "\u200d", "\ufe0f", "1\ufe0f\u20e3", "α", "👨\u200d👩\u200d👧\u200d👦"};
    std::string out;
    for (int i = 0; i < n; ++i)
        out += oneIn(3) ? text(1) : parts[below(int(std::size(parts)))];
    return out;
}

std::string RandomStream::sgr()
{
    std::string out = "\x1b[";
    for (int i = below(4); i >= 0; --i) {
        static const char *const extended[] = {"38;5;200", "48;2;1;2;3", "4:3", "58;5;9", "38:2::9:8:7", "48;5", "53", "21", "4:5", "38;2;1"};
        out += oneIn(4) ? std::string(extended[below(int(std::size(extended)))]) : std::to_string(below(110));
        if (i > 0)
            out += ';';
    }
    return out + 'm';
}

std::string RandomStream::csi()
{
    static constexpr std::string_view finals = "@ABCDEFGHIJKLMPSTXZ`abdefghjklnrstuvxz{}~";
    static constexpr std::string_view leaders = "?>!=";
    static constexpr std::string_view intermediates = "\"$'! *";
    std::string out = "\x1b[";
    if (oneIn(12))
        out += leaders[std::size_t(below(int(leaders.size())))];
    for (int i = below(oneIn(8) ? 9 : 3); i > 0; --i) {
        if (!oneIn(6))
            out += std::to_string(oneIn(20) ? below(100000) : below(30));
        if (i > 1)
            out += ';';
    }
    if (oneIn(20))
        out += intermediates[std::size_t(below(int(intermediates.size())))];
    return out + finals[std::size_t(below(int(finals.size())))];
}

std::string RandomStream::mode()
{
    static const char *const modes[] = {"?6", "?7", "?69", "?1049", "?47", "?1047", "?1048", "4", "20", "?25", "?2004", "?1000;1006", "?5", "?1",
                                        "?45", "?1045", "?66", "?1016", "?2026"};
    const std::string name = modes[below(int(std::size(modes)))];
    return "\x1b[" + name + (oneIn(2) ? 'h' : 'l');
}

std::string RandomStream::osc()
{
    static const char *const strings[] = {"0;title", "2;", "8;;https://example.org/a", "8;id=1;file:///tmp/x", "8;;", "8;;javascript:alert(1)", "133;A",
                                          "133;D;1", "633;E;ls -l;nonce", "7;file://host/tmp", "52;c;aGk=", "4;1;?", "10;?;?", "9;note", "1337;CurrentDir=/x"};
    std::string out = "\x1b]";
    out += strings[below(int(std::size(strings)))];
    return out + (oneIn(2) ? "\x07" : "\x1b\\");
}

std::string RandomStream::escape()
{
    static const char *const escapes[] = {"7", "8", "D", "E", "M", "H", "c", "=", ">", "(0", "(B", ")0", "n", "o", "6", "9", "#8", "#6", "Z", "N", " G"};
    // RIS only now and then: it wipes what the test has built up.
    const char *chosen = escapes[below(int(std::size(escapes)))];
    if (chosen[0] == 'c' && !oneIn(8))
        chosen = "M";
    return std::string("\x1b") + chosen;
}

std::string RandomStream::garbage()
{
    std::string out;
    for (int i = below(6); i >= 0; --i)
        out += char(below(256));
    return out;
}

std::string RandomStream::piece()
{
    const int kind = below(100);
    if (kind < 26)
        return text(1 + below(12));
    if (kind < 32)
        return text(20 + below(60));
    if (kind < 44)
        return wideText(1 + below(10));
    if (kind < 56)
        return "\r\n";
    if (kind < 60) {
        static constexpr std::string_view controls = "\r\n\b\t\x0e\x0f\x07\v";
        return std::string(1, controls[std::size_t(below(int(controls.size())))]);
    }
    if (kind < 72)
        return sgr();
    if (kind < 86)
        return csi();
    if (kind < 90)
        return mode();
    if (kind < 94)
        return osc();
    if (kind < 98)
        return escape();
    if (kind < 99)
        return oneIn(2) ? "\x1bP$qm\x1b\\" : "\x1b_apc\x1b\\";
    return garbage();
}

std::string RandomStream::stream(int pieces)
{
    std::string out;
    for (int i = 0; i < pieces; ++i)
        out += piece();
    return out;
}

} // namespace core::vt::testing
