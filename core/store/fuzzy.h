// Fuzzy matching: the characters of a word occur in a text in this order, and how well. Pure.
#pragma once
#include <QString>
#include <optional>
#include <string>
#include <vector>

namespace core::store {

class FuzzyPattern
{
public:
    explicit FuzzyPattern(const std::string &text); // of its first 8 words the first 64 characters

    bool isEmpty() const { return m_words.empty(); }
    // How well `text` matches; nullopt: not every word's characters occur in order. Runs of characters that stand
    // together, at the beginning of the text or of a word score high, gaps low. Looks at the first 512 characters.
    std::optional<int> score(QStringView text) const;
    // Patterns for SQL's LIKE that every matching text meets: what narrows before score() decides.
    std::vector<QString> likes() const;

private:
    struct Word
    {
        QString characters;        // folded when ignoresCase
        bool ignoresCase = true;   // it has no capitals
    };
    struct Text;
    static std::optional<int> scoreWord(const Word &word, const Text &text);
    std::vector<Word> m_words;
};

} // namespace core::store
