// A piece of SQL with the values of its '?'. Private to core/store.
#pragma once
#include "core/store/connection.h"

#include <QSqlError>
#include <QString>
#include <QVariant>
#include <iterator>
#include <optional>
#include <vector>

namespace core::store {

struct SqlPart
{
    QString sql;
    std::vector<QVariant> values; // for its '?', in order

    void add(const QString &condition, std::vector<QVariant> more = {}) // AND condition
    {
        sql += QStringLiteral(" AND ") + condition;
        append(std::move(more));
    }
    void append(std::vector<QVariant> more) { values.insert(values.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end())); }

    // Runs it; nullopt: `error` says why not.
    std::optional<QSqlQuery> run(const Connection &connection, QSqlError &error) const
    {
        QSqlQuery query = connection.query();
        query.setForwardOnly(true);
        bool done = query.prepare(sql);
        for (const QVariant &value : values)
            query.addBindValue(value);
        done = done && query.exec();
        error = query.lastError();
        return done ? std::optional(std::move(query)) : std::nullopt;
    }

    // The numbers of its first column.
    std::optional<std::vector<qint64>> numbers(const Connection &connection, QSqlError &error) const
    {
        auto query = run(connection, error);
        if (!query)
            return {};
        std::vector<qint64> all;
        while (query->next())
            all.push_back(query->value(0).toLongLong());
        error = query->lastError();
        return error.isValid() ? std::nullopt : std::optional(std::move(all));
    }
};

} // namespace core::store
