// CommandRecord to rows of the schema and back. Private to core/store.
#pragma once
#include "core/store/connection.h"
#include "core/store/store.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QStringList>
#include <array>
#include <functional>
#include <optional>
#include <unordered_map>

namespace core::store {

// In the order in which recordOf() reads them, from the tables joined by kCommandTables.
inline constexpr const char *kCommandColumns =
    "c.id, c.command, c.exit_code, f.path, c.start_ms, c.duration_ms, p.engine, p.container_id, p.container_name, p.image, p.image_id, "
    "r.session, p.user, p.host, r.shell, r.trace_id, c.trusted, c.masked, c.stopped, EXISTS (SELECT 1 FROM command_output o WHERE o.id = c.id)";
inline constexpr const char *kCommandTables =
    "command c CROSS JOIN place p ON p.id = c.place_id CROSS JOIN run r ON r.id = c.run_id CROSS JOIN folder f ON f.id = c.folder_id";

CommandRecord recordOf(const QSqlQuery &row);

qint64 millisecondsOf(base::WallTime time); // since 1970, UTC

// Ids say when a command ended: its milliseconds times this, plus a counter.
inline constexpr qint64 kIdsPerMillisecond = 1000;
qint64 firstIdOf(base::WallTime time);              // of all that ended then or later
inline constexpr qint64 kTimedIds = 1'000'000'000;  // ids below are of commands without a time

// Writes records within transactions. It remembers the ids of what it has looked up, until another connection changes the
// file: begin() sees that. Where this one rolls back or removes, make a new one.
class HistoryInserter
{
public:
    HistoryInserter(const Connection &connection, std::size_t outputBytes); // `connection` outlives it
    bool begin(); // after each BEGIN; false: see error()
    // False: see error(). `record` lives until the next call of anything: the next one is compared with it.
    bool insert(const CommandRecord &record);
    // As insert(), unless it is known (store.h says when); nullopt: see error().
    std::optional<bool> insertNew(const CommandRecord &record);
    const QSqlError &error() const { return m_error; }

private:
    struct Shared { qint64 place = 0, run = 0, folder = 0; };
    struct Table // one that commands share rows of
    {
        const char *name;
        QStringList columns;
        QSqlQuery find, add; // prepared at first use
    };
    using Values = std::initializer_list<std::reference_wrapper<const std::string>>;
    std::optional<Shared> sharedOf(const CommandRecord &record);
    std::optional<qint64> idOf(Table &table, Values values);
    using Numbers = std::array<std::optional<qint64>, 10>; // of a row, but for its id
    void bindNumbers(const Numbers &numbers);
    bool insertAt(qint64 wanted, const CommandRecord &record, std::optional<qint64> importKey, bool *added = nullptr);
    bool keepOutput(qint64 id, const std::string &output);
    bool fail(const QSqlQuery &query);

    const Connection &m_connection;
    const std::size_t m_outputBytes;
    QSqlQuery m_insert, m_insertWords, m_version;
    std::optional<Numbers> m_bound; // to m_insert
    Table m_place, m_run, m_folder;
    std::unordered_map<std::string, qint64> m_known; // what idOf() has found: at most kMostKnown
    qint64 m_dataVersion = -1; // of the file when that was
    const CommandRecord *m_last = nullptr; // mostly the next one shares all with it
    Shared m_lastShared;
    qint64 m_lastWanted = -1, m_lastId = -1;
    QSqlError m_error;
};

// Kept output, packed: bounded on both ways.
QByteArray packOutput(const std::string &output, std::size_t bytes, bool &cut); // its end, cut between characters
std::optional<std::string> unpackOutput(const QByteArray &packed);              // nullopt: damaged
inline constexpr std::size_t kMostOutput = 1u << 20;                            // of one command, whatever is asked for

} // namespace core::store
