// Files of this machine are read and written on a thread of their own, at the other end of a socket pair, because disks
// (and what is mounted over a network) may block. The engine's thread only moves bytes between that pair and a request.
//
// Threads: the Qt thread it was made on. Its end does not wait for the thread, which may be stuck in a write for minutes;
// the thread owns what it needs, finds the pair closed and ends by itself.
#pragma once
#include "core/base/unique_fd.h"
#include "core/engine/operation.h"

#include <QObject>
#include <QSocketNotifier>
#include <atomic>

namespace core::engine {

class PipeWorker : public QObject
{
    Q_OBJECT
public:
    struct Pipe
    {
        int fd = -1;                      // blocking, the job's end of the pair
        const std::atomic<bool> &isWhole; // what is read to its end is all there was: the transfer was not broken off
    };
    // Reads or writes to the end. It may run longer than the PipeWorker and must capture by value.
    using Job = std::function<base::Result<void>(const Pipe &pipe)>;

    // A job that ends well closes its end; one that fails keeps it open until the PipeWorker ends, so that a half-written
    // archive does not look like a whole one. Code: engine.local_file (no descriptors or threads left).
    static base::Result<std::unique_ptr<PipeWorker>> start(Job job, Done<void> finished);
    ~PipeWorker() override;

    void abandon();  // deletes it, without a word to `finished`; may be called from inside that
    void setWhole(); // before the other end is closed
    base::UniqueFd takeEnd() { return std::move(m_end); } // non-blocking, the caller's to close

private:
    struct State;
    PipeWorker(std::shared_ptr<State> state, base::UniqueFd end, Done<void> finished);
    void onFinished();

    std::shared_ptr<State> m_state;
    base::UniqueFd m_end;
    Done<void> m_finished;
    QSocketNotifier m_notifier;
};

} // namespace core::engine
