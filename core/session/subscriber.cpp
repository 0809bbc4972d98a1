#include "core/session/subscriber.h"

#include <utility>

namespace core::session {

void Subscriber::offer(const Event &event)
{
    {
        const std::lock_guard lock(m_mutex);
        // A Lossless queue takes what one read of the PTY brought, also beyond its capacity; then the reading stops.
        const bool mustKeep = m_delivery == Delivery::Lossless || std::holds_alternative<Ended>(event);
        if (m_events.size() >= m_capacity && !mustKeep)
            ++m_lost;
        else
            m_events.push_back(event);
    }
    m_wake.signal();
}

void Subscriber::offerFrame()
{
    {
        const std::lock_guard lock(m_mutex);
        m_frameWanted = false;
        if (std::exchange(m_frameWaits, true))
            return; // not looked at since: not woken again
    }
    m_wake.signal();
}

bool Subscriber::wantsFrame() const
{
    const std::lock_guard lock(m_mutex);
    return m_frameWanted;
}

bool Subscriber::isBehind() const
{
    const std::lock_guard lock(m_mutex);
    return m_delivery == Delivery::Lossless && m_events.size() >= m_capacity;
}

Subscriber::Taken Subscriber::take()
{
    m_wake.clear();
    const std::lock_guard lock(m_mutex);
    Taken taken;
    taken.wasBehind = m_delivery == Delivery::Lossless && m_events.size() >= m_capacity;
    taken.events = std::exchange(m_events, {});
    if (const auto lost = std::exchange(m_lost, 0)) {
        // The lost ones came after those that were kept, but before the end.
        const bool ended = !taken.events.empty() && std::holds_alternative<Ended>(taken.events.back());
        taken.events.insert(taken.events.end() - (ended ? 1 : 0), EventsLost{lost});
    }
    return taken;
}

bool Subscriber::takeFrame()
{
    const std::lock_guard lock(m_mutex);
    m_frameWanted = true;
    return std::exchange(m_frameWaits, false);
}

} // namespace core::session
