// One question on its way and at most one that waits: a newer question replaces the waiting one, and the answer to one that
// is no longer the newest is dropped. So typing never piles up work. GUI thread.
#pragma once
#include <functional>
#include <optional>
#include <utility>

namespace ui::history {

template<class Question>
class Newest
{
public:
    using Send = std::function<void(Question)>;
    explicit Newest(Send send) : m_send(std::move(send)) {}

    void ask(Question question)
    {
        m_dropped = false;
        if (m_busy) {
            m_waiting = std::move(question);
        } else {
            m_busy = true;
            m_send(std::move(question));
        }
    }
    // To be called with each answer; true when it is still wanted.
    [[nodiscard]] bool answered()
    {
        m_busy = false;
        if (m_waiting) {
            ask(*std::exchange(m_waiting, std::nullopt));
            return false;
        }
        return !std::exchange(m_dropped, false);
    }
    // What is on its way or waits is no longer wanted.
    void drop()
    {
        m_waiting.reset();
        m_dropped = m_busy;
    }
    bool isBusy() const { return m_busy && !m_dropped; }

private:
    Send m_send;
    std::optional<Question> m_waiting;
    bool m_busy = false, m_dropped = false;
};

} // namespace ui::history
