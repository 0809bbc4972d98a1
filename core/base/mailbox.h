// The one way values cross threads in core: a bounded queue, many writers, one reader that is woken by a descriptor.
// Made of std primitives so that ThreadSanitizer sees it. What happens when it is full is the writer's choice and is
// said where the mailbox is used: offer() refuses, put() waits.
#pragma once
#include "core/base/wake_fd.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace core::base {

template<class T>
class Mailbox
{
public:
    explicit Mailbox(std::size_t capacity) : m_capacity(capacity) {}

    // Any thread. False, and `value` untouched, when the mailbox is full or closed.
    [[nodiscard]] bool offer(T &&value)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_closed || m_queue.size() >= m_capacity)
                return false;
            m_queue.push_back(std::move(value));
        }
        m_wake.signal();
        return true;
    }

    // Any thread but the reader's. Waits for room; false when closed.
    [[nodiscard]] bool put(T &&value)
    {
        {
            std::unique_lock lock(m_mutex);
            m_room.wait(lock, [this] { return m_closed || m_queue.size() < m_capacity; });
            if (m_closed)
                return false;
            m_queue.push_back(std::move(value));
        }
        m_wake.signal();
        return true;
    }

    // Reader: everything that waits, in order; clears the wake. A closed mailbox stays readable: a reader that asked
    // isClosed() just before the close must not wait for a wake that this drain has taken.
    std::vector<T> drain()
    {
        m_wake.clear();
        std::deque<T> taken;
        bool closed = false;
        {
            const std::lock_guard lock(m_mutex);
            taken.swap(m_queue);
            closed = m_closed;
        }
        if (closed)
            m_wake.signal();
        m_room.notify_all();
        return {std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end())};
    }

    // Any thread. Later offers and puts fail; what waits can still be drained. Wakes reader and writers.
    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_closed = true;
        }
        m_room.notify_all();
        m_wake.signal();
    }

    bool isClosed() const
    {
        const std::lock_guard lock(m_mutex);
        return m_closed;
    }

    int wakeFd() const { return m_wake.fd(); } // readable when something waits, and once closed

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_room;
    std::deque<T> m_queue;
    std::size_t m_capacity;
    bool m_closed = false;
    WakeFd m_wake;
};

} // namespace core::base
