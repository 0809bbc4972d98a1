#include "ui/history/matches.h"

#include <QStringList>
#include <algorithm>

namespace ui::history {
namespace {

constexpr qsizetype kMostWords = 32; // as the store looks at

using Marks = std::vector<bool>;

bool beginsWord(const QString &text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber() || !text[at].isLetterOrNumber();
}

void markWord(const QString &word, const QString &text, Marks &marks)
{
    const auto each = [&](auto &&take) {
        for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0; at = text.indexOf(word, at + 1, Qt::CaseInsensitive))
            take(at);
    };
    bool found = false;
    const auto mark = [&](qsizetype at) {
        found = true;
        std::fill_n(marks.begin() + at, word.size(), true);
    };
    each([&](qsizetype at) {
        if (beginsWord(text, at))
            mark(at);
    });
    if (!found)
        each(mark);
}

bool same(QChar wanted, QChar c, bool exactly)
{
    return wanted == c || (!exactly && wanted.toLower() == c.toLower());
}

// The last place where the word's end can lie and, from there back, the tightest way to it: what stands close together
// is what the eye takes for the match. Two passes, linear.
void markFuzzy(const QString &word, const QString &text, Marks &marks)
{
    if (const qsizetype whole = text.indexOf(word, 0, Qt::CaseInsensitive); whole >= 0) {
        std::fill_n(marks.begin() + whole, word.size(), true);
        return;
    }
    const bool exactly = word != word.toLower();
    qsizetype wanted = 0, at = 0;
    for (; at < text.size() && wanted < word.size(); ++at)
        wanted += same(word[wanted], text[at], exactly) ? 1 : 0;
    if (wanted < word.size())
        return; // what was matched is not on show: cut off, or a mark stands for it
    for (--at; wanted > 0; --at) {
        if (same(word[wanted - 1], text[at], exactly)) {
            marks[std::size_t(at)] = true;
            --wanted;
        }
    }
}

} // namespace

std::vector<Span> matchesOf(const QString &query, bool fuzzy, const QString &shown)
{
    Marks marks(std::size_t(shown.size()), false);
    const QStringList words = query.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString &word : words.mid(0, kMostWords))
        fuzzy ? markFuzzy(word, shown, marks) : markWord(word, shown, marks);
    std::vector<Span> spans;
    for (qsizetype at = 0; at < shown.size(); ++at) {
        if (!marks[std::size_t(at)])
            continue;
        if (!spans.empty() && spans.back().from + spans.back().count == at)
            ++spans.back().count;
        else
            spans.push_back({at, 1});
    }
    return spans;
}

} // namespace ui::history
