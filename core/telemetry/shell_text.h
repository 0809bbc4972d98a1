// Where words, values and quotes of a text end, as a shell reads it and as prose and JSON write them. Any thread; a pass over
// one text has one of these, since what was looked through last is remembered (linear in the text).
#pragma once
#include <cstddef>
#include <string_view>

namespace core::telemetry {

constexpr bool isAlnum(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
constexpr bool isName(char c) { return isAlnum(c) || c == '_' || c == '-' || c == '.'; }
constexpr bool isBlank(char c) { return c == ' ' || c == '\t'; }
constexpr bool isQuote(char c) { return c == '"' || c == '\''; }
constexpr bool endsWord(char c) { return isBlank(c) || c == '\n' || c == '\r' || isQuote(c) || c == '`'; }
constexpr bool endsValue(char c) { return endsWord(c) || c == ';' || c == '&' || c == '|' || c == '<' || c == '>' || c == ')' || c == '}' || c == ','; }

class ShellText
{
public:
    explicit ShellText(std::string_view text) : m_text(text) {}

    char at(std::size_t i) const { return i < m_text.size() ? m_text[i] : '\0'; }

    std::size_t wordEnd(std::size_t from);
    std::size_t valueEnd(std::size_t from); // an operator or a comma ends it too; a backslash takes what follows along
    // To the closing quote; a quote that is never closed ends with its line.
    std::size_t quotedEnd(std::size_t from, char quote, bool escapes = false) const;

    struct Opening
    {
        char quote = '\0';
        bool escapes = false; // $'…'
        std::size_t end = 0;  // behind it
    };
    Opening openingAt(std::size_t i) const; // without one: `end` is `i`

    // Of a quote that is closed on a later line, and where it is a word's end; else `stop`.
    std::size_t endOnAnotherLine(std::size_t stop, char quote) const;
    // "a"'b'\''c',d is one word to a shell. `stop` is where its first piece ends, with the closing quote if it has one; a last
    // closing quote stays.
    std::size_t shellWordEnd(std::size_t stop, char quote);

private:
    // From within the stretch that was looked through last the end is known: who rejects it looks again from the next word.
    struct Stretch
    {
        std::size_t from = 1, end = 0;
        bool has(std::size_t i) const { return i >= from && i <= end; }
    };

    std::string_view m_text;
    Stretch m_word, m_value;
};

} // namespace core::telemetry
