#include "core/store/migrations.h"

#include "core/store/failure.h"
#include "core/store/migration_steps.h"

#include <QStringList>
#include <QVariant>

namespace core::store {
namespace {

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
    const QStringList statements = QString::fromUtf8(kMigrationSteps[static_cast<std::size_t>(step)]).split(QStringLiteral("\n--\n"));
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
    return static_cast<int>(kMigrationSteps.size());
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
                            "SELECT * FROM command ORDER BY id LIMIT 100", "SELECT max(id) FROM place", "SELECT rowid FROM command_words WHERE command_words MATCH 'a*' LIMIT 1"}) {
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
