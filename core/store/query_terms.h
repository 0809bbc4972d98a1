// The words of a search, and what each asks of the index, of SQL and of a text: pure functions.
#pragma once
#include <QString>
#include <string>
#include <vector>

namespace core::store {

// How one word of the query is looked for.
//   git         the index: words that begin so
//   checkout    words that begin so; quick: "che", of which the index has a list of its own
//   g           words that begin so; not quick: they are a tenth of all
//   a/b.txt     exactly this, case aside: LIKE; and the index narrows it down by the parts that start in it ("b", "txt")
//   &&          LIKE alone
struct Term
{
    QString word;   // case folded; not empty: a text matches when one of its words begins so
    QString phrase; // for the index; empty: none
    QString quick;  // for the index, which answers at once: what has `phrase` has it too; empty: none
    QString like;   // a pattern with '\' as escape; empty: none
    bool likeDecides = false; // the pattern is the condition itself, not only a narrowing
};

std::vector<Term> termsOf(const std::string &text); // of the first 32 words

// For FTS5 MATCH, of one of the two: every term's; empty: the index cannot be asked.
QString matchExpression(const std::vector<Term> &terms, QString Term::*which);

// Whether each Term::word begins a word of `text`, as the index would say.
bool hasWords(const QString &text, const std::vector<Term> &terms);

} // namespace core::store
