// For tests of the history: a store on a real file of its own, what is in that file, and records a second apart.
#pragma once
#include "core/store/connection.h"
#include "core/store/history_table.h"
#include "core/store/testing.h"

#include <QFile>
#include <QTemporaryDir>
#include <QVariant>
#include <memory>

namespace core::store::testing {

inline std::vector<CommandRecord> found(Store &store, HistoryQuery query)
{
    auto rows = search(store, std::move(query));
    if (!rows)
        qFatal("%s %s", rows.error().code.c_str(), rows.error().detail.c_str());
    return std::move(*rows);
}

// Newest first, separated by ", ".
inline QString listed(Store &store, HistoryQuery query)
{
    return commands(store, std::move(query)).join(QLatin1String(", "));
}

template<class Change>
HistoryQuery query(Change change)
{
    HistoryQuery made;
    change(made);
    return made;
}

inline HistoryQuery fuzzy(const char *text)
{
    return query([&](HistoryQuery &q) { q.match = HistoryQuery::Match::Fuzzy; q.text = text; });
}

class HistoryFixture : public QObject
{
protected:
    void start()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(QStringLiteral("history.db")).toStdString();
        m_second = 1'700'000'000;
        m_store = open();
    }

    std::unique_ptr<Store> open(const StoreOptions &options = {}) { return openStore(m_path, options); }

    CommandRecord at(const std::string &text, int exitCode = 0)
    {
        CommandRecord record;
        record.command = text;
        record.exitCode = exitCode;
        record.start = base::WallTime(std::chrono::seconds(m_second++));
        return record;
    }

    void offer(CommandRecord record) { testing::offer(*m_store, std::move(record)); }
    void put(CommandRecord record) { testing::put(*m_store, std::move(record)); }

    base::Result<KeptOutput> outputOf(std::int64_t id)
    {
        return answer<KeptOutput>([&](auto done) { m_store->output(id, std::move(done)); });
    }

    int number(const char *sql) const
    {
        const auto connection = Connection::open(m_path, Connection::Access::ReadWrite, std::chrono::seconds(5));
        QSqlQuery query = connection->query();
        return query.exec(QLatin1String(sql)) && query.next() ? query.value(0).toInt() : -1;
    }

    bool run(const char *sql) const
    {
        const auto connection = Connection::open(m_path, Connection::Access::ReadWrite, std::chrono::seconds(5));
        return connection->run(QLatin1String(sql));
    }

    bool fileHas(const char *text) const
    {
        for (const char *part : {"", "-wal"}) {
            QFile file(QString::fromStdString(m_path) + QLatin1String(part));
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text))
                return true;
        }
        return false;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::string m_path;
    std::int64_t m_second = 0;
    std::unique_ptr<Store> m_store;
};

} // namespace core::store::testing
