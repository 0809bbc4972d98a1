// How long to wait after a frame before the next one is shown. On two cores the parser and the program that prints need
// the time that painting would take: frames that nobody could read need not come at the display's rate.
//
// A pure decision: the times come in as arguments.
#pragma once
#include <chrono>

namespace ui::terminal {

class FramePace
{
public:
    using Time = std::chrono::steady_clock::time_point;
    using Duration = std::chrono::nanoseconds;

    void setRefresh(Duration interval) { m_refresh = interval; }

    // A frame is shown now. `cpu` is the CPU time that the GUI thread has used so far; `unread`: output has run
    // through the whole screen since the frame before. Returns how long to wait.
    Duration shown(Time now, Duration cpu, bool unread);
    // The user did something. Returns how much of the current wait is left.
    Duration answerExpected(Time now);

private:
    Duration m_refresh = std::chrono::milliseconds(16);
    Duration m_cost{0};     // of a frame, as of late
    Duration m_lastCpu{0};
    Time m_last{};          // when the last frame was shown
    Time m_hurryUntil{};
    int m_inRow = 0;        // frames that followed one another without a rest
};

} // namespace ui::terminal
