// What a container has used over the last minutes, as lines to draw: rates from counters, and gaps where nothing is known.
// Pure values.
#pragma once
#include "core/engine/usage.h"

#include <chrono>
#include <deque>
#include <optional>
#include <vector>

namespace ui::containers {

struct UsagePoint
{
    core::base::WallTime at{};
    std::optional<double> cpuPercent; // nullopt: not known at this time (the first sample)
    double memoryBytes = 0;
    std::optional<double> received, sent, read, written; // bytes a second
    bool afterGap = false; // nothing is known of the time before it: the line starts anew
};

class UsageHistory
{
public:
    explicit UsageHistory(std::chrono::seconds span = std::chrono::minutes(5)) : m_span(span) {}

    void add(const core::engine::Usage &usage);
    void breakOff(); // the next sample is not joined to the last one
    void clear() { m_points.clear(), m_last.reset(); }

    const std::deque<UsagePoint> &points() const { return m_points; } // oldest first, at most those of `span`
    const std::optional<core::engine::Usage> &last() const { return m_last; }
    std::chrono::seconds span() const { return m_span; }
    // How much of it there is to show at `now`: a minute at least, so that the first samples are not a thin edge.
    std::chrono::seconds shown(core::base::WallTime now) const;

private:
    // Samples come about once a second; what is further apart was not watched, or the engine did not answer.
    static constexpr std::chrono::seconds kLongestStep{8};
    static constexpr std::size_t kMost = 2000;

    std::chrono::seconds m_span;
    std::deque<UsagePoint> m_points;
    std::optional<core::engine::Usage> m_last;
    bool m_broken = false;
};

} // namespace ui::containers
