#include "core/store/history_table.h"

#include "core/store/failure.h"

#include <QCryptographicHash>
#include <QVariant>
#include <QtEndian>
#include <algorithm>
#include <initializer_list>

namespace core::store {
namespace {

constexpr std::size_t kMostKnown = 4096; // ids that are remembered
constexpr qint64 kLatestMs = 9'000'000'000'000; // the year 2255: ids stay exact in JSON (below 2^53)

// Commands and paths are bytes of a program; what is not UTF-8 becomes U+FFFD, and NUL would end the text.
QString storable(const std::string &text)
{
    const QString stored = QString::fromStdString(text).remove(QChar::Null);
    return stored.isNull() ? QStringLiteral("") : stored; // a null QString would bind NULL
}

QStringList columns(const char *names)
{
    return QString::fromLatin1(names).split(QLatin1Char(' '));
}

bool prepared(QSqlQuery &query, const QString &sql) // once
{
    if (!query.lastQuery().isEmpty())
        return true;
    query.setForwardOnly(true); // else Qt clears a cache for 128 values at each exec()
    return query.prepare(sql);
}

void bindAll(QSqlQuery &query, std::initializer_list<std::reference_wrapper<const std::string>> values)
{
    int at = 0;
    for (const std::string &value : values)
        query.bindValue(at++, storable(value));
}

bool hasTime(const CommandRecord &record)
{
    return record.start > base::WallTime{};
}

// Tells imported commands without a time apart.
qint64 importKey(const CommandRecord &record)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const std::string &part : {record.shell, record.user, record.command, std::to_string(record.count)})
        hash.addData(QByteArray::fromStdString(part) + '\0');
    return qFromBigEndian<qint64>(hash.result().constData());
}

} // namespace

