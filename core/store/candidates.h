// Rows that match, newest first, in pieces. Private to core/store.
//
// FTS5 gives the rows of a whole word, or of a beginning that has an index of its own (two or three letters), one by one
// and newest first; for a longer beginning it must first join all words that begin so, which takes 0.1 s where they are
// frequent. So a word is first looked for by its quick beginning, and the text decides. When few of the rows that were
// looked at match, the word is rare and is asked for as it is.
#pragma once
#include "core/store/query_scope.h"
#include "core/store/query_terms.h"

#include <QByteArray>
#include <QString>
#include <algorithm>
#include <string_view>

namespace core::store {

struct Candidate
{
    qint64 id = 0;
    std::string_view text; // UTF-8: the first kCandidateText characters of the command; points into the Piece
    qint64 characters = 0; // of the whole command, when it is longer; else 0
};
inline constexpr int kCandidateText = 2048;

struct Piece
{
    QByteArray bytes;
    std::vector<Candidate> rows;
};

class CandidateSource
{
public:
    static constexpr qint64 kLargestPiece = 16'384;

    // `scope` outlives this. Rows before `before`; nothing: all.
    CandidateSource(const Connection &connection, const QueryScope &scope, std::vector<Term> terms, std::optional<qint64> before);
    bool choose(QSqlError &error); // where to begin; first of all

    bool isAtEnd() const { return m_atEnd; } // there are no more
    qint64 rowsLookedAt() const { return m_allRows; }
    // Whether the text decides; else nextIds() is enough, and quicker.
    bool needsText() const { return isTextLeft() || (isByWords() && !m_scope.isRangeOnly()); }

    // Of those that come next: at most `count`; fewer means the end. nullopt: error.
    std::optional<std::vector<qint64>> nextIds(qint64 count, QSqlError &error);
    // The next ones when `wanted` are still wanted: perhaps more or fewer of them, also none, until isAtEnd(). Looks at no
    // more than `atMost` rows.
    std::optional<Piece> next(qint64 wanted, QSqlError &error, qint64 atMost = kLargestPiece);
    // Of the `count` rows that come next those that meet all the LIKE patterns. Does not go on from there.
    std::optional<Piece> window(qint64 count, const std::vector<QString> &patterns, QSqlError &error) const;

private:
    enum class Way : unsigned char {
        Quick,  // the words' index leads, by quick beginnings
        Exact,  // the words' index leads, by what was asked for, of those words that few rows have
        Both,   // what the words' index, by quick beginnings, and that of the narrowest filter have in common
        Filter, // the index of the narrowest filter
        Time,   // from the newest row down
    };
    struct Looked
    {
        qint64 rows = 0, inScope = 0, last = 0; // how many; of them within the scope; the oldest one
        std::vector<qint64> having; // of them, each undecided word's text
        Piece piece;
    };

    bool isByWords() const { return m_way == Way::Quick || m_way == Way::Exact || m_way == Way::Both; }
    SqlPart ids(qint64 count) const; // SELECT … AS id, newest first
    SqlPart conditions() const;      // what LIKE says of the text: " AND …"
    bool isDecided(const Term &term) const; // by the words' index
    void chooseLeading();            // of Way::Exact
    bool isTextLeft() const { return !std::ranges::all_of(m_terms, [this](const Term &term) { return isDecided(term); }); }
    std::optional<Looked> look(qint64 count, const SqlPart &conditions, QSqlError &error) const;
    std::optional<bool> isMatch(const Candidate &candidate, QSqlError &error) const;
    qint64 pieceFor(qint64 wanted) const; // how many rows to look at
    void reconsider(qint64 wanted);
    void take(Way way);

    const Connection &m_connection;
    const QueryScope &m_scope;
    const std::vector<Term> m_terms;
    const QString m_quick, m_exact;
    std::optional<qint64> m_before;
    Way m_way = Way::Time;
    bool m_atEnd = false;
    unsigned m_tried = 0; // ways, as bits
    qint64 m_allRows = 0;
    std::vector<qint64> m_having;    // as in Looked, one for each term, of rows on this way
    QString m_leading;               // of Way::Exact
    std::vector<bool> m_byPhrase;    // in it, each term
    qint64 m_rows = 0, m_inScope = 0, m_found = 0; // on this way: looked at; of them within the scope; matching
};

} // namespace core::store
