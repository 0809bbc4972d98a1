// Which rows the filters of a query leave, as SQL over the table "command c", and where it is cheapest to find them.
// Private to core/store.
#pragma once
#include "core/store/sql_part.h"
#include "core/store/store.h"

#include <optional>
#include <vector>

namespace core::store {

class QueryScope
{
public:
    // Looks up what the filters' names stand for.
    static std::optional<QueryScope> resolve(const Connection &connection, const HistoryQuery &query, QSqlError &error);

    bool isEmpty() const { return m_empty; } // no row can match
    // Conditions on c: the range of ids, from `from` on, exclusive of `before`, and every filter.
    SqlPart conditions(std::optional<qint64> before, qint64 from = 0) const;
    SqlPart range(const QString &id, std::optional<qint64> before, qint64 from = 0) const; // the range alone, of another column
    bool isRangeOnly() const { return !m_failedOnly && !m_command && m_sets.empty(); }

    // A filter whose rows an index gives newest first: at most kValues values of one column.
    struct Set
    {
        const char *column; // of c
        const char *index;
        SqlPart ids;             // a SELECT of them
        bool hasFailedOnly = false; // the index does
        std::vector<qint64> few; // all of them, when they are few
        bool isFew = false;
        std::size_t rows = 0;    // how many rows, counted up to kCounted
    };
    static constexpr std::size_t kValues = 64;
    static constexpr std::size_t kCounted = 20'000;
    const Set *narrowest() const; // the one with the fewest rows; nullptr: none helps
    // The ids of at most `limit` rows that meet `part`, newest first, through the set's index.
    static SqlPart newestOf(const Set &set, const SqlPart &part, qint64 limit);
    // SELECTs of the ids of the set's rows, of which only the index is read: within the range, and failed where that is in
    // the index; the other filters are left to conditions(). For a compound that orders by id.
    SqlPart indexed(const Set &set, std::optional<qint64> before) const;

private:
    bool m_empty = false;
    qint64 m_first = 0;                  // ids: first <= id < end
    std::optional<qint64> m_end;
    bool m_failedOnly = false;
    std::optional<QString> m_command;
    std::vector<Set> m_sets;
};

} // namespace core::store