qint64 millisecondsOf(base::WallTime time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

qint64 firstIdOf(base::WallTime time)
{
    return std::clamp<qint64>(millisecondsOf(time), 0, kLatestMs) * kIdsPerMillisecond + 1;
}

CommandRecord recordOf(const QSqlQuery &row)
{
    const auto text = [&row](int column) { return row.value(column).toString().toStdString(); };
    CommandRecord record;
    record.id = row.value(0).toLongLong();
    record.command = text(1);
    if (!row.isNull(2))
        record.exitCode = row.value(2).toInt();
    record.cwd = text(3);
    record.start = base::WallTime(std::chrono::milliseconds(row.value(4).toLongLong()));
    record.duration = std::chrono::milliseconds(row.value(5).toLongLong());
    record.engine = text(6);
    record.containerId = text(7);
    record.containerName = text(8);
    record.image = text(9);
    record.imageId = text(10);
    record.session = text(11);
    record.user = text(12);
    record.host = text(13);
    record.shell = text(14);
    record.traceId = text(15);
    record.trusted = row.value(16).toBool();
    record.masked = row.value(17).toBool();
    record.stopped = row.value(18).toBool();
    record.hasOutput = row.value(19).toBool();
    return record;
}

HistoryInserter::HistoryInserter(const Connection &connection, std::size_t outputBytes)
    : m_connection(connection)
    , m_outputBytes(std::min(outputBytes, kMostOutput))
    , m_insert(connection.query())
    , m_insertWords(connection.query())
    , m_version(connection.query())
    , m_place{"place", columns("engine container_id container_name image image_id user host"), connection.query(), connection.query()}
    , m_run{"run", columns("session shell trace_id"), connection.query(), connection.query()}
    , m_folder{"folder", columns("path"), connection.query(), connection.query()}
{
}

bool HistoryInserter::begin()
{
    if (!prepared(m_version, QStringLiteral("PRAGMA data_version")) || !m_version.exec() || !m_version.next())
        return fail(m_version);
    const qint64 version = m_version.value(0).toLongLong();
    m_version.finish();
    if (version != m_dataVersion)
        m_known.clear();
    m_dataVersion = version;
    m_last = nullptr;
    return true;
}

bool HistoryInserter::fail(const QSqlQuery &query)
{
    m_error = query.lastError();
    return false;
}

std::optional<qint64> HistoryInserter::idOf(Table &table, Values values)
{
    std::string key = table.name;
    for (const std::string &value : values)
        key.append(1, '\0').append(value);
    if (const auto known = m_known.find(key); known != m_known.end())
        return known->second;
    const QString name = QLatin1String(table.name);
    if (!prepared(table.find, QStringLiteral("SELECT id FROM %1 WHERE %2 = ?").arg(name, table.columns.join(QStringLiteral(" = ? AND "))))) {
        fail(table.find);
        return {};
    }
    bindAll(table.find, values);
    if (!table.find.exec()) {
        fail(table.find);
        return {};
    }
    qint64 id = 0;
    const bool isThere = table.find.next();
    if (isThere)
        id = table.find.value(0).toLongLong();
    table.find.finish();
    if (!isThere) {
        const QString marks = QStringList(table.columns.size(), QStringLiteral("?")).join(QLatin1Char(','));
        const bool ready = prepared(table.add, QStringLiteral("INSERT INTO %1(%2) VALUES (%3)").arg(name, table.columns.join(QLatin1Char(',')), marks));
        if (ready)
            bindAll(table.add, values);
        if (!ready || !table.add.exec()) {
            fail(table.add);
            return {};
        }
        id = table.add.lastInsertId().toLongLong();
    }
    if (m_known.size() >= kMostKnown)
        m_known.clear();
    m_known.emplace(std::move(key), id);
    return id;
}

std::optional<HistoryInserter::Shared> HistoryInserter::sharedOf(const CommandRecord &record)
{
    const CommandRecord *last = m_last;
    const bool samePlace = last && last->containerId == record.containerId && last->containerName == record.containerName && last->user == record.user
        && last->engine == record.engine && last->image == record.image && last->imageId == record.imageId && last->host == record.host;
    const bool sameRun = last && last->session == record.session && last->shell == record.shell && last->traceId == record.traceId;
    const bool sameFolder = last && last->cwd == record.cwd;
    const auto place = samePlace
        ? std::optional(m_lastShared.place)
        : idOf(m_place, {record.engine, record.containerId, record.containerName, record.image, record.imageId, record.user, record.host});
    const auto run = sameRun ? std::optional(m_lastShared.run) : idOf(m_run, {record.session, record.shell, record.traceId});
    const auto folder = sameFolder ? std::optional(m_lastShared.folder) : idOf(m_folder, {record.cwd});
    if (!place || !run || !folder)
        return {};
    m_last = &record;
    m_lastShared = {*place, *run, *folder};
    return m_lastShared;
}

bool HistoryInserter::insert(const CommandRecord &record)
{
    return insertAt(firstIdOf(record.start + record.duration), record, {});
}

std::optional<bool> HistoryInserter::insertNew(const CommandRecord &record)
{
    bool added = false;
    if (!hasTime(record)) {
        QSqlQuery last = m_connection.query();
        if (!last.exec(QStringLiteral("SELECT coalesce(max(id), 0) + 1 FROM command WHERE id < %1").arg(kTimedIds)) || !last.next()) {
            fail(last);
            return {};
        }
        return insertAt(last.value(0).toLongLong(), record, importKey(record), &added) ? std::optional(added) : std::nullopt;
    }
    QSqlQuery known = m_connection.query();
    const qint64 start = millisecondsOf(record.start);
    const bool ours = !record.session.empty();
    known.prepare(QStringLiteral("SELECT 1 FROM command c JOIN run r ON r.id = c.run_id "
                                 "WHERE c.start_ms BETWEEN ? AND ? AND c.command = ? AND (r.session = ? OR ? = '') LIMIT 1"));
    known.addBindValue(ours ? start : start - 999); // a shell's times are whole seconds
    known.addBindValue(ours ? start : start + 999);
    known.addBindValue(storable(record.command));
    known.addBindValue(storable(record.session));
    known.addBindValue(storable(record.session));
    if (!known.exec()) {
        fail(known);
        return {};
    }
    if (known.next())
        return false;
    if (!insertAt(firstIdOf(record.start + record.duration), record, {}, &added))
        return {};
    return added;
}

// What is bound stays so, and most is as in the row before: binding takes Qt longer than SQLite takes for the value.
void HistoryInserter::bindNumbers(const Numbers &numbers)
{
    const std::array<QString, std::tuple_size_v<Numbers>> names{QStringLiteral(":e"), QStringLiteral(":s"), QStringLiteral(":d"), QStringLiteral(":p"), QStringLiteral(":r"),
                                                                QStringLiteral(":f"), QStringLiteral(":t"), QStringLiteral(":m"), QStringLiteral(":k"), QStringLiteral(":z")};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (!m_bound || (*m_bound)[i] != numbers[i])
            m_insert.bindValue(names[i], numbers[i] ? QVariant(*numbers[i]) : QVariant());
    }
    m_bound = numbers;
}

