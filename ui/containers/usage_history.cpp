#include "ui/containers/usage_history.h"

#include <algorithm>

namespace ui::containers {

using core::engine::Usage;

std::chrono::seconds UsageHistory::shown(core::base::WallTime now) const
{
    constexpr std::chrono::seconds kLeast{60};
    if (m_points.empty())
        return kLeast;
    return std::clamp(std::chrono::duration_cast<std::chrono::seconds>(now - m_points.front().at), kLeast, std::max(kLeast, m_span));
}

void UsageHistory::breakOff()
{
    m_broken = true;
}

void UsageHistory::add(const Usage &usage)
{
    UsagePoint point;
    point.at = usage.at;
    point.memoryBytes = double(usage.memoryBytes);
    const double seconds = m_last ? std::chrono::duration<double>(usage.at - m_last->at).count() : 0;
    const bool joined = m_last && !m_broken && seconds > 0 && usage.at - m_last->at <= kLongestStep;
    point.afterGap = !joined;
    if (joined) {
        point.cpuPercent = usage.cpuPercent;
        // A counter that went back belongs to a container that was started anew.
        const auto rate = [seconds](std::int64_t now, std::int64_t before) { return now >= before ? std::optional(double(now - before) / seconds) : std::nullopt; };
        point.received = rate(usage.networkReceived, m_last->networkReceived);
        point.sent = rate(usage.networkSent, m_last->networkSent);
        point.read = rate(usage.blockRead, m_last->blockRead);
        point.written = rate(usage.blockWritten, m_last->blockWritten);
    }
    m_broken = false;
    if (m_last && usage.at <= m_last->at && !m_points.empty()) { // a clock that was set back
        m_points.clear();
        point.afterGap = true;
    }
    m_points.push_back(point);
    m_last = usage;
    while (m_points.size() > kMost || (m_points.size() > 1 && m_points.front().at < usage.at - m_span))
        m_points.pop_front();
}

} // namespace ui::containers
