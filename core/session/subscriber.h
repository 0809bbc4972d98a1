// One subscriber's queue between the session's thread and the subscriber's: events in order, and whether a newer frame
// waits. One mutex, a leaf.
#pragma once
#include "core/base/wake_fd.h"
#include "core/session/session_handle.h"

#include <functional>
#include <mutex>

namespace core::session {

class Subscriber
{
public:
    Subscriber(Delivery delivery, std::size_t capacity) : m_delivery(delivery), m_capacity(capacity) { m_wake.signal(); }

    // ---- the session's thread
    void offer(const Event &event);
    void offerFrame();
    bool wantsFrame() const;
    bool isBehind() const; // Lossless and full: the session must not read on

    // ---- the subscriber's thread
    struct Taken
    {
        std::vector<Event> events;
        bool wasBehind = false; // the session waits for this
    };
    Taken take();
    bool takeFrame();
    int wakeFd() const { return m_wake.fd(); }

private:
    const Delivery m_delivery;
    const std::size_t m_capacity;
    base::WakeFd m_wake;
    mutable std::mutex m_mutex; // guards what follows
    std::vector<Event> m_events;
    std::size_t m_lost = 0;
    bool m_frameWaits = true; // the newest one is new to it
    bool m_frameWanted = false;
};

} // namespace core::session
