// One SQLite connection. A QSqlDatabase belongs to the thread that opened it, and so does this.
#pragma once
#include "core/base/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <chrono>
#include <string>

namespace core::store {

class Connection
{
public:
    enum class Access { ReadWrite, ReadOnly };

    // Codes: store.open.
    static base::Result<Connection> open(const std::string &path, Access access, std::chrono::milliseconds busyTimeout);
    Connection(Connection &&other) noexcept;
    ~Connection(); // REQUIRES: every query of it is gone
    Connection(const Connection &) = delete;

    QSqlQuery query() const { return QSqlQuery(m_database); }
    // One statement without results; the query tells why not.
    bool run(const QString &sql, QSqlError *error = nullptr) const;
    qint64 pragma(const QString &name) const; // its number; -1: unreadable

private:
    explicit Connection(QString name) : m_name(std::move(name)) {}
    QString m_name;
    QSqlDatabase m_database;
};

} // namespace core::store
