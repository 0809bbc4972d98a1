// The one thread that writes: takes records from a bounded queue and commits them in short transactions.
#pragma once
#include "core/base/backoff.h"
#include "core/base/mailbox.h"
#include "core/store/history_table.h"
#include "core/store/store.h"
#include "core/store/writer_task.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <thread>

namespace core::store {

class Writer
{
public:
    Writer(std::string path, StoreOptions options);
    ~Writer(); // writes what waits for at most StoreOptions::closing, then joins
    Writer(const Writer &) = delete;

    [[nodiscard]] bool offer(CommandRecord &record);
    void start(std::unique_ptr<WriterTask> task); // after those before; fails at once when too many wait
    bool flush(std::chrono::milliseconds atMost);
    bool isStopped() const; // for good: the file is damaged, or a newer Berth has it
    base::Error problem() const;

private:
    enum class Outcome { Written, Again, Stop };

    void run();
    void writeAll(std::vector<CommandRecord> records);
    void workOn(std::deque<std::unique_ptr<WriterTask>> &tasks);
    const Connection *connection(); // nullptr: reported
    void pause();                   // before the next try; closing cuts it short
    Outcome write(const Connection &connection, std::span<const CommandRecord> &rest);
    Outcome failed(const QSqlError &error);
    void report(base::Error problem, bool stopped);
    void settle(std::size_t count);
    bool isPastClosing() const;

    const std::string m_path;
    const StoreOptions m_options;
    base::Mailbox<CommandRecord> m_waiting;
    base::Mailbox<std::unique_ptr<WriterTask>> m_tasks;
    std::optional<Connection> m_connection; // the thread's
    std::optional<HistoryInserter> m_inserter; // of m_connection
    base::Backoff m_backoff;                // the thread's
    base::SteadyTime::duration m_lastCommit{}; // how long it took

    mutable std::mutex m_mutex; // guards what follows; never held while calling SQLite
    std::condition_variable m_changed;
    std::uint64_t m_offered = 0; // counted before the mailbox takes them
    std::uint64_t m_settled = 0;
    bool m_stopped = false;
    base::Error m_problem;
    std::optional<base::SteadyTime> m_closeBy;

    std::thread m_thread; // last: it uses all of the above
};

} // namespace core::store
