#include "core/store/query_terms.h"

#include <QStringList>
#include <algorithm>

namespace core::store {
namespace {

constexpr qsizetype kMostWords = 32;
constexpr qsizetype kShortestQuick = 2, kLongestQuick = 3; // the beginnings that the index keeps lists of (migration_steps.h)

bool isWord(const QString &text)
{
    const QList<uint> points = text.toUcs4();
    return std::ranges::all_of(points, [](uint c) { return QChar::isLetterOrNumber(c); });
}

bool isAsciiWordChar(QChar c)
{
    return c.unicode() < 128 && c.isLetterOrNumber();
}

QString beginning(const QString &word)
{
    return QLatin1Char('"') + word + QStringLiteral("\"*");
}

// What answers at once for words that begin so.
QString quickBeginning(const QString &word)
{
    if (word.size() < kShortestQuick)
        return {};
    // The index counts characters of what it made of a word.
    return beginning(std::ranges::all_of(word, isAsciiWordChar) ? word.left(kLongestQuick) : word);
}

// "oo/x.py" occurs in "foo/x.py", so what stands before the first separator may be the end of a longer word and cannot
// be asked of the index; after it, words are whole, and the last one is a beginning.
void addWholeParts(Term &term, const QString &text)
{
    if (std::ranges::any_of(text, [](QChar c) { return c.unicode() >= 128; }))
        return; // which characters separate is then the tokenizer's business
    const auto separator = std::ranges::find_if_not(text, isAsciiWordChar);
    QString parts(separator, text.end() - separator);
    std::ranges::replace_if(parts, [](QChar c) { return !isAsciiWordChar(c); }, QLatin1Char(' '));
    const bool endsInside = !parts.isEmpty() && parts.back() != QLatin1Char(' ');
    parts = parts.simplified();
    QStringList all = parts.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    const QString last = endsInside && !all.isEmpty() ? all.takeLast() : QString();
    QStringList phrases;
    for (const QString &part : all)
        phrases << QLatin1Char('"') + part + QLatin1Char('"');
    QStringList quick = phrases;
    if (last.size() >= kShortestQuick) {
        phrases << beginning(last);
        quick << quickBeginning(last);
    }
    term.phrase = phrases.join(QStringLiteral(" AND "));
    term.quick = quick.join(QStringLiteral(" AND "));
}

QString containing(QString text)
{
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
    text.replace(QLatin1Char('%'), QLatin1String("\\%"));
    text.replace(QLatin1Char('_'), QLatin1String("\\_"));
    return QLatin1Char('%') + text + QLatin1Char('%');
}

Term termFor(const QString &word)
{
    Term term;
    if (!isWord(word)) {
        addWholeParts(term, word);
        term.like = containing(word);
        term.likeDecides = true;
        return term;
    }
    term.word = word.toCaseFolded();
    term.phrase = beginning(word);
    term.quick = quickBeginning(word);
    if (std::ranges::all_of(word, isAsciiWordChar)) // LIKE folds ASCII only
        term.like = containing(word);
    return term;
}

bool beginsAWord(const QString &folded, const QString &word)
{
    for (qsizetype at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
        if (at == 0)
            return true;
        const QChar before = folded[at - 1];
        const uint point = before.isLowSurrogate() && at >= 2 ? QChar::surrogateToUcs4(folded[at - 2], before) : before.unicode();
        if (!QChar::isLetterOrNumber(point))
            return true;
    }
    return false;
}

} // namespace

std::vector<Term> termsOf(const std::string &text)
{
    std::vector<Term> terms;
    const QStringList words = QString::fromStdString(text).remove(QChar::Null).simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString &word : words.mid(0, kMostWords))
        terms.push_back(termFor(word));
    return terms;
}

QString matchExpression(const std::vector<Term> &terms, QString Term::*which)
{
    QStringList phrases;
    for (const Term &term : terms) {
        if (!(term.*which).isEmpty())
            phrases << term.*which;
    }
    return phrases.join(QStringLiteral(" AND "));
}

bool hasWords(const QString &text, const std::vector<Term> &terms)
{
    const QString folded = text.toCaseFolded();
    return std::ranges::all_of(terms, [&](const Term &term) { return term.word.isEmpty() || beginsAWord(folded, term.word); });
}

} // namespace core::store
