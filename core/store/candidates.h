// Rows that may match, newest first, in pieces. Private to core/store.
#pragma once
#include "core/store/query_scope.h"
#include "core/store/query_terms.h"

#include <QString>

namespace core::store {

struct Candidate
{
    qint64 id = 0;
    QString text;          // the first kCandidateText characters of the command
    qint64 characters = 0; // of the whole command
};
inline constexpr int kCandidateText = 2048;

class CandidateSource
{
public:
    enum class Way : unsigned char {
        Words,  // the words' index leads
        Filter, // the index of the narrowest filter
        Time,   // from the newest row down
    };

    // `scope` outlives this. Rows before `before`; nothing: all.
    CandidateSource(const Connection &connection, const QueryScope &scope, std::vector<Term> terms, std::optional<qint64> before);
    bool choose(QSqlError &error); // the way; first of all

    Way way() const { return m_way; }
    // Rows that need no look at their text: then nextIds() is enough.
    bool decides() const;
    bool isMatch(const Candidate &candidate) const { return decides() || hasWords(candidate.text, m_terms); }
    bool isAtEnd() const { return m_atEnd; }

    // At most `count` of those that come next; fewer, and isAtEnd(): there are no more. nullopt: error.
    std::optional<std::vector<qint64>> nextIds(qint64 count, QSqlError &error);
    std::optional<std::vector<Candidate>> next(qint64 count, QSqlError &error);
    // Of the next `count` rows those that meet all the LIKE patterns. Does not go on from there.
    std::optional<std::vector<Candidate>> window(qint64 count, const std::vector<QString> &patterns, QSqlError &error) const;

private:
    SqlPart ids(qint64 count) const;  // SELECT id …, newest first
    SqlPart rows(qint64 count) const; // SELECT id, command …, newest first
    std::optional<std::vector<Candidate>> read(const SqlPart &rows, QSqlError &error) const;
    SqlPart conditions() const; // of the scope, and what LIKE says of the text

    const Connection &m_connection;
    const QueryScope &m_scope;
    const std::vector<Term> m_terms;
    const QString m_match;
    std::optional<qint64> m_before;
    Way m_way = Way::Time;
    bool m_atEnd = false;
};

} // namespace core::store
