#include "core/store/candidates.h"

#include <QByteArrayView>
#include <algorithm>
#include <charconv>

namespace core::store {
namespace {

constexpr qint64 kRareWords = 2000; // so many rows of the words' index are looked at one by one

// The next number of "12 34 …" at `at`, which moves behind the blank after it.
std::optional<qint64> number(QByteArrayView bytes, qsizetype &at)
{
    qint64 value = 0;
    const auto [end, error] = std::from_chars(bytes.data() + at, bytes.data() + bytes.size(), value);
    if (error != std::errc() || end == bytes.data() + bytes.size())
        return {};
    at = end - bytes.data() + 1;
    return value;
}

} // namespace

CandidateSource::CandidateSource(const Connection &connection, const QueryScope &scope, std::vector<Term> terms, std::optional<qint64> before)
    : m_connection(connection), m_scope(scope), m_terms(std::move(terms)), m_match(matchExpression(m_terms)), m_before(before)
{
}

bool CandidateSource::choose(QSqlError &error)
{
    const QueryScope::Set *set = m_scope.narrowest();
    m_way = set ? Way::Filter : Way::Time;
    if (m_match.isEmpty())
        return true;
    if (set && set->rows < QueryScope::kCounted) {
        SqlPart part = m_scope.range(QStringLiteral("rowid"), m_before);
        part.sql = QStringLiteral("SELECT count(*) FROM (SELECT 1 FROM command_words WHERE command_words MATCH ? AND %1 LIMIT %2)").arg(part.sql).arg(kRareWords);
        part.values.insert(part.values.begin(), m_match);
        const auto count = part.numbers(m_connection, error);
        if (!count)
            return false;
        if (count->front() >= kRareWords)
            return true; // the filter leads: its rows are few, and the word is in many of them
    }
    m_way = Way::Words;
    return true;
}

bool CandidateSource::decides() const
{
    return std::ranges::all_of(m_terms, [this](const Term &term) { return term.word.isEmpty() || (m_way == Way::Words && !term.phrase.isEmpty()); });
}

SqlPart CandidateSource::conditions() const
{
    SqlPart part = m_scope.conditions(m_before);
    for (const Term &term : m_terms) {
        if (!term.like.isEmpty() && (term.likeDecides || m_way != Way::Words || term.phrase.isEmpty()))
            part.add(QStringLiteral("c.command LIKE ? ESCAPE '\\'"), {term.like});
    }
    return part;
}

SqlPart CandidateSource::ids(qint64 count) const
{
    SqlPart part = conditions();
    switch (m_way) {
    case Way::Time:
        part.sql = QStringLiteral("SELECT c.id AS id FROM command c WHERE %1 ORDER BY c.id DESC LIMIT %2").arg(part.sql).arg(count);
        return part;
    case Way::Filter:
        part = QueryScope::newestOf(*m_scope.narrowest(), part, count);
        part.sql = QStringLiteral("SELECT id FROM (%1) ORDER BY id DESC LIMIT %2").arg(part.sql).arg(count);
        return part;
    case Way::Words: break;
    }
    SqlPart words = m_scope.range(QStringLiteral("w.rowid"), m_before);
    words.sql = QStringLiteral("w.command_words MATCH ? AND ") + words.sql;
    words.values.insert(words.values.begin(), m_match);
    const bool alone = m_scope.isRangeOnly() && std::ranges::none_of(m_terms, [](const Term &term) { return term.likeDecides || term.phrase.isEmpty(); });
    if (!alone)
        words.add(part.sql, part.values);
    words.sql = QStringLiteral("SELECT w.rowid AS id FROM command_words w %1 WHERE %2 ORDER BY w.rowid DESC LIMIT %3")
                    .arg(alone ? QString() : QStringLiteral("CROSS JOIN command c ON c.id = w.rowid"), words.sql)
                    .arg(count);
    return words;
}

SqlPart CandidateSource::rows(qint64 count) const
{
    SqlPart part = m_way == Way::Time ? conditions() : ids(count);
    if (m_way == Way::Time) // as ids(), without looking each row up again
        part.sql = QStringLiteral("SELECT c.id AS id, c.command AS command FROM command c WHERE %1 ORDER BY c.id DESC LIMIT %2").arg(part.sql).arg(count);
    else
        part.sql = QStringLiteral("SELECT c.id AS id, c.command AS command FROM (%1) i CROSS JOIN command c ON c.id = i.id").arg(part.sql);
    return part;
}

// All rows come as one blob "id characters bytes text…": Qt's cost of a row would be more than SQLite's.
std::optional<std::vector<Candidate>> CandidateSource::read(const SqlPart &rows, QSqlError &error) const
{
    SqlPart all = rows;
    all.sql = QStringLiteral("SELECT CAST(group_concat(id || ' ' || length(command) || ' ' || length(CAST(substr(command, 1, %1) AS BLOB)) || ' ' || "
                             "substr(command, 1, %1), '') AS BLOB) FROM (%2)").arg(QString::number(kCandidateText), rows.sql);
    auto query = all.run(m_connection, error);
    if (!query || !query->next())
        return {};
    const QByteArray blob = query->value(0).toByteArray();
    std::vector<Candidate> found;
    for (qsizetype at = 0; at < blob.size();) {
        const auto id = number(blob, at), characters = id ? number(blob, at) : std::nullopt, bytes = characters ? number(blob, at) : std::nullopt;
        if (!bytes || *bytes < 0 || *bytes > blob.size() - at)
            break; // not of our making
        found.push_back({*id, QString::fromUtf8(blob.constData() + at, *bytes), *characters});
        at += *bytes;
    }
    return found;
}

std::optional<std::vector<qint64>> CandidateSource::nextIds(qint64 count, QSqlError &error)
{
    auto found = ids(count).numbers(m_connection, error);
    if (found && !found->empty())
        m_before = found->back();
    m_atEnd = !found || static_cast<qint64>(found->size()) < count;
    return found;
}

std::optional<std::vector<Candidate>> CandidateSource::next(qint64 count, QSqlError &error)
{
    auto found = read(rows(count), error);
    if (found && !found->empty())
        m_before = found->back().id;
    m_atEnd = !found || static_cast<qint64>(found->size()) < count;
    return found;
}

std::optional<std::vector<Candidate>> CandidateSource::window(qint64 count, const std::vector<QString> &patterns, QSqlError &error) const
{
    SqlPart part = rows(count);
    QString likes = QStringLiteral("1");
    for (const QString &pattern : patterns) {
        likes += QStringLiteral(" AND command LIKE ?");
        part.values.push_back(pattern);
    }
    part.sql = QStringLiteral("SELECT id, command FROM (%1) WHERE %2").arg(part.sql, likes);
    return read(part, error);
}

} // namespace core::store
