#include "core/store/writer_task.h"

#include "core/store/history_search.h"
#include "core/store/history_table.h"
#include "core/store/sql_part.h"

#include <QVariant>
#include <algorithm>

namespace core::store {
namespace {

constexpr std::size_t kFoundAtOnce = 5000;
constexpr int kMergePages = 64;    // of the words' index per step
constexpr int kUpkeepRows = 100;   // per step
constexpr int kFreedPages = 256;   // given back to the file system per step: what waits to be stored comes in between

bool run(const Connection &connection, const QString &sql, QSqlError &error)
{
    return connection.run(sql, &error);
}

// What no command refers to any more: names of containers, folders and sessions.
bool removeOrphans(const Connection &connection, QSqlError &error)
{
    for (const char *table : {"place", "run", "folder"}) {
        const QString sql = QStringLiteral("DELETE FROM %1 WHERE NOT EXISTS (SELECT 1 FROM command c WHERE c.%1_id = %1.id)").arg(QLatin1String(table));
        if (!run(connection, sql, error))
            return false;
    }
    return true;
}

qint64 usedBytes(const Connection &connection)
{
    const qint64 pages = connection.pragma(QStringLiteral("page_count")) - connection.pragma(QStringLiteral("freelist_count"));
    return pages * connection.pragma(QStringLiteral("page_size"));
}

// Words of removed commands stay in the index until its parts are merged: one step of that. `begin`: all parts are to
// become one (sqlite.org/fts5.html, "The 'merge' command"; fewer than two changes say that nothing is left to merge).
bool mergeWords(const Connection &connection, bool begin, bool &more, QSqlError &error)
{
    const SqlPart changes{QStringLiteral("SELECT total_changes()"), {}};
    const auto before = changes.numbers(connection, error);
    if (!before || !run(connection, QStringLiteral("INSERT INTO command_words(command_words, rank) VALUES ('merge', %1)").arg(begin ? -kMergePages : kMergePages), error))
        return false;
    const auto after = changes.numbers(connection, error);
    more = after && after->front() - before->front() >= 2;
    return after.has_value();
}

} // namespace

bool inTransaction(const Connection &connection, QSqlError &error, const std::function<bool()> &work)
{
    if (!run(connection, QStringLiteral("BEGIN IMMEDIATE"), error))
        return false;
    if (work() && run(connection, QStringLiteral("COMMIT"), error))
        return true;
    connection.run(QStringLiteral("ROLLBACK"));
    return false;
}

RemoveTask::RemoveTask(HistoryQuery query, Store::Done<std::size_t> done) : m_query(std::move(query)), m_done(std::move(done)) {}
RemoveTask::RemoveTask(std::vector<std::int64_t> ids, Store::Done<std::size_t> done) : m_ids(std::move(ids)), m_done(std::move(done)) {}

WriterTask::Step RemoveTask::step(const Connection &connection, std::chrono::milliseconds atMost, QSqlError &error)
{
    if (m_ids.empty() && m_query) {
        auto found = matchingIds(connection, *m_query, kFoundAtOnce);
        if (!found) {
            m_done(std::unexpected(found.error()));
            return Step::Done;
        }
        m_ids = std::move(*found);
        if (m_ids.size() < kFoundAtOnce)
            m_query.reset();
        else
            m_query->beforeId = m_ids.back(); // what is added meanwhile stays
    }
    return m_ids.empty() ? cleanUp(connection, error) : removeSome(connection, atMost, error);
}

WriterTask::Step RemoveTask::removeSome(const Connection &connection, std::chrono::milliseconds atMost, QSqlError &error)
{
    const auto end = base::Clock::system().now() + atMost;
    std::size_t done = 0, removed = 0;
    const auto work = [&] {
        QSqlQuery remove = connection.query();
        if (!remove.prepare(QStringLiteral("DELETE FROM command WHERE id = ?"))) {
            error = remove.lastError();
            return false;
        }
        do {
            remove.bindValue(0, static_cast<qint64>(m_ids[m_ids.size() - 1 - done]));
            if (!remove.exec()) {
                error = remove.lastError();
                return false;
            }
            removed += remove.numRowsAffected() > 0 ? 1 : 0;
            ++done;
        } while (done < m_ids.size() && base::Clock::system().now() < end);
        return true;
    };
    connection.run(QStringLiteral("PRAGMA secure_delete=ON")); // what a person removes is overwritten
    const bool committed = inTransaction(connection, error, work);
    connection.run(QStringLiteral("PRAGMA secure_delete=OFF"));
    if (!committed)
        return Step::Failed;
    m_ids.resize(m_ids.size() - done);
    m_removed += removed;
    return Step::More;
}

// What else is left of them: in the words' index, and in the log.
WriterTask::Step RemoveTask::cleanUp(const Connection &connection, QSqlError &error)
{
    if (m_removed == 0) {
        m_done(0);
        return Step::Done;
    }
    bool more = false;
    const auto work = [&] { return (m_isMerging || removeOrphans(connection, error)) && mergeWords(connection, !m_isMerging, more, error); };
    connection.run(QStringLiteral("PRAGMA secure_delete=ON"));
    const bool committed = inTransaction(connection, error, work);
    connection.run(QStringLiteral("PRAGMA secure_delete=OFF"));
    if (!committed)
        return Step::Failed;
    m_isMerging = true;
    if (more)
        return Step::More;
    connection.run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")); // not while somebody reads: then at the next one
    m_done(m_removed);
    return Step::Done;
}

ImportTask::ImportTask(std::vector<CommandRecord> records, std::size_t outputBytes, Store::Done<Imported> done)
    : m_records(std::move(records)), m_outputBytes(outputBytes), m_done(std::move(done))
{
}

WriterTask::Step ImportTask::step(const Connection &connection, std::chrono::milliseconds atMost, QSqlError &error)
{
    const auto end = base::Clock::system().now() + atMost;
    std::size_t next = m_next;
    Imported counts = m_counts;
    const auto work = [&] {
        HistoryInserter inserter(connection, m_outputBytes);
        if (!inserter.begin()) {
            error = inserter.error();
            return false;
        }
        for (; next < m_records.size() && (next == m_next || base::Clock::system().now() < end); ++next) {
            const auto added = inserter.insertNew(m_records[next]);
            if (!added) {
                error = inserter.error();
                return false;
            }
            ++(*added ? counts.added : counts.known);
        }
        return true;
    };
    if (!inTransaction(connection, error, work))
        return Step::Failed;
    m_next = next;
    m_counts = counts;
    if (m_next < m_records.size())
        return Step::More;
    m_done(m_counts);
    return Step::Done;
}

bool UpkeepTask::removeOldest(const Connection &connection, QSqlError &error, const char *table, const QString &which)
{
    QSqlQuery query = connection.query();
    const bool done = query.exec(QStringLiteral("DELETE FROM %1 WHERE id IN (SELECT id FROM %1 WHERE %2 ORDER BY id LIMIT %3)").arg(QLatin1String(table), which).arg(kUpkeepRows));
    m_removed = done ? query.numRowsAffected() : 0;
    error = query.lastError();
    return done;
}

// The file shrinks only once the index has been merged, so how many commands go is reckoned beforehand.
bool UpkeepTask::measure(const Connection &connection, QSqlError &error)
{
    const qint64 used = usedBytes(connection);
    if (m_options.maxBytes <= 0 || used <= m_options.maxBytes)
        return true;
    const auto count = SqlPart{QStringLiteral("SELECT count(*) FROM command"), {}}.numbers(connection, error);
    if (!count)
        return false;
    const double excess = static_cast<double>(used - m_options.maxBytes) / static_cast<double>(used);
    m_toRemove = std::min(count->front(), static_cast<qint64>(static_cast<double>(count->front()) * excess) + kUpkeepRows);
    return true;
}

WriterTask::Step UpkeepTask::step(const Connection &connection, std::chrono::milliseconds, QSqlError &error)
{
    m_removed = 0;
    bool more = false;
    const auto work = [&] {
        switch (m_phase) {
        case Phase::Age: {
            const qint64 end = firstIdOf(base::Clock::system().wall() - m_options.keepFor);
            const bool done = m_options.keepFor.count() == 0
                || removeOldest(connection, error, "command", QStringLiteral("id >= %1 AND id < %2").arg(kTimedIds).arg(end));
            m_isMerging = m_isMerging || m_removed > 0;
            return done;
        }
        case Phase::Outputs:
            return m_options.maxBytes <= 0 || usedBytes(connection) <= m_options.maxBytes || removeOldest(connection, error, "command_output", QStringLiteral("1"));
        case Phase::Measure: return measure(connection, error);
        case Phase::Commands: {
            const bool done = m_toRemove <= 0 || removeOldest(connection, error, "command", QStringLiteral("1"));
            m_toRemove -= m_removed;
            m_isMerging = m_isMerging || m_removed > 0;
            return done;
        }
        case Phase::Index:
            if (!m_isMerging)
                return true;
            if (!m_hasBegun && !removeOrphans(connection, error))
                return false;
            return mergeWords(connection, !m_hasBegun, more, error);
        case Phase::End: break;
        }
        return true;
    };
    if (!inTransaction(connection, error, work)) {
        return Step::Failed;
    }
    m_hasBegun = m_phase == Phase::Index;
    if (m_phase != Phase::End && m_removed == 0 && !more)
        m_phase = static_cast<Phase>(static_cast<int>(m_phase) + 1);
    if (m_phase != Phase::End)
        return Step::More;
    QSqlQuery freed = connection.query();
    freed.exec(QStringLiteral("PRAGMA incremental_vacuum(%1)").arg(kFreedPages));
    int count = 0;
    while (freed.next()) // each step gives one page back
        ++count;
    m_hasGivenBack = m_hasGivenBack || count > 0;
    if (count >= kFreedPages)
        return Step::More;
    freed.finish();
    if (m_hasGivenBack)
        connection.run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")); // not while somebody reads: then at the next one
    return Step::Done;
}

} // namespace core::store
