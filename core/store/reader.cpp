#include "core/store/reader.h"

#include <chrono>
#include <optional>
#include <poll.h>

namespace core::store {
namespace {

constexpr std::size_t kQuestions = 64; // more waiting ones are refused
constexpr std::chrono::milliseconds kKeepCache{20'000}; // after the last search

} // namespace

Reader::Reader(std::string path, StoreOptions options, bool readOnly)
    : m_path(std::move(path)), m_options(options), m_readOnly(readOnly), m_waiting(kQuestions), m_thread([this] { run(); })
{
}

Reader::~Reader()
{
    m_waiting.close();
    m_thread.join();
}

void Reader::ask(Question question)
{
    if (!m_waiting.offer(std::move(question)))
        question(base::fail("store.busy", "Too many searches wait already; try again."));
}

void Reader::run()
{
    std::optional<Connection> connection;
    bool isCacheFull = false; // or may be
    while (true) {
        pollfd wake{m_waiting.wakeFd(), POLLIN, 0};
        if (::poll(&wake, 1, isCacheFull ? int(kKeepCache.count()) : -1) == 0) {
            connection->run(QStringLiteral("PRAGMA shrink_memory"));
            isCacheFull = false;
            continue;
        }
        const bool closing = m_waiting.isClosed();
        for (Question &question : m_waiting.drain()) {
            if (m_waiting.isClosed()) {
                question(base::fail("store.query", "The history is being closed."));
                continue;
            }
            if (!connection) {
                const auto access = m_readOnly ? Connection::Access::ReadOnly : Connection::Access::ReadWrite;
                auto opened = Connection::open(m_path, access, m_options.busyTimeout);
                if (!opened) {
                    question(std::unexpected(opened.error()));
                    continue;
                }
                connection.emplace(std::move(*opened));
                connection->run(QStringLiteral("PRAGMA query_only=1"));
                connection->run(QStringLiteral("PRAGMA cache_size=-32768")); // KiB: while somebody searches, a large history's indexes
            }
            question(&*connection);
            isCacheFull = true;
        }
        if (closing)
            return;
    }
}

} // namespace core::store
