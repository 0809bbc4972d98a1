#include "core/store/reader.h"

#include "core/store/connection.h"
#include "core/store/failure.h"
#include "core/store/history_table.h"
#include "core/store/search_query.h"

#include <poll.h>

namespace core::store {
namespace {

constexpr std::size_t kSearches = 64; // more waiting ones are refused

base::Error explain(const QSqlError &error)
{
    if (causeOf(error) == Cause::Corrupt)
        return errorOf(error, "store.corrupt", "The history file is damaged and cannot be searched.");
    return errorOf(error, "store.query", "The history cannot be searched at the moment.");
}

base::Result<std::vector<CommandRecord>> select(const Connection &connection, const HistoryQuery &query)
{
    const SearchSql search = searchSql(query);
    QSqlQuery statement = connection.query();
    statement.setForwardOnly(true);
    if (!statement.prepare(search.sql))
        return std::unexpected(explain(statement.lastError()));
    for (const QVariant &value : search.values)
        statement.addBindValue(value);
    if (!statement.exec())
        return std::unexpected(explain(statement.lastError()));
    std::vector<CommandRecord> records;
    while (statement.next())
        records.push_back(recordOf(statement));
    if (statement.lastError().isValid())
        return std::unexpected(explain(statement.lastError()));
    return records;
}

} // namespace

Reader::Reader(std::string path, StoreOptions options, bool readOnly)
    : m_path(std::move(path)), m_options(options), m_readOnly(readOnly), m_waiting(kSearches), m_thread([this] { run(); })
{
}

Reader::~Reader()
{
    m_waiting.close();
    m_thread.join();
}

void Reader::search(HistoryQuery query, Store::HistoryDone done)
{
    Search search{std::move(query), std::move(done)};
    if (!m_waiting.offer(std::move(search)))
        search.done(base::fail("store.busy", "Too many searches wait already; try again."));
}

void Reader::run()
{
    std::optional<Connection> connection;
    while (true) {
        pollfd wake{m_waiting.wakeFd(), POLLIN, 0};
        ::poll(&wake, 1, -1);
        const bool closing = m_waiting.isClosed();
        for (Search &search : m_waiting.drain()) {
            if (m_waiting.isClosed()) {
                search.done(base::fail("store.query", "The history is being closed."));
                continue;
            }
            if (!connection) {
                const auto access = m_readOnly ? Connection::Access::ReadOnly : Connection::Access::ReadWrite;
                auto opened = Connection::open(m_path, access, m_options.busyTimeout);
                if (!opened) {
                    search.done(std::unexpected(opened.error()));
                    continue;
                }
                connection.emplace(std::move(*opened));
                connection->run(QStringLiteral("PRAGMA query_only=1"));
            }
            search.done(select(*connection, search.query));
        }
        if (closing)
            return;
    }
}

} // namespace core::store
