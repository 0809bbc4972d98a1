// Turns for what somebody has an engine change (start, remove, pull, a shell, …): a token bucket for each principal, so that
// nobody's haste is the engine's trouble or another's wait. Who finds his bucket empty is not refused but waits, in order,
// and is told how long; only when too many wait already is one refused with engine.rate.
//
// Threads: the engine's. Owner: the Engine, whose turns these are; every principal's calls go through the same one.
#pragma once
#include "core/base/clock.h"
#include "core/base/principal_limiter.h"
#include "core/engine/operation.h"

#include <QTimer>
#include <list>

namespace core::engine {

// A person at this window. Others (an agent that acts, an attached viewer) get names of their own.
inline constexpr std::string_view kWindowPrincipal = "window";

class ActionTurns : public QObject
{
public:
    struct Limits
    {
        double perSecond = 10; // an engine takes some 10 to 100 ms for a change
        double burst = 120;    // at once: whole Compose projects
        std::size_t waiting = 500; // of all principals
        bool operator==(const Limits &) const = default;
    };
    ActionTurns() : ActionTurns(Limits()) {}
    explicit ActionTurns(Limits limits) : m_limits(limits), m_limiter(limits.perSecond, limits.burst) { setUp(); }

    void setLimits(Limits limits); // where they are others, buckets are full again; what waits is looked at anew

    template<class T>
    using Begin = std::move_only_function<OperationPtr(Done<T>)>;
    using OnWait = std::function<void(std::chrono::milliseconds)>; // it begins in about so long

    // `begin` when it is `principal`'s turn: before this returns, or later, after `onWait`. cancel() of the result ends it
    // with engine.cancelled while it waits, and the call that was begun afterwards.
    template<class T>
    OperationPtr run(std::string_view principal, Begin<T> begin, Done<T> done, const OnWait &onWait = {})
    {
        auto shared = std::make_shared<Done<T>>(std::move(done));
        auto go = [begin = std::move(begin), shared]() mutable { return begin(std::move(*shared)); };
        auto end = [shared](base::Error error) { (*shared)(std::unexpected(std::move(error))); };
        return take(principal, std::move(go), std::move(end), onWait);
    }
    void cancelAll(); // that wait, with engine.unreachable and one sentence for all of them: the engine goes, or is lost
    std::size_t waiting() const { return m_queue.size(); }

private:
    class Turn;
    void setUp();
    OperationPtr take(std::string_view principal, std::move_only_function<OperationPtr()> go, std::move_only_function<void(base::Error)> end, const OnWait &onWait);
    void serve();
    void drop(const Turn *turn);

    Limits m_limits;
    base::PrincipalLimiter m_limiter;
    std::list<std::shared_ptr<Turn>> m_queue; // oldest first
    QTimer m_next;
};

} // namespace core::engine
