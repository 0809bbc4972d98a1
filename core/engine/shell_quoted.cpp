#include "core/engine/shell_quoted.h"

#include <algorithm>
#include <cstdio>

namespace core::engine {
namespace {

bool isPlain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("_-./:=,@%+").find(c) != std::string_view::npos;
}

// C0, DEL, and C1, which is C2 80 to C2 9F in UTF-8.
std::size_t controlAt(std::string_view word, std::size_t i)
{
    const auto byte = [&](std::size_t at) { return at < word.size() ? static_cast<unsigned char>(word[at]) : 0u; };
    if (byte(i) < 0x20 || byte(i) == 0x7f)
        return 1;
    return byte(i) == 0xc2 && byte(i + 1) >= 0x80 && byte(i + 1) < 0xa0 ? 2 : 0;
}

std::string escaped(std::string_view word)
{
    std::string out = "$'";
    for (std::size_t i = 0; i < word.size();) {
        const std::size_t count = controlAt(word, i);
        for (std::size_t end = i + count; i < end; ++i) {
            char octal[8];
            std::snprintf(octal, sizeof octal, "\\%03o", unsigned(static_cast<unsigned char>(word[i])));
            out += octal;
        }
        if (count > 0)
            continue;
        if (word[i] == '\'' || word[i] == '\\')
            out += '\\';
        out += word[i++];
    }
    return out + '\'';
}

} // namespace

std::string shellQuoted(std::string_view word)
{
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (controlAt(word, i) > 0)
            return escaped(word);
    }
    if (!word.empty() && std::ranges::all_of(word, isPlain))
        return std::string(word);
    std::string out = "'";
    for (const char c : word)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + '\'';
}

} // namespace core::engine
