#include "core/assistant/plain_text.h"

#include <algorithm>
#include <cstdio>
#include <utf8proc.h>

namespace core::assistant {
namespace {

constexpr std::size_t kMaxString = 4096;

template<class Each>
void forEachCharacter(std::string_view utf8, Each each)
{
    const auto *at = reinterpret_cast<const utf8proc_uint8_t *>(utf8.data());
    const auto *end = at + utf8.size();
    while (at < end) {
        utf8proc_int32_t c = 0;
        const utf8proc_ssize_t length = utf8proc_iterate(at, end - at, &c);
        each(length > 0 ? static_cast<char32_t>(c) : U'\uFFFD');
        at += std::max<utf8proc_ssize_t>(length, 1);
    }
}

void append(std::string &out, char32_t c)
{
    utf8proc_uint8_t bytes[4];
    const utf8proc_ssize_t length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes);
    out.append(reinterpret_cast<const char *>(bytes), static_cast<std::size_t>(length));
}

// Letters and marks that look like nothing: Hangul fillers, Braille blank, grapheme joiner, variation selectors.
bool looksEmpty(char32_t c)
{
    return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || c == 0x180F || (c >= 0x180B && c <= 0x180D) || c == 0x2800
        || c == 0x3164 || c == 0xFFA0 || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

bool isInvisible(char32_t c)
{
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_CF: // bidi controls, zero width, tags, soft hyphen
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN: return true;
    case UTF8PROC_CATEGORY_ZS: return c != U' ' && c != 0x3000; // a no-break space is not a word break for a shell
    default: return looksEmpty(c);
    }
}

bool isControl(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

void appendVisible(std::string &out, char32_t c)
{
    char name[16];
    std::snprintf(name, sizeof name, "U+%04X", static_cast<unsigned>(c));
    out.append("‹").append(name).append("›");
}

std::string cut(std::string text, std::size_t maxBytes)
{
    if (text.size() <= maxBytes)
        return text;
    std::size_t at = maxBytes;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
        --at;
    text.resize(at);
    return text + "…";
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kBlank);
    return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

} // namespace

std::string PlainText::feed(std::string_view utf8)
{
    std::string out;
    out.reserve(utf8.size());
    forEachCharacter(utf8, [&](char32_t c) { take(c, out); });
    return out;
}

void PlainText::take(char32_t c, std::string &out)
{
    const auto begin = [&](char32_t introducer) {
        m_swallowed = 0;
        switch (introducer) {
        case U'[': m_state = State::Sequence; return true;
        case U']': case U'P': case U'_': case U'^': case U'X': m_state = State::String; return true;
        default: return false;
        }
    };
    switch (m_state) {
    case State::Escape:
        if (!begin(c) && (c < 0x20 || c > 0x2F)) // intermediates go on, anything else is the final
            m_state = State::Text;
        return;
    case State::Sequence:
        if (c >= 0x40 && c <= 0x7E)
            m_state = State::Text;
        else if (c < 0x20 || c > 0x7E || ++m_swallowed > kMaxString)
            m_state = State::Text; // not a sequence after all
        return;
    case State::String:
        if (c == 0x07 || c == 0x9C || ++m_swallowed > kMaxString)
            m_state = State::Text;
        else if (c == 0x1B)
            m_state = State::StringEscape;
        return;
    case State::StringEscape:
        m_state = State::Text; // ESC \ ends it, and any other ESC aborts it
        if (c != U'\\')
            begin(c);
        return;
    case State::Text: break;
    }
    if (c == 0x1B)
        m_state = State::Escape;
    else if (c >= 0x80 && c < 0xA0)
        begin(c - 0x40); // a C1 control is ESC and the character 0x40 below
    else if (c == U'\n' || c == U'\t' || !(isControl(c) || isInvisible(c)))
        append(out, c);
    else if (isInvisible(c) && !isControl(c) && c != 0xFE0F && c != 0x200D) // those two join emoji: dropped, not shown
        appendVisible(out, c);
}

std::string plainText(std::string_view utf8, std::size_t maxBytes)
{
    // Escapes only shrink a text; sixteen times the limit is enough to fill it and bounds the work.
    return cut(PlainText().feed(utf8.substr(0, maxBytes * 16)), maxBytes);
}

std::string plainLine(std::string_view utf8, std::size_t maxBytes)
{
    std::string line = plainText(trimmed(utf8), maxBytes);
    std::replace_if(line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return line;
}

std::string plainCommand(std::string_view utf8, std::size_t maxBytes)
{
    const std::string_view command = trimmed(utf8);
    if (command.size() > maxBytes)
        return {};
    std::string out;
    bool safe = true;
    forEachCharacter(command, [&](char32_t c) {
        safe = safe && !isControl(c) && c != U'\uFFFD';
        if (isInvisible(c))
            appendVisible(out, c);
        else
            append(out, c);
    });
    return safe ? out : std::string();
}

} // namespace core::assistant
