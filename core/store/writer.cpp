#include "core/store/writer.h"

#include "core/store/connection.h"
#include "core/store/failure.h"
#include "core/store/migrations.h"
#include "core/telemetry/log.h"

#include <QVariant>
#include <algorithm>
#include <poll.h>

namespace core::store {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t kTasks = 64;
// Of a batch, some ms: on a busy machine the clock alone would make many tiny commits, each with its part of the indexes.
constexpr std::size_t kLeastRows = 512;

base::Error closing()
{
    return {"store.query", "The history is being closed.", {}};
}

base::Error takenOver()
{
    return {"store.newer", "A newer Berth has taken over the history; this one does not write to it any more.", {}};
}

} // namespace

Writer::Writer(std::string path, StoreOptions options)
    : m_path(std::move(path))
    , m_options(options)
    , m_waiting(options.queue)
    , m_tasks(kTasks)
    , m_backoff(20ms, 2s)
    , m_thread([this] { run(); })
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
    m_tasks.close();
    m_thread.join();
}

void Writer::start(std::unique_ptr<WriterTask> task)
{
    if (!m_tasks.offer(std::move(task)))
        task->fail(m_tasks.isClosed() ? closing() : base::Error{"store.busy", "The history has much to do already; try again.", {}});
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
    std::deque<std::unique_ptr<WriterTask>> tasks;
    const bool hasUpkeep = m_options.keepFor.count() > 0 || m_options.maxBytes > 0;
    auto upkeep = base::Clock::system().now() + m_options.upkeep / 10; // not while the program starts
    while (true) {
        int wait = tasks.empty() ? -1 : 0;
        if (tasks.empty() && hasUpkeep) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(upkeep - base::Clock::system().now());
            wait = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
        }
        pollfd wake[]{{m_waiting.wakeFd(), POLLIN, 0}, {m_tasks.wakeFd(), POLLIN, 0}};
        ::poll(wake, 2, wait);
        const bool closed = m_waiting.isClosed(); // asked first: what was offered before is in the drain
        writeAll(m_waiting.drain());
        for (std::unique_ptr<WriterTask> &task : m_tasks.drain())
            tasks.push_back(std::move(task));
        if (closed) {
            for (const auto &task : tasks)
                task->fail(closing());
            m_inserter.reset();
            m_connection.reset(); // where it was opened
            return;
        }
        if (hasUpkeep && base::Clock::system().now() >= upkeep) {
            tasks.push_back(std::make_unique<UpkeepTask>(m_options));
            upkeep = base::Clock::system().now() + m_options.upkeep;
        }
        if (!tasks.empty())
            workOn(tasks);
    }
}

const Connection *Writer::connection()
{
    if (!m_connection) {
        auto opened = Connection::open(m_path, Connection::Access::ReadWrite, m_options.busyTimeout);
        if (!opened) {
            report(opened.error(), false);
            return nullptr;
        }
        m_connection.emplace(std::move(*opened));
        m_connection->run(QStringLiteral("PRAGMA synchronous=NORMAL"));
        m_connection->run(QStringLiteral("PRAGMA cache_size=-8192"));       // KiB: where the indexes are written to
        m_connection->run(QStringLiteral("PRAGMA wal_autocheckpoint=4000")); // pages: an import dirties the same ones again and again
    }
    return &*m_connection;
}

void Writer::pause()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, m_backoff.next() + 1ms, [this] { return m_closeBy.has_value(); });
}

void Writer::writeAll(std::vector<CommandRecord> records)
{
    std::span<const CommandRecord> rest(records);
    while (!rest.empty()) {
        const std::size_t before = rest.size();
        const Connection *open = connection();
        const Outcome outcome = open ? write(*open, rest) : Outcome::Again;
        settle(before - rest.size());
        if (outcome == Outcome::Stop) {
            settle(rest.size());
            return;
        }
        if (outcome == Outcome::Written) {
            m_backoff.reset();
            report({}, false);
            continue;
        }
        if (isPastClosing()) {
            qCCritical(telemetry::lcStore, "%zu commands could not be written before the end", rest.size());
            return;
        }
        pause();
    }
}

// One step of the first task; commands that came meanwhile are written before the next one.
void Writer::workOn(std::deque<std::unique_ptr<WriterTask>> &tasks)
{
    WriterTask &task = *tasks.front();
    const auto end = [&](base::Error error) {
        task.fail(std::move(error));
        tasks.pop_front();
    };
    if (isStopped())
        return end({"store.read_only", "The history is open for reading only.", problem().detail});
    const Connection *open = connection();
    if (!open)
        return end(problem());
    if (open->pragma(QStringLiteral("user_version")) > schemaVersion()) {
        report(takenOver(), true);
        return end(takenOver());
    }
    QSqlError error;
    m_inserter.reset(); // it may remove what commands share
    switch (task.step(*open, m_options.batch / 2, error)) {
    case WriterTask::Step::More: m_backoff.reset(); return;
    case WriterTask::Step::Done: tasks.pop_front(); return;
    case WriterTask::Step::Failed: break;
    }
    switch (causeOf(error)) {
    case Cause::Busy: pause(); return; // another Berth is writing
    case Cause::Corrupt: (void)failed(error); return end(problem());
    case Cause::Other: return end(errorOf(error, "store.write", "The history cannot be changed at the moment."));
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
    const auto undo = [&](QSqlError why) {
        m_inserter.reset();
        connection.run(QStringLiteral("ROLLBACK"));
        return failed(why);
    };
    if (connection.pragma(QStringLiteral("user_version")) > schemaVersion()) {
        connection.run(QStringLiteral("ROLLBACK"));
        report(takenOver(), true);
        return Outcome::Stop;
    }
    if (!m_inserter)
        m_inserter.emplace(connection, m_options.outputBytes);
    if (!m_inserter->begin())
        return undo(m_inserter->error());
    const base::Clock &clock = base::Clock::system();
    const auto end = clock.now() + std::max<base::SteadyTime::duration>(m_options.batch / 2, m_options.batch - 2 * m_lastCommit); // the rest is for the commit
    std::size_t count = 0;
    do {
        if (!m_inserter->insert(rest[count]))
            return undo(m_inserter->error());
        ++count;
    } while (count < rest.size() && (count < kLeastRows || clock.now() < end));
    const auto commit = clock.now();
    if (!connection.run(QStringLiteral("COMMIT"), &error))
        return undo(error);
    m_lastCommit = clock.now() - commit;
    rest = rest.subspan(count);
    return Outcome::Written;
}

} // namespace core::store
