#include "core/store/connection.h"

#include "core/store/failure.h"

#include <QVariant>
#include <atomic>

namespace core::store {

base::Result<Connection> Connection::open(const std::string &path, Access access, std::chrono::milliseconds busyTimeout)
{
    static std::atomic<unsigned> counter = 0;
    Connection connection(QStringLiteral("berth-store-%1").arg(counter.fetch_add(1)));
    QSqlDatabase &database = connection.m_database;
    database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection.m_name);
    if (!database.isValid())
        return base::fail("store.open", "The history cannot be opened: Qt's SQLite driver is missing (libqt6sql6-sqlite).");
    database.setDatabaseName(QString::fromStdString(path));
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(busyTimeout.count());
    if (access == Access::ReadOnly)
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    database.setConnectOptions(options);
    if (!database.open())
        return std::unexpected(errorOf(database.lastError(), "store.open", "The history file cannot be opened."));
    return connection;
}

Connection::Connection(Connection &&other) noexcept
    : m_name(std::exchange(other.m_name, {})), m_database(std::exchange(other.m_database, QSqlDatabase()))
{
}

Connection::~Connection()
{
    if (m_name.isEmpty())
        return;
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

bool Connection::run(const QString &sql, QSqlError *error) const
{
    QSqlQuery statement(m_database);
    const bool done = statement.exec(sql);
    if (error)
        *error = statement.lastError();
    return done;
}

qint64 Connection::pragma(const QString &name) const
{
    QSqlQuery statement(m_database);
    return statement.exec(QStringLiteral("PRAGMA ") + name) && statement.next() ? statement.value(0).toLongLong() : -1;
}

} // namespace core::store
