// A tracker with its marks typed in by hand, for tests.
#pragma once
#include "core/shell/tracker.h"

#include <chrono>
#include <string>
#include <variant>
#include <vector>

namespace core::shell::testing {

using namespace std::chrono_literals;

inline const std::string kNonce = "0123456789abcdef";

// A tracker with a clock and a cursor that move by one with each mark.
class Run
{
public:
    explicit Run(std::string nonce = kNonce, std::size_t maxBlocks = 100) : tracker(std::move(nonce), maxBlocks) {}

    std::vector<TrackerEvent> osc(int code, const std::string &payload)
    {
        now += 10ms;
        ++line;
        auto events = tracker.consume({code, payload, 0, {line, 0}}, now, wall);
        all.insert(all.end(), events.begin(), events.end());
        return events;
    }
    void own(const std::string &mark) { osc(133, mark + ";nonce=" + kNonce); }
    void command(const std::string &text, int exit)
    {
        own("A");
        own("B");
        osc(633, "E;" + text + ";" + kNonce);
        own("C");
        own("D;" + std::to_string(exit));
    }
    template<class T> std::vector<T> only() const
    {
        std::vector<T> out;
        for (const auto &e : all)
            if (auto *x = std::get_if<T>(&e))
                out.push_back(*x);
        return out;
    }

    Tracker tracker;
    std::vector<TrackerEvent> all;
    base::SteadyTime now{};
    base::WallTime wall{};
    base::LineId line = 0;
};

} // namespace core::shell::testing
