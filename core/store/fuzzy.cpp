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
    return c.isLetterOrNumber() || c.isSurrogate();
}

int bonusAt(QStringView text, qsizetype at)
{
    if (at == 0)
        return kTextStart;
    const QChar before = text[at - 1];
    if (isWordCharacter(text[at]) && (!isWordCharacter(before) || (before.isLower() && text[at].isUpper())))
        return kWordStart;
    return 0;
}

} // namespace

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
    for (const Word &word : m_words) {
        const auto part = scoreWord(word, text.left(kLookedAt));
        if (!part)
            return {};
        sum += *part;
    }
    return sum - static_cast<int>(std::min<qsizetype>(text.size() / 32, 8)); // of two equals the shorter
}

// The best way to place the word's characters, by dynamic programming over (character, position): `ending` is the best
// score with the character placed exactly there, `sofar` with it placed there or before, gaps paid.
std::optional<int> FuzzyPattern::scoreWord(const Word &word, QStringView text)
{
    const auto same = [&](qsizetype i, qsizetype j) { return word.characters[i] == (word.ignoresCase ? text[j].toCaseFolded() : text[j]); };
    const qsizetype characters = word.characters.size();
    std::array<qsizetype, kMostCharacters> earliest{};
    qsizetype from = 0;
    for (qsizetype i = 0; i < characters; ++i) {
        while (from < text.size() && !same(i, from))
            ++from;
        if (from == text.size())
            return {};
        earliest[static_cast<std::size_t>(i)] = from++;
    }
    std::array<int, kLookedAt + 1> ending{}, sofar{}; // of position j at j + 1
    std::array<int, kLookedAt + 1> nextEnding{}, nextSofar{};
    for (qsizetype i = 0; i < characters; ++i) {
        int best = kNever;
        bool inGap = false;
        const qsizetype first = earliest[static_cast<std::size_t>(i)];
        for (qsizetype j = first; j < text.size(); ++j) {
            const auto at = static_cast<std::size_t>(j);
            int here = kNever;
            if (same(i, j)) {
                const int bonus = bonusAt(text, j);
                // The row before was filled from its own earliest place on, which lies before j.
                here = i == 0 ? kMatch + bonus : kMatch + std::max(sofar[at] + bonus, ending[at] + std::max(bonus, kRun));
            }
            nextEnding[at + 1] = here;
            const int carried = best == kNever ? kNever : best + (inGap ? kGapMore : kGapStart);
            inGap = carried >= here;
            best = std::max(here, carried);
            nextSofar[at + 1] = best;
        }
        std::swap(ending, nextEnding);
        std::swap(sofar, nextSofar);
    }
    int best = kNever;
    for (qsizetype j = earliest[static_cast<std::size_t>(characters - 1)]; j < text.size(); ++j) {
        const bool endsWord = j + 1 == text.size() || (isWordCharacter(text[j]) && !isWordCharacter(text[j + 1]));
        best = std::max(best, ending[static_cast<std::size_t>(j + 1)] + (endsWord ? kWordEnd : 0));
    }
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
