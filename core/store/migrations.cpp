#include "core/store/migrations.h"

#include "core/store/failure.h"

#include <QStringList>
#include <QVariant>
#include <array>

namespace core::store {
namespace {

// A released step is never changed; a new one is added at the end. Statements are separated by a line of "--".
constexpr std::array kSteps{
    // 1: command history, and the words of the commands in an index of their own (external content: text stored once).
    R"(
CREATE TABLE command(
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  exit_code INTEGER,
  cwd TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  engine TEXT NOT NULL,
  container_id TEXT NOT NULL,
  container_name TEXT NOT NULL,
  image TEXT NOT NULL,
  image_id TEXT NOT NULL,
  session TEXT NOT NULL,
  user TEXT NOT NULL,
  host TEXT NOT NULL,
  shell TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  trusted INTEGER NOT NULL
) STRICT
--
CREATE INDEX command_by_start ON command(start_ms)
--
CREATE INDEX command_by_container ON command(container_id, id)
--
CREATE INDEX command_failed ON command(id) WHERE exit_code IS NOT NULL AND exit_code <> 0
--
CREATE VIRTUAL TABLE command_words USING fts5(command, content='command', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3')
--
CREATE TRIGGER command_added AFTER INSERT ON command BEGIN
  INSERT INTO command_words(rowid, command) VALUES (new.id, new.command);
END
--
CREATE TRIGGER command_removed AFTER DELETE ON command BEGIN
  INSERT INTO command_words(command_words, rowid, command) VALUES ('delete', old.id, old.command);
END
--
CREATE TRIGGER command_changed AFTER UPDATE OF command ON command BEGIN
  INSERT INTO command_words(command_words, rowid, command) VALUES ('delete', old.id, old.command);
  INSERT INTO command_words(rowid, command) VALUES (new.id, new.command);
END
)",
};

constexpr int kApplicationId = 0x42727468; // "Brth": what file(1) and other tools see

base::Error explain(const QSqlError &error)
{
    if (causeOf(error) == Cause::Corrupt)
        return errorOf(error, "store.corrupt", "The history file is damaged.");
    return errorOf(error, "store.open", "The history file cannot be prepared.");
}

base::Result<void> applyStep(const Connection &connection, int step)
{
    QSqlError error;
    const QStringList statements = QString::fromLatin1(kSteps[static_cast<std::size_t>(step)]).split(QStringLiteral("\n--\n"));
    for (const QString &statement : statements) {
        if (!connection.run(statement, &error))
            return std::unexpected(explain(error));
    }
    if (!connection.run(QStringLiteral("PRAGMA application_id=%1").arg(kApplicationId), &error)
        || !connection.run(QStringLiteral("PRAGMA user_version=%1").arg(step + 1), &error))
        return std::unexpected(explain(error));
    return {};
}

base::Result<int> versionOf(const Connection &connection)
{
    QSqlQuery query = connection.query();
    if (!query.exec(QStringLiteral("PRAGMA user_version")) || !query.next())
        return std::unexpected(explain(query.lastError()));
    const int version = query.value(0).toInt();
    if (version > schemaVersion())
        return base::fail("store.newer", "The history was written by a newer Berth. Update this one, or start it with another data folder.");
    return version;
}

} // namespace

int schemaVersion()
{
    return static_cast<int>(kSteps.size());
}

base::Result<void> migrate(const Connection &connection)
{
    auto version = versionOf(connection);
    while (version && *version < schemaVersion()) {
        QSqlError error;
        if (!connection.run(QStringLiteral("BEGIN EXCLUSIVE"), &error))
            return std::unexpected(explain(error));
        version = versionOf(connection); // again, under the lock
        const int step = version.value_or(schemaVersion());
        if (step < schemaVersion()) {
            if (auto applied = applyStep(connection, step); !applied) {
                connection.run(QStringLiteral("ROLLBACK"));
                return applied;
            }
        }
        if (!connection.run(QStringLiteral("COMMIT"), &error))
            return std::unexpected(explain(error));
        if (version)
            version = versionOf(connection);
    }
    if (!version)
        return std::unexpected(version.error());
    return {};
}

base::Result<void> checkReadable(const Connection &connection)
{
    QSqlQuery query = connection.query();
    for (const char *sql : {"SELECT count(*) FROM sqlite_schema", "SELECT * FROM command ORDER BY id DESC LIMIT 100",
                            "SELECT * FROM command ORDER BY id LIMIT 100", "SELECT rowid FROM command_words WHERE command_words MATCH 'a*' LIMIT 1"}) {
        if (!query.exec(QString::fromLatin1(sql)))
            return std::unexpected(explain(query.lastError()));
        while (query.next()) {
        }
        if (query.lastError().isValid())
            return std::unexpected(explain(query.lastError()));
    }
    return {};
}

} // namespace core::store
