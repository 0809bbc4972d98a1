#include "core/store/writer.h"

#include "core/base/backoff.h"
#include "core/store/connection.h"
#include "core/store/failure.h"
#include "core/store/history_table.h"
#include "core/store/migrations.h"
#include "core/telemetry/log.h"

#include <QVariant>
#include <algorithm>
#include <poll.h>

namespace core::store {

using namespace std::chrono_literals;

Writer::Writer(std::string path, StoreOptions options)
    : m_path(std::move(path)), m_options(options), m_waiting(options.queue), m_thread([this] { run(); })
{
}

Writer::~Writer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closeBy = base::Clock::system().now() + m_options.closing;
    }
    m_changed.notify_all();
    m_waiting.close();
    m_thread.join();
}

bool Writer::offer(CommandRecord &record)
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_offered;
    }
    if (m_waiting.offer(std::move(record)))
        return true;
    settle(1);
    return false;
}

bool Writer::flush(std::chrono::milliseconds atMost)
{
    std::unique_lock lock(m_mutex);
    const std::uint64_t target = m_offered;
    return m_changed.wait_for(lock, atMost, [&] { return m_settled >= target || m_stopped; }) && !m_stopped;
}

bool Writer::isStopped() const
{
    const std::lock_guard lock(m_mutex);
    return m_stopped;
}

base::Error Writer::problem() const
{
    const std::lock_guard lock(m_mutex);
    return m_problem;
}

void Writer::settle(std::size_t count)
{
    {
        const std::lock_guard lock(m_mutex);
        m_settled += count;
    }
    m_changed.notify_all();
}

void Writer::report(base::Error problem, bool stopped)
{
    {
        const std::lock_guard lock(m_mutex);
        if (problem == m_problem && stopped == m_stopped)
            return;
        m_problem = problem;
        m_stopped = stopped;
    }
    m_changed.notify_all();
    if (!problem.code.empty())
        qCWarning(telemetry::lcStore, "%s: %s", problem.code.c_str(), problem.detail.c_str());
}

bool Writer::isPastClosing() const
{
    const std::lock_guard lock(m_mutex);
    return m_closeBy && base::Clock::system().now() >= *m_closeBy;
}

void Writer::run()
{
    base::Backoff backoff(20ms, 2s);
    std::optional<Connection> connection;
    while (true) {
        pollfd wake{m_waiting.wakeFd(), POLLIN, 0};
        ::poll(&wake, 1, -1);
        const bool closing = m_waiting.isClosed(); // asked first: what was offered before is in the drain
        const std::vector<CommandRecord> records = m_waiting.drain();
        std::span<const CommandRecord> rest(records);
        while (!rest.empty()) {
            const std::size_t before = rest.size();
            Outcome outcome = Outcome::Again;
            if (!connection) {
                if (auto opened = Connection::open(m_path, Connection::Access::ReadWrite, m_options.busyTimeout)) {
                    connection.emplace(std::move(*opened));
                    connection->run(QStringLiteral("PRAGMA synchronous=NORMAL"));
                } else {
                    report(opened.error(), false);
                }
            }
            if (connection)
                outcome = write(*connection, rest);
            settle(before - rest.size());
            if (outcome == Outcome::Stop) {
                settle(rest.size());
                break;
            }
            if (outcome == Outcome::Written) {
                backoff.reset();
                report({}, false);
                continue;
            }
            if (isPastClosing()) {
                qCCritical(telemetry::lcStore, "%zu commands could not be written before the end", rest.size());
                break;
            }
            std::unique_lock lock(m_mutex); // a pause that closing cuts short
            m_changed.wait_for(lock, backoff.next() + 1ms, [this] { return m_closeBy.has_value(); });
        }
        if (closing)
            return;
    }
}

Writer::Outcome Writer::failed(const QSqlError &error)
{
    switch (causeOf(error)) {
    case Cause::Busy: return Outcome::Again; // another Berth is writing: nobody needs to hear of it
    case Cause::Corrupt:
        report(errorOf(error, "store.corrupt", "The history file is damaged; nothing more is written to it."), true);
        return Outcome::Stop;
    case Cause::Other: break;
    }
    report(errorOf(error, "store.write", "The history cannot be written at the moment; it is tried again."), false);
    return Outcome::Again;
}

// One transaction of at most StoreOptions::batch. On success `rest` loses what was committed.
Writer::Outcome Writer::write(const Connection &connection, std::span<const CommandRecord> &rest)
{
    QSqlError error;
    if (!connection.run(QStringLiteral("BEGIN IMMEDIATE"), &error))
        return failed(error);
    const auto undo = [&](const QSqlError &why) {
        connection.run(QStringLiteral("ROLLBACK"));
        return failed(why);
    };
    if (connection.pragma(QStringLiteral("user_version")) > schemaVersion()) {
        connection.run(QStringLiteral("ROLLBACK"));
        report({"store.newer", "A newer Berth has taken over the history; this one does not write to it any more.", {}}, true);
        return Outcome::Stop;
    }
    const auto end = base::Clock::system().now() + m_options.batch / 2; // the other half is for the commit
    std::size_t count = 0;
    {
        QSqlQuery insert = connection.query();
        if (!insert.prepare(QString::fromLatin1(kInsertCommand)))
            return undo(insert.lastError());
        do {
            bindRecord(insert, rest[count]);
            if (!insert.exec())
                return undo(insert.lastError());
            ++count;
        } while (count < rest.size() && base::Clock::system().now() < end);
    }
    if (!connection.run(QStringLiteral("COMMIT"), &error))
        return undo(error);
    rest = rest.subspan(count);
    return Outcome::Written;
}

} // namespace core::store
