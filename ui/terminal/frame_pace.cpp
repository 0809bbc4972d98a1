#include "ui/terminal/frame_pace.h"

#include <algorithm>

namespace ui::terminal {
namespace {
using namespace std::chrono_literals;

// Of the GUI thread's core, what showing frames may take: one part in four.
constexpr int kShare = 4;
constexpr auto kSlowest = 100ms;
// Output that has passed before it could be seen: that it moves is all there is to see, and each picture takes time from it.
constexpr auto kUnreadInterval = 100ms;
// Pictures without end (a progress display, a film): smooth enough, at half the cost.
constexpr auto kEndlessInterval = 33ms;
constexpr int kEndlessFrom = 60;
// For so long after a key or click what comes is likely its answer.
constexpr auto kHurry = 200ms;
// A frame later than that after the last one is not part of a stream.
constexpr auto kRest = 150ms;
} // namespace

FramePace::Duration FramePace::shown(Time now, Duration cpu, bool unread)
{
    const bool follows = now - m_last < kRest;
    m_inRow = follows ? m_inRow + 1 : 0;
    // What the thread did since the last frame was, in a stream, for that frame: painting, and what the window system
    // and the rest of the window made of it.
    if (follows)
        m_cost = (m_cost * 3 + (cpu - m_lastCpu)) / 4;
    m_last = now;
    m_lastCpu = cpu;
    if (now < m_hurryUntil)
        return m_refresh;
    Duration wait = std::max(m_refresh, std::min<Duration>(m_cost * kShare, kSlowest));
    if (unread && follows)
        wait = std::max<Duration>(wait, kUnreadInterval);
    else if (m_inRow >= kEndlessFrom)
        wait = std::max<Duration>(wait, kEndlessInterval);
    return wait;
}

FramePace::Duration FramePace::answerExpected(Time now)
{
    m_hurryUntil = now + kHurry;
    m_inRow = 0;
    return std::max<Duration>(m_last + m_refresh - now, Duration::zero());
}

} // namespace ui::terminal
