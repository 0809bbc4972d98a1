#include "core/store/fuzzy.h"

#include <QStringList>
#include <algorithm>
#include <array>

namespace core::store {
namespace {

constexpr qsizetype kMostPatternWords = 8;
constexpr qsizetype kMostCharacters = 64;
constexpr qsizetype kLookedAt = 512;

// Points. A character at the beginning of a word outweighs a gap of eight; a run that goes on outweighs a new beginning.
constexpr int kMatch = 16;
constexpr int kTextStart = 12;
constexpr int kWordStart = 9;
constexpr int kWordEnd = 5; // of the last character: "make" before "makefile"
constexpr int kRun = 10;
constexpr int kGapStart = -3;
constexpr int kGapMore = -1;
constexpr int kNever = -1'000'000;

bool isWordCharacter(QChar c)
{
    const char16_t u = c.unicode();
    if (u < 128)
        return (u >= u'a' && u <= u'z') || (u >= u'A' && u <= u'Z') || (u >= u'0' && u <= u'9');
    return c.isLetterOrNumber() || c.isSurrogate();
}

QChar folded(QChar c)
{
    const char16_t u = c.unicode();
    return u >= 128 ? c.toCaseFolded() : u >= u'A' && u <= u'Z' ? QChar(char16_t(u + 0x20)) : c;
}

} // namespace

// What every word of the pattern asks of the text, found once.
struct FuzzyPattern::Text
{
    explicit Text(QStringView text) : exact(text.left(kLookedAt))
    {
        bool isInWord = false, wasLower = false;
        for (qsizetype i = 0; i < exact.size(); ++i) {
            const QChar c = exact[i];
            const auto at = static_cast<std::size_t>(i);
            fold[at] = folded(c);
            const bool isWord = isWordCharacter(c);
            const bool begins = isWord && (!isInWord || (wasLower && c.isUpper()));
            bonus[at] = i == 0 ? kTextStart : begins ? kWordStart : 0;
            endsWord[at] = false;
            if (isInWord && !isWord)
                endsWord[at - 1] = true;
            isInWord = isWord;
            wasLower = c.isLower();
        }
        if (!exact.isEmpty())
            endsWord[static_cast<std::size_t>(exact.size() - 1)] = true;
    }

    QStringView exact;
    std::array<QChar, kLookedAt> fold;
    std::array<int, kLookedAt> bonus;
    std::array<bool, kLookedAt> endsWord;
};

FuzzyPattern::FuzzyPattern(const std::string &text)
{
    const QStringList words = QString::fromStdString(text).remove(QChar::Null).simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString &word : words.mid(0, kMostPatternWords)) {
        const bool ignoresCase = std::ranges::none_of(word, [](QChar c) { return c.isUpper(); });
        m_words.push_back({word.left(kMostCharacters), ignoresCase});
    }
}

std::optional<int> FuzzyPattern::score(QStringView text) const
{
    int sum = 0;
    const Text looked(text);
    for (const Word &word : m_words) {
        const auto part = scoreWord(word, looked);
        if (!part)
            return {};
        sum += *part;
    }
    return sum - static_cast<int>(std::min<qsizetype>(text.size() / 32, 8)); // of two equals the shorter
}

// The best way to place the word's characters, by dynamic programming over (character, position): `ending` is the best
// score with the character placed exactly there, `sofar` with it placed there or before, gaps paid.
std::optional<int> FuzzyPattern::scoreWord(const Word &word, const Text &text)
{
    const QChar *const shown = word.ignoresCase ? text.fold.data() : text.exact.data();
    const auto size = static_cast<std::size_t>(text.exact.size());
    const auto characters = static_cast<std::size_t>(word.characters.size());
    std::array<std::size_t, kMostCharacters> earliest;
    std::size_t from = 0;
    for (std::size_t i = 0; i < characters; ++i) {
        const QChar c = word.characters[static_cast<qsizetype>(i)];
        while (from < size && shown[from] != c)
            ++from;
        if (from == size)
            return {};
        earliest[i] = from++;
    }
    // Of position j at j + 1. A row is read only where the one before was written: from its earliest place on.
    std::array<int, kLookedAt + 1> rows[4];
    int *ending = rows[0].data(), *sofar = rows[1].data(), *nextEnding = rows[2].data(), *nextSofar = rows[3].data();
    for (std::size_t i = 0; i < characters; ++i) {
        const QChar c = word.characters[static_cast<qsizetype>(i)];
        int best = kNever;
        bool inGap = false;
        for (std::size_t j = earliest[i]; j < size; ++j) {
            int here = kNever;
            if (shown[j] == c) {
                const int bonus = text.bonus[j];
                here = i == 0 ? kMatch + bonus : kMatch + std::max(sofar[j] + bonus, ending[j] + std::max(bonus, kRun));
            }
            nextEnding[j + 1] = here;
            const int carried = best == kNever ? kNever : best + (inGap ? kGapMore : kGapStart);
            inGap = carried >= here;
            best = std::max(here, carried);
            nextSofar[j + 1] = best;
        }
        std::swap(ending, nextEnding);
        std::swap(sofar, nextSofar);
    }
    int best = kNever;
    for (std::size_t j = earliest[characters - 1]; j < size; ++j)
        best = std::max(best, ending[j + 1] + (text.endsWord[j] ? kWordEnd : 0));
    return best;
}

std::vector<QString> FuzzyPattern::likes() const
{
    std::vector<QString> all;
    for (const Word &word : m_words) {
        QString pattern(QLatin1Char('%'));
        for (const QChar c : word.characters) {
            if (c.unicode() >= 128 || c == QLatin1Char('%') || c == QLatin1Char('_') || c == QLatin1Char('\\'))
                continue; // LIKE folds ASCII only; score() decides
            pattern += c;
            pattern += QLatin1Char('%');
        }
        if (pattern.size() > 1)
            all.push_back(pattern);
    }
    return all;
}

} // namespace core::store
