// Reads a descriptor on a thread of its own while output floods, so that the system's copying and the parsing of what came
// run on different cores. It lasts for one flood: it is over when little or nothing has come for a while, at the end, or when
// asked.
//
// Threads: made, used and destroyed by one thread, the owner of the descriptor, which does not read it meanwhile. Between
// the two threads is a ring with one writer and one reader: two counters, no lock.
#pragma once
#include "core/base/wake_fd.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <span>
#include <thread>
#include <vector>

namespace core::pty {

class ReadAhead
{
public:
    static constexpr std::size_t kBytes = 128 * 1024; // read and not taken yet, at most

    // `source` is non-blocking and outlives this. Throws std::system_error where no thread or no descriptor can be had.
    explicit ReadAhead(int source);
    ~ReadAhead(); // what was not taken is lost
    ReadAhead(const ReadAhead &) = delete;

    // For poll(): readable while there is something to take, and once it is over.
    int fd() const { return m_someThere.fd(); }
    // What was read next, as much as fits; 0 when nothing is there, see isOver().
    std::size_t take(std::span<char> into);
    // Nothing is there and nothing will be: whoever wants more reads the descriptor himself.
    bool isOver() const;
    // Ends the reading now. What was read by then can still be taken.
    void stop();

private:
    void run();
    bool waitForRoom();
    bool waitForMore(std::chrono::nanoseconds limit);
    void tellThereIsSome();

    const int m_source;
    std::vector<char> m_ring;
    base::WakeFd m_someThere; // to the owner
    base::WakeFd m_look;      // to the reading thread: there is room, or it is to stop
    std::atomic<std::uint64_t> m_read = 0, m_taken = 0; // bytes so far
    std::atomic<bool> m_ownerWaits = true;  // m_someThere was not signalled since it was last cleared
    std::atomic<bool> m_threadWaits = false;
    std::atomic<bool> m_stop = false, m_over = false;
    std::thread m_thread;     // last: it uses the others
};

} // namespace core::pty
