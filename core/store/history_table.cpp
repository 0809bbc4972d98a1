#include "core/store/history_table.h"

#include "core/store/failure.h"

#include <QCryptographicHash>
#include <QVariant>
#include <QtEndian>
#include <algorithm>

namespace core::store {
namespace {

constexpr qint64 kLatestMs = 9'000'000'000'000; // the year 2255: ids stay exact in JSON (below 2^53)

// Commands and paths are bytes of a program; what is not UTF-8 becomes U+FFFD, and NUL would end the text.
QString storable(const std::string &text)
{
    const QString stored = QString::fromStdString(text).remove(QChar::Null);
    return stored.isNull() ? QStringLiteral("") : stored; // a null QString would bind NULL
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
    record.hasOutput = row.value(18).toBool();
    return record;
}

HistoryInserter::HistoryInserter(const Connection &connection, std::size_t outputBytes)
    : m_connection(connection), m_outputBytes(std::min(outputBytes, kMostOutput)), m_insert(connection.query())
{
}

bool HistoryInserter::fail(const QSqlQuery &query)
{
    m_error = query.lastError();
    return false;
}

std::optional<qint64> HistoryInserter::idOf(const char *table, const char *columns, const QStringList &values)
{
    const QString name = QString::fromLatin1(table);
    const QStringList key = QStringList(name) + values;
    if (const auto known = m_known.find(key); known != m_known.end())
        return known->second;
    const QStringList names = QString::fromLatin1(columns).split(QLatin1Char(' '));
    auto finder = m_finders.find(table);
    if (finder == m_finders.end()) {
        finder = m_finders.emplace(table, m_connection.query()).first;
        finder->second.setForwardOnly(true);
        finder->second.prepare(QStringLiteral("SELECT id FROM %1 WHERE %2 = ?").arg(name, names.join(QStringLiteral(" = ? AND "))));
    }
    QSqlQuery &find = finder->second;
    QSqlQuery add = m_connection.query();
    QStringList marks;
    for (qsizetype i = 0; i < values.size(); ++i) {
        find.bindValue(static_cast<int>(i), values[i]);
        marks << QStringLiteral("?");
    }
    if (!find.exec()) {
        fail(find);
        return {};
    }
    qint64 id = 0;
    const bool known = find.next();
    if (known)
        id = find.value(0).toLongLong();
    find.finish();
    if (!known) {
        add.prepare(QStringLiteral("INSERT INTO %1(%2) VALUES (%3)").arg(name, names.join(QLatin1Char(',')), marks.join(QLatin1Char(','))));
        for (const QString &value : values)
            add.addBindValue(value);
        if (!add.exec()) {
            fail(add);
            return {};
        }
        id = add.lastInsertId().toLongLong();
    }
    m_known.emplace(key, id);
    return id;
}

std::optional<HistoryInserter::Shared> HistoryInserter::sharedOf(const CommandRecord &record)
{
    const CommandRecord *last = m_last;
    const bool samePlace = last && last->containerId == record.containerId && last->containerName == record.containerName && last->user == record.user
        && last->engine == record.engine && last->image == record.image && last->imageId == record.imageId && last->host == record.host;
    const bool sameRun = last && last->session == record.session && last->shell == record.shell && last->traceId == record.traceId;
    const auto place = samePlace ? std::optional(m_lastShared.place)
                                 : idOf("place", "engine container_id container_name image image_id user host",
                                        {storable(record.engine), storable(record.containerId), storable(record.containerName), storable(record.image),
                                         storable(record.imageId), storable(record.user), storable(record.host)});
    const auto run = sameRun ? std::optional(m_lastShared.run)
                             : idOf("run", "session shell trace_id", {storable(record.session), storable(record.shell), storable(record.traceId)});
    const auto folder = last && last->cwd == record.cwd ? std::optional(m_lastShared.folder) : idOf("folder", "path", {storable(record.cwd)});
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

bool HistoryInserter::insertAt(qint64 wanted, const CommandRecord &record, std::optional<qint64> key, bool *added)
{
    const auto shared = sharedOf(record);
    if (!shared)
        return false;
    if (m_insert.lastQuery().isEmpty()
        && !m_insert.prepare(QStringLiteral("INSERT OR IGNORE INTO command(id, command, exit_code, start_ms, duration_ms, place_id, run_id, folder_id, "
                                            "trusted, masked, import_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")))
        return fail(m_insert);
    qint64 id = wanted == m_lastWanted ? m_lastId + 1 : wanted;
    m_insert.bindValue(1, storable(record.command));
    while (true) {
        m_insert.bindValue(0, id);
        m_insert.bindValue(2, record.exitCode ? QVariant(*record.exitCode) : QVariant());
        m_insert.bindValue(3, millisecondsOf(record.start));
        m_insert.bindValue(4, static_cast<qint64>(record.duration.count()));
        m_insert.bindValue(5, shared->place);
        m_insert.bindValue(6, shared->run);
        m_insert.bindValue(7, shared->folder);
        m_insert.bindValue(8, record.trusted ? 1 : 0);
        m_insert.bindValue(9, record.masked ? 1 : 0);
        m_insert.bindValue(10, key ? QVariant(*key) : QVariant());
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
