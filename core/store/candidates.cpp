#include "core/store/candidates.h"

#include <QByteArrayView>
#include <QStringList>
#include <algorithm>
#include <charconv>

namespace core::store {
namespace {

constexpr qint64 kCompared = 4000;                       // rows of the words' index that are counted
constexpr qint64 kLeastPiece = 512, kLeastOfBoth = 32;
// Rows that may be looked at before another way is thought of: in a row, of a filter, of a word, of a word within a filter.
constexpr qint64 kTimeWalk = 16'000, kFilterWalk = 3000, kWalk = 2000, kWalkInScope = 1000;
constexpr qint64 kSparse = 10, kVerySparse = 50;         // fewer than one in so many

// "id text" or "id:characters text", each with a NUL behind it but the last one.
std::vector<Candidate> parsed(const QByteArray &bytes)
{
    std::vector<Candidate> rows;
    const char *at = bytes.constData(), *const end = at + bytes.size();
    while (at < end) {
        const char *const stop = std::find(at, end, '\0');
        Candidate row;
        auto read = std::from_chars(at, stop, row.id);
        if (read.ec == std::errc() && read.ptr < stop && *read.ptr == ':')
            read = std::from_chars(read.ptr + 1, stop, row.characters);
        if (read.ec != std::errc() || read.ptr == stop)
            break; // not of our making
        if (row.characters <= kCandidateText)
            row.characters = 0;
        row.text = std::string_view(read.ptr + 1, static_cast<std::size_t>(stop - read.ptr - 1));
        rows.push_back(row);
        at = stop + 1;
    }
    return rows;
}

} // namespace

CandidateSource::CandidateSource(const Connection &connection, const QueryScope &scope, std::vector<Term> terms, std::optional<qint64> before)
    : m_connection(connection)
    , m_scope(scope)
    , m_terms(std::move(terms))
    , m_quick(matchExpression(m_terms, &Term::quick))
    , m_exact(matchExpression(m_terms, &Term::phrase))
    , m_before(before)
{
}

bool CandidateSource::choose(QSqlError &error)
{
    const QueryScope::Set *set = m_scope.narrowest();
    take(set ? Way::Filter : Way::Time);
    if (m_quick.isEmpty())
        return true;
    if (set && set->rows < QueryScope::kCounted) {
        const qint64 limit = std::min<qint64>(static_cast<qint64>(set->rows), kCompared);
        SqlPart part = m_scope.range(QStringLiteral("rowid"), m_before);
        part.sql = QStringLiteral("SELECT count(*) FROM (SELECT 1 FROM command_words WHERE command_words MATCH ? AND %1 LIMIT %2)").arg(part.sql).arg(limit);
        part.values.insert(part.values.begin(), m_quick);
        const auto count = part.numbers(m_connection, error);
        if (!count)
            return false;
        if (count->front() >= limit)
            return true; // the filter leads: its rows are fewer, or few enough
        m_tried = 0;
    }
    take(Way::Quick);
    return true;
}

bool CandidateSource::isDecided(const Term &term) const
{
    const bool byPhrase = m_way == Way::Exact && m_byPhrase[static_cast<std::size_t>(&term - m_terms.data())];
    return !term.likeDecides && ((byPhrase && !term.phrase.isEmpty()) || (isByWords() && !term.quick.isEmpty() && term.quick == term.phrase));
}

SqlPart CandidateSource::conditions() const
{
    SqlPart part;
    for (const Term &term : m_terms) {
        if (!isDecided(term) && !term.like.isEmpty())
            part.add(QStringLiteral("c.command LIKE ? ESCAPE '\\'"), {term.like});
    }
    return part;
}

SqlPart CandidateSource::ids(qint64 count) const
{
    if (m_way == Way::Filter)
        return QueryScope::newestOf(*m_scope.narrowest(), m_scope.conditions(m_before), count);
    SqlPart part;
    if (m_way == Way::Time) {
        part = m_scope.conditions(m_before);
        part.sql = QStringLiteral("SELECT c.id AS id FROM command c WHERE %1 ORDER BY c.id DESC LIMIT %2").arg(part.sql).arg(count);
        return part;
    }
    if (m_way == Way::Both) { // SQLite merges the two: neither reads the table
        part = m_scope.indexed(*m_scope.narrowest(), m_before);
        const SqlPart words = m_scope.range(QStringLiteral("w.rowid"), m_before);
        part.sql += QStringLiteral(" INTERSECT SELECT w.rowid AS id FROM command_words w WHERE w.command_words MATCH ? AND %1 ORDER BY id DESC LIMIT %2").arg(words.sql).arg(count);
        part.values.push_back(m_quick);
        part.append(words.values);
        return part;
    }
    part = m_scope.range(QStringLiteral("w.rowid"), m_before);
    part.sql = QStringLiteral("SELECT w.rowid AS id FROM command_words w WHERE w.command_words MATCH ? AND %1 ORDER BY w.rowid DESC LIMIT %2").arg(part.sql).arg(count);
    part.values.insert(part.values.begin(), m_way == Way::Exact ? m_leading : m_quick);
    return part;
}

// All rows come as one blob: Qt's cost of a row would be more than SQLite's.
std::optional<CandidateSource::Looked> CandidateSource::look(qint64 count, const SqlPart &conditions, QSqlError &error) const
{
    const SqlPart scope = isByWords() ? m_scope.conditions(m_before) : SqlPart{QStringLiteral("1"), {}}; // else within ids()
    SqlPart rows;
    if (m_way == Way::Time) { // a range: the rows of a subquery would be copied
        SqlPart last = ids(count);
        last.sql = QStringLiteral("SELECT count(*), min(id) FROM (%1)").arg(last.sql);
        auto query = last.run(m_connection, error);
        if (!query || !query->next())
            return {};
        if (query->value(0).toLongLong() == 0)
            return Looked{};
        rows = m_scope.conditions(m_before, query->value(1).toLongLong());
        rows.sql = QStringLiteral("command c WHERE ") + rows.sql;
    } else {
        rows = ids(count);
        rows.sql = QStringLiteral("(%1) i CROSS JOIN command c ON c.id = i.id").arg(rows.sql);
    }
    SqlPart having;
    for (const Term &term : m_terms) {
        if (m_terms.size() > 1 && (m_way == Way::Quick || m_way == Way::Both) && !term.like.isEmpty()) {
            having.sql += QStringLiteral(", total(c.command LIKE ? ESCAPE '\\')");
            having.values.push_back(term.like);
        } else {
            having.sql += QStringLiteral(", 0");
        }
    }
    SqlPart part{QStringLiteral("SELECT count(*), min(c.id), total(%1), CAST(group_concat(CASE WHEN %1%2 THEN CASE WHEN length(CAST(c.command AS BLOB)) <= %3 "
                                "THEN c.id || ' ' || c.command ELSE c.id || ':' || length(c.command) || ' ' || substr(c.command, 1, %3) END END, char(0)) AS BLOB)%5 FROM %4")
                     .arg(scope.sql, conditions.sql, QString::number(kCandidateText), rows.sql, having.sql), {}};
    for (const SqlPart *each : std::initializer_list<const SqlPart *>{&scope, &scope, &conditions, &having, &rows})
        part.append(each->values);
    auto query = part.run(m_connection, error);
    if (!query || !query->next())
        return {};
    Looked looked{query->value(0).toLongLong(), query->value(2).toLongLong(), query->value(1).toLongLong(), {}, {query->value(3).toByteArray(), {}}};
    for (std::size_t i = 0; i < m_terms.size(); ++i)
        looked.having.push_back(query->value(static_cast<int>(4 + i)).toLongLong());
    looked.piece.rows = parsed(looked.piece.bytes);
    std::ranges::sort(looked.piece.rows, std::ranges::greater(), &Candidate::id);
    return looked;
}

std::optional<bool> CandidateSource::isMatch(const Candidate &candidate, QSqlError &error) const
{
    if (hasWords(QString::fromUtf8(candidate.text.data(), static_cast<qsizetype>(candidate.text.size())), m_terms))
        return true;
    if (candidate.characters == 0 || m_exact.isEmpty())
        return false;
    // Its beginning is not all of it: the index has read the rest.
    const SqlPart part{QStringLiteral("SELECT EXISTS (SELECT 1 FROM command_words WHERE rowid = ? AND command_words MATCH ?)"), {candidate.id, m_exact}};
    const auto found = part.numbers(m_connection, error);
    return found ? std::optional(found->front() != 0) : std::nullopt;
}

std::optional<std::vector<qint64>> CandidateSource::nextIds(qint64 count, QSqlError &error)
{
    auto found = ids(count).numbers(m_connection, error);
    if (found && !found->empty())
        m_before = found->back();
    m_atEnd = !found || static_cast<qint64>(found->size()) < count;
    return found;
}

// As many as hold what is wanted, if it goes on like this.
qint64 CandidateSource::pieceFor(qint64 wanted) const
{
    if (m_rows == 0)
        return m_way == Way::Both ? std::min(wanted, kLeastPiece) : kLeastPiece; // of those, most match
    const double share = std::max<double>(static_cast<double>(m_found), 0.5) / static_cast<double>(m_rows);
    return static_cast<qint64>(std::min(static_cast<double>(wanted) / share, 1e9));
}

void CandidateSource::take(Way way)
{
    if (way == Way::Exact)
        chooseLeading();
    m_way = way;
    m_tried |= 1u << static_cast<unsigned>(way);
    m_rows = m_inScope = m_found = 0;
    m_having.assign(m_terms.size(), 0);
}

// The index collects all rows of a longer beginning before it gives the first of them: 50 ms for one that a tenth of a
// million rows have. So that is asked of those words only that few of the rows looked at have.
void CandidateSource::chooseLeading()
{
    m_byPhrase.assign(m_terms.size(), true);
    if (m_rows > 0 && m_terms.size() > 1) {
        const auto fewest = std::ranges::min_element(m_having) - m_having.begin();
        for (std::size_t i = 0; i < m_terms.size(); ++i)
            m_byPhrase[i] = m_terms[i].like.isEmpty() || 2 * m_having[i] < m_rows || static_cast<std::ptrdiff_t>(i) == fewest;
    }
    QStringList leading;
    for (std::size_t i = 0; i < m_terms.size(); ++i) {
        const QString &each = m_byPhrase[i] ? m_terms[i].phrase : m_terms[i].quick;
        if (!each.isEmpty())
            leading << each;
    }
    m_leading = leading.join(QStringLiteral(" AND "));
}

// Each way is tried at most once, so that the last one goes on to the end.
void CandidateSource::reconsider(qint64 wanted)
{
    const QueryScope::Set *set = m_scope.narrowest();
    qint64 left = pieceFor(wanted); // to look at
    if ((m_way == Way::Filter || m_way == Way::Both) && set->rows < QueryScope::kCounted)
        left = std::min(left, static_cast<qint64>(set->rows) - m_rows);
    // What a filter leaves is soon looked at; the word's rows would have to be joined, and then mostly not fit the filter.
    const qint64 walk = m_way == Way::Time ? kTimeWalk : m_way == Way::Filter ? kFilterWalk : set ? kWalkInScope : kWalk;
    if (m_rows > 0 && left <= std::max(walk, 2 * wanted))
        return;
    const auto isOpen = [this](Way way) { return way != m_way && (m_tried & (1u << static_cast<unsigned>(way))) == 0; };
    if (m_way == Way::Filter && m_rows > 0 && !m_quick.isEmpty() && isOpen(Way::Both))
        return take(Way::Both);
    const qint64 sparse = m_way == Way::Filter ? kVerySparse : kSparse;
    if (m_exact != m_quick && isOpen(Way::Exact) && (m_rows == 0 || m_found * sparse < m_inScope))
        take(Way::Exact); // the text is what fails
    else if (set && m_way == Way::Quick && isOpen(Way::Both) && m_inScope * 2 < m_rows)
        take(Way::Both); // the filter is
    else if (set && m_way == Way::Exact && isOpen(Way::Filter) && m_inScope * kSparse < m_rows)
        take(Way::Filter);
}

std::optional<Piece> CandidateSource::next(qint64 wanted, QSqlError &error, qint64 atMost)
{
    if (m_rows > 0 || wanted > kLargestPiece / 2) // so many are quicker found exactly
        reconsider(wanted);
    const qint64 count = std::min(std::clamp(pieceFor(wanted) * 5 / 4, m_way == Way::Both ? kLeastOfBoth : kLeastPiece, kLargestPiece), atMost);
    auto looked = look(count, conditions(), error);
    if (!looked)
        return {};
    Piece piece = std::move(looked->piece);
    if (isTextLeft()) {
        bool failed = false;
        std::erase_if(piece.rows, [&](const Candidate &candidate) {
            const auto matches = isMatch(candidate, error);
            failed = failed || !matches;
            return !matches.value_or(false);
        });
        if (failed)
            return {};
    }
    m_atEnd = looked->rows < count;
    if (looked->rows > 0)
        m_before = looked->last;
    m_allRows += looked->rows;
    m_rows += looked->rows;
    m_inScope += looked->inScope;
    m_found += static_cast<qint64>(piece.rows.size());
    for (std::size_t i = 0; i < looked->having.size(); ++i)
        m_having[i] += looked->having[i];
    return piece;
}

std::optional<Piece> CandidateSource::window(qint64 count, const std::vector<QString> &patterns, QSqlError &error) const
{
    SqlPart part = conditions();
    for (const QString &pattern : patterns)
        part.add(QStringLiteral("c.command LIKE ?"), {pattern});
    auto looked = look(count, part, error);
    return looked ? std::optional(std::move(looked->piece)) : std::nullopt;
}

} // namespace core::store
