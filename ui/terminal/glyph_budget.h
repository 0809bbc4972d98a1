// How much of the GUI thread's time may go into making the pictures of characters that were not shown before. Making one can
// cost a millisecond (fonts are searched for a script that the terminal's own lacks), and a flood of text in many scripts
// shows thousands: without a limit a key would wait for all of them.
//
// A pure decision: the times come in as arguments.
#pragma once
#include <algorithm>
#include <chrono>

namespace ui::terminal {

class GlyphBudget
{
public:
    using Time = std::chrono::steady_clock::time_point;
    using Duration = std::chrono::nanoseconds;

    static constexpr Duration kSaved = std::chrono::milliseconds(200); // a page of a new script comes at once
    static constexpr int kShare = 4;                                   // then one part in four of the time

    explicit GlyphBudget(Duration saved = kSaved) : m_most(saved), m_left(saved) {}

    bool allows(Time now)
    {
        m_left = std::min(m_left + (now - m_last) / kShare, m_most);
        m_last = now;
        return m_left > Duration::zero();
    }
    // A single dear one (fonts are opened for it) is not paid for by leaving out all others for long.
    void spent(Duration time) { m_left = std::max(m_left - time, -kSaved / 4); }

private:
    Duration m_most; // that may be put by
    Duration m_left;
    Time m_last{};
};

} // namespace ui::terminal