bool HistoryInserter::insertAt(qint64 wanted, const CommandRecord &record, std::optional<qint64> key, bool *added)
{
    const auto shared = sharedOf(record);
    if (!shared)
        return false;
    if (!prepared(m_insert, QStringLiteral("INSERT OR IGNORE INTO command(id, command, exit_code, start_ms, duration_ms, place_id, run_id, folder_id, "
                                           "trusted, masked, import_key, stopped) VALUES (:i, :c, :e, :s, :d, :p, :r, :f, :t, :m, :k, :z)")))
        return fail(m_insert);
    if (!prepared(m_insertWords, QStringLiteral("INSERT INTO command_words(rowid, command) VALUES (:i, :c)")))
        return fail(m_insertWords);
    bindNumbers({record.exitCode, millisecondsOf(record.start), record.duration.count(), shared->place, shared->run, shared->folder, record.trusted ? 1 : 0,
                 record.masked ? 1 : 0, key, record.stopped ? 1 : 0});
    const QVariant command = storable(record.command);
    m_insert.bindValue(QStringLiteral(":c"), command);
    qint64 id = wanted == m_lastWanted ? m_lastId + 1 : wanted;
    while (true) {
        m_insert.bindValue(QStringLiteral(":i"), id);
        if (!m_insert.exec())
            return fail(m_insert);
        if (m_insert.numRowsAffected() > 0)
            break;
        // Taken: by the key (then it is known), or by a command that ended in the same millisecond.
        QSqlQuery taken = m_connection.query();
        taken.prepare(QStringLiteral("SELECT EXISTS (SELECT 1 FROM command WHERE import_key = ?), max(id) + 1 FROM command WHERE id >= ? AND id < ?"));
        taken.addBindValue(key ? QVariant(*key) : QVariant());
        taken.addBindValue(id);
        taken.addBindValue(id + kIdsPerMillisecond);
        if (!taken.exec() || !taken.next())
            return fail(taken);
        if (taken.value(0).toBool())
            return true;
        id = std::max(taken.value(1).toLongLong(), id + 1);
    }
    m_insertWords.bindValue(QStringLiteral(":i"), id);
    m_insertWords.bindValue(QStringLiteral(":c"), command);
    if (!m_insertWords.exec())
        return fail(m_insertWords);
    m_lastWanted = wanted;
    m_lastId = id;
    if (added)
        *added = true;
    return record.output.empty() || m_outputBytes == 0 || keepOutput(id, record.output);
}

bool HistoryInserter::keepOutput(qint64 id, const std::string &output)
{
    bool cut = false;
    const QByteArray packed = packOutput(output, m_outputBytes, cut);
    QSqlQuery insert = m_connection.query();
    insert.prepare(QStringLiteral("INSERT OR REPLACE INTO command_output(id, cut, packed) VALUES (?, ?, ?)"));
    insert.addBindValue(id);
    insert.addBindValue(cut ? 1 : 0);
    insert.addBindValue(packed);
    return insert.exec() || fail(insert);
}

QByteArray packOutput(const std::string &output, std::size_t bytes, bool &cut)
{
    std::size_t from = output.size() - std::min(output.size(), bytes);
    while (from < output.size() && (static_cast<unsigned char>(output[from]) & 0xc0) == 0x80)
        ++from; // not in the middle of a UTF-8 character
    cut = from > 0;
    return qCompress(reinterpret_cast<const uchar *>(output.data() + from), static_cast<qsizetype>(output.size() - from));
}

std::optional<std::string> unpackOutput(const QByteArray &packed)
{
    // The first four bytes say how much memory qUncompress will take.
    if (packed.size() < 4 || qFromBigEndian<quint32>(packed.constData()) > kMostOutput)
        return {};
    const QByteArray text = qUncompress(packed);
    if (text.isNull())
        return {};
    return QString::fromUtf8(text).toStdString();
}

} // namespace core::store
