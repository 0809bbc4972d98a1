#include "core/store/query_scope.h"

#include "core/store/history_table.h"

#include <QStringList>
#include <algorithm>

namespace core::store {
namespace {

// As base::isFailure(), in the words of the partial indexes.
constexpr const char *kFailed = " AND c.exit_code IS NOT NULL AND c.exit_code <> 0 AND c.stopped = 0";

void addBeginning(SqlPart &part, const QString &columns, const std::string &text)
{
    QStringList any;
    std::vector<QVariant> values;
    for (const QString &column : columns.split(QLatin1Char(' '))) {
        any << QStringLiteral("substr(%1, 1, length(?)) = ?").arg(column);
        values.insert(values.end(), 2, QString::fromStdString(text));
    }
    part.add(QLatin1Char('(') + any.join(QStringLiteral(" OR ")) + QLatin1Char(')'), values);
}

// '/' and the character after it bound everything below a folder, so that the index serves.
QString after(QString below)
{
    below.back() = QChar(QLatin1Char('/').unicode() + 1);
    return below;
}

SqlPart folders(const std::string &folder)
{
    QString path = QString::fromStdString(folder);
    while (path.size() > 1 && path.endsWith(QLatin1Char('/')))
        path.chop(1);
    const QString below = path == QLatin1String("/") ? path : path + QLatin1Char('/');
    return {QStringLiteral("SELECT id FROM folder WHERE (path = ? OR (path >= ? AND path < ?))"), {path, below, after(below)}};
}

std::optional<SqlPart> places(const HistoryQuery &query)
{
    SqlPart part{QStringLiteral("SELECT id FROM place WHERE 1"), {}};
    const qsizetype bare = part.sql.size();
    if (query.container && query.container->empty())
        part.add(QStringLiteral("container_id = ''"));
    else if (query.container)
        addBeginning(part, QStringLiteral("container_name container_id"), *query.container);
    if (query.containerName)
        part.add(QStringLiteral("container_name = ?"), {QString::fromStdString(*query.containerName)});
    if (query.engine && query.engine->empty())
        part.add(QStringLiteral("engine = ''"));
    else if (query.engine)
        addBeginning(part, QStringLiteral("engine"), *query.engine);
    if (query.image && !query.image->empty()) {
        // A digest may be given with or without its "sha256:".
        const QString text = QString::fromStdString(*query.image);
        part.add(QStringLiteral("(substr(image, 1, length(?)) = ? OR substr(image_id, 1, length(?)) = ? OR substr(image_id, 8, length(?)) = ?)"),
                 std::vector<QVariant>(6, text));
    }
    if (query.user)
        part.add(QStringLiteral("user = ?"), {QString::fromStdString(*query.user)});
    if (query.host)
        part.add(QStringLiteral("host = ?"), {QString::fromStdString(*query.host)});
    return part.sql.size() == bare ? std::nullopt : std::optional(part);
}

SqlPart runs(const std::string &session)
{
    const QString text = QString::fromStdString(session);
    if (!text.endsWith(QLatin1Char('/')))
        return {QStringLiteral("SELECT id FROM run WHERE session = ?"), {text}};
    return {QStringLiteral("SELECT id FROM run WHERE session >= ? AND session < ?"), {text, after(text)}};
}

QString listOf(const std::vector<qint64> &ids)
{
    QStringList texts;
    for (const qint64 id : ids)
        texts << QString::number(id);
    return texts.join(QLatin1Char(','));
}

} // namespace

std::optional<QueryScope> QueryScope::resolve(const Connection &connection, const HistoryQuery &query, QSqlError &error)
{
    QueryScope scope;
    scope.m_failedOnly = query.failedOnly;
    if (query.command)
        scope.m_command = QString::fromStdString(*query.command);
    if (query.since)
        scope.m_first = firstIdOf(*query.since);
    if (query.until)
        scope.m_end = firstIdOf(*query.until);
    if (auto part = places(query))
        scope.m_sets.push_back({"c.place_id", query.failedOnly ? "command_failed_by_place" : "command_by_place", std::move(*part), query.failedOnly, {}, false, 0});
    if (query.session)
        scope.m_sets.push_back({"c.run_id", "command_by_run", runs(*query.session), false, {}, false, 0});
    if (query.cwd && !query.cwd->empty())
        scope.m_sets.push_back({"c.folder_id", query.failedOnly ? "command_failed_by_folder" : "command_by_folder", folders(*query.cwd), query.failedOnly, {}, false, 0});
    for (Set &set : scope.m_sets) {
        SqlPart some = set.ids;
        some.sql += QStringLiteral(" LIMIT %1").arg(kValues + 1);
        auto ids = some.numbers(connection, error);
        if (!ids)
            return {};
        set.few = std::move(*ids);
        scope.m_empty = scope.m_empty || set.few.empty();
        set.isFew = set.few.size() <= kValues;
        if (!set.isFew || scope.m_empty)
            continue;
        const QString count = QStringLiteral("SELECT count(*) FROM (SELECT 1 FROM command c INDEXED BY %1 WHERE %2 IN (%3) AND c.id >= ?%4 LIMIT %5)")
                                  .arg(QLatin1String(set.index), QLatin1String(set.column), listOf(set.few), QLatin1String(query.failedOnly ? kFailed : ""),
                                       QString::number(kCounted));
        const auto rows = SqlPart{count, {scope.m_first}}.numbers(connection, error);
        if (!rows)
            return {};
        set.rows = static_cast<std::size_t>(rows->front());
    }
    return scope;
}

SqlPart QueryScope::range(const QString &id, std::optional<qint64> before, qint64 from) const
{
    SqlPart part{id + QStringLiteral(" >= ?"), {std::max(m_first, from)}};
    std::optional<qint64> end = m_end;
    if (before)
        end = std::min(*before, end.value_or(*before));
    if (end)
        part.add(id + QStringLiteral(" < ?"), {*end});
    return part;
}

SqlPart QueryScope::conditions(std::optional<qint64> before, qint64 from) const
{
    SqlPart part = range(QStringLiteral("c.id"), before, from);
    if (m_failedOnly)
        part.sql += QLatin1String(kFailed);
    if (m_command)
        part.add(QStringLiteral("c.command = ?"), {*m_command});
    for (const Set &set : m_sets) {
        // '+': the caller says which index is used.
        if (set.isFew)
            part.add(QStringLiteral("+%1 IN (%2)").arg(QLatin1String(set.column), listOf(set.few)));
        else
            part.add(QStringLiteral("+%1 IN (%2)").arg(QLatin1String(set.column), set.ids.sql), set.ids.values);
    }
    return part;
}

const QueryScope::Set *QueryScope::narrowest() const
{
    const Set *best = nullptr;
    for (const Set &set : m_sets) {
        if (set.isFew && (!best || set.rows < best->rows))
            best = &set;
    }
    return best;
}

namespace {

// SQLite merges the values' rows as they are asked for: each comes in order from its index.
SqlPart eachValue(const QueryScope::Set &set, const SqlPart &part)
{
    SqlPart all;
    QStringList each;
    for (const qint64 id : set.few) {
        each << QStringLiteral("SELECT c.id AS id FROM command c INDEXED BY %1 WHERE %2 = %3 AND %4")
                    .arg(QLatin1String(set.index), QLatin1String(set.column), QString::number(id), part.sql);
        all.append(part.values);
    }
    all.sql = each.join(QStringLiteral(" UNION ALL "));
    return all;
}

} // namespace

SqlPart QueryScope::newestOf(const Set &set, const SqlPart &part, qint64 limit)
{
    SqlPart all = eachValue(set, part);
    all.sql += QStringLiteral(" ORDER BY id DESC LIMIT %1").arg(limit);
    return all;
}

SqlPart QueryScope::indexed(const Set &set, std::optional<qint64> before) const
{
    SqlPart part = range(QStringLiteral("c.id"), before);
    if (m_failedOnly && set.hasFailedOnly)
        part.sql += QLatin1String(kFailed);
    return eachValue(set, part);
}

} // namespace core::store
