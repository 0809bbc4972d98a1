// Which characters of a command a search has found, for the eye: pure.
#pragma once
#include <QString>
#include <vector>

namespace ui::history {

struct Span
{
    qsizetype from = 0, count = 0;
    bool operator==(const Span &) const = default;
};

// In order, not overlapping. Words: each word where it begins a word, else wherever it occurs. Fuzzy: each word's
// characters in order, runs and beginnings of words preferred.
std::vector<Span> matchesOf(const QString &query, bool fuzzy, const QString &shown);

} // namespace ui::history
