#include "core/engine/action_turns.h"

#include "core/engine/task.h"

#include <QPointer>
#include <set>

namespace core::engine {

class ActionTurns::Turn final : public Operation
{
public:
    Turn(ActionTurns &turns, std::string_view principal, std::move_only_function<OperationPtr()> go, std::move_only_function<void(base::Error)> end)
        : principal(principal), m_turns(&turns), m_go(std::move(go)), m_end(std::move(end))
    {
    }
    void begin()
    {
        auto go = std::exchange(m_go, nullptr);
        if (!go) // one that began just before has cancelled it
            return;
        m_end = nullptr;
        m_begun = go();
    }
    void end(const base::Error &error)
    {
        m_go = nullptr;
        if (auto end = std::exchange(m_end, nullptr))
            end(error);
    }
    void cancel() override
    {
        if (const auto begun = m_begun)
            return begun->cancel();
        if (m_turns)
            m_turns->drop(this);
        end(cancelledError());
    }

    const std::string principal;

private:
    QPointer<ActionTurns> m_turns;
    std::move_only_function<OperationPtr()> m_go; // while it waits
    std::move_only_function<void(base::Error)> m_end;
    OperationPtr m_begun;
};

void ActionTurns::setUp()
{
    m_next.setSingleShot(true);
    m_next.callOnTimeout(this, &ActionTurns::serve);
}

void ActionTurns::setLimits(Limits limits)
{
    if (limits == m_limits)
        return;
    m_limits = limits;
    m_limiter = base::PrincipalLimiter(limits.perSecond, limits.burst);
    if (!m_queue.empty())
        m_next.start(0);
}

OperationPtr ActionTurns::take(std::string_view principal, std::move_only_function<OperationPtr()> go, std::move_only_function<void(base::Error)> end, const OnWait &onWait)
{
    const auto before = std::ranges::count_if(m_queue, [&](const auto &each) { return each->principal == principal; });
    const auto wait = before > 0 ? std::chrono::milliseconds(0) : m_limiter.take(principal, base::Clock::system().now());
    if (before == 0 && wait.count() == 0)
        return go();
    const auto until = (before > 0 ? m_next.remainingTimeAsDuration() : wait) + std::chrono::milliseconds(long(1000 * double(before) / m_limits.perSecond));
    if (m_queue.size() >= m_limits.waiting) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(until).count();
        end({"engine.rate", std::to_string(m_queue.size()) + " actions wait for this engine already. Try again in " + std::to_string(seconds) + " s.", {}});
        return nullptr;
    }
    auto turn = std::make_shared<Turn>(*this, principal, std::move(go), std::move(end));
    m_queue.push_back(turn);
    if (!m_next.isActive() || (before == 0 && m_next.remainingTimeAsDuration() > wait))
        m_next.start(wait);
    if (onWait)
        onWait(until);
    return turn;
}

// A principal whose bucket is empty lets the others pass. What is begun may end at once, and its end ask for more.
void ActionTurns::serve()
{
    std::set<std::string> out;
    auto next = std::chrono::milliseconds::max();
    std::vector<std::shared_ptr<Turn>> ready;
    for (auto it = m_queue.begin(); it != m_queue.end();) {
        const auto wait = out.contains((*it)->principal) ? std::chrono::milliseconds::max() : m_limiter.take((*it)->principal, base::Clock::system().now());
        if (wait.count() == 0) {
            ready.push_back(*it);
            it = m_queue.erase(it);
            continue;
        }
        out.insert((*it)->principal);
        next = std::min(next, wait);
        ++it;
    }
    if (!m_queue.empty())
        m_next.start(next);
    const QPointer<ActionTurns> self(this);
    for (const auto &turn : ready) {
        if (self)
            turn->begin();
        else
            turn->end(cancelledError());
    }
}

void ActionTurns::drop(const Turn *turn)
{
    std::erase_if(m_queue, [turn](const auto &each) { return each.get() == turn; });
}

void ActionTurns::cancelAll()
{
    m_next.stop();
    const auto all = std::exchange(m_queue, {});
    const base::Error gone{"engine.unreachable", "The engine is gone; " + (all.size() == 1 ? "one action was" : std::to_string(all.size()) + " actions were") + " not begun.", {}};
    for (const auto &turn : all)
        turn->end(gone);
}

} // namespace core::engine
