// The one thread that writes: takes records from a bounded queue and commits them in short transactions.
#pragma once
#include "core/base/mailbox.h"
#include "core/store/store.h"

#include <condition_variable>
#include <mutex>
#include <span>
#include <thread>

class QSqlError;

namespace core::store {

class Connection;

class Writer
{
public:
    Writer(std::string path, StoreOptions options);
    ~Writer(); // writes what waits for at most StoreOptions::closing, then joins
    Writer(const Writer &) = delete;

    [[nodiscard]] bool offer(CommandRecord &record);
    bool flush(std::chrono::milliseconds atMost);
    bool isStopped() const; // for good: the file is damaged, or a newer Berth has it
    base::Error problem() const;

private:
    enum class Outcome { Written, Again, Stop };

    void run();
    Outcome write(const Connection &connection, std::span<const CommandRecord> &rest);
    Outcome failed(const QSqlError &error);
    void report(base::Error problem, bool stopped);
    void settle(std::size_t count);
    bool isPastClosing() const;

    const std::string m_path;
    const StoreOptions m_options;
    base::Mailbox<CommandRecord> m_waiting;

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
