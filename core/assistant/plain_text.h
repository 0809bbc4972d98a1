// What a program or a model wrote, made safe to show and to read: terminal escapes go, control characters go, and
// characters that hide or reorder others (bidi controls, zero width, tags, blank letters) are shown as ‹U+202E›.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace core::assistant {

// For text that comes in pieces; an escape sequence may be split between them, a character may not.
class PlainText
{
public:
    std::string feed(std::string_view utf8); // newlines and tabs stay

private:
    enum class State : unsigned char { Text, Escape, Sequence, String, StringEscape };
    void take(char32_t c, std::string &out);

    State m_state = State::Text;
    std::size_t m_swallowed = 0; // of a string; a string without end must not eat everything
};

// A whole text of at most `maxBytes`; what is too long is cut at a character and ends in "…".
std::string plainText(std::string_view utf8, std::size_t maxBytes);
// The same on one line.
std::string plainLine(std::string_view utf8, std::size_t maxBytes);
// A command that may be offered: one line, no control characters, nothing invisible. Empty when it cannot be that.
std::string plainCommand(std::string_view utf8, std::size_t maxBytes);

} // namespace core::assistant
