// When the assistant may speak. Pure: no clock but the one passed in, no I/O.
#pragma once
#include "core/base/clock.h"
#include "core/base/ids.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace core::assistant {

class SilencePolicy
{
public:
    struct Limits
    {
        std::chrono::milliseconds typingPause{2000}; // without a key, before a hint appears
        std::chrono::milliseconds cooldown{10'000};  // between two hints in one session
    };
    explicit SilencePolicy(Limits limits) : m_limits(limits) {}
    void setLimits(Limits limits) { m_limits = limits; }

    void typed(base::SessionId session, base::SteadyTime now);
    // Keys up to the start of a command were for that command: its own Enter is not typing on.
    void commandRan(base::SessionId session, base::SteadyTime start);
    void spoke(base::SessionId session, base::SteadyTime now);
    void forget(base::SessionId session);

    // Why a hint for this session has to wait, and until when; nothing when it may appear. `escalating`: it goes on about
    // the failure of the hint before, which the user repeated; then there is no cooldown.
    struct Wait
    {
        base::SteadyTime until;
        std::string reason;
    };
    std::optional<Wait> wait(base::SessionId session, bool escalating, base::SteadyTime now) const;

    // A reason to say nothing at all about this command, or empty: it was an editor or a session within the session,
    // whose exit code says nothing about what was typed.
    static std::string notAbout(std::string_view command);

private:
    struct Known
    {
        std::optional<base::SteadyTime> typed, spoke;
    };
    Limits m_limits;
    std::map<base::SessionId, Known> m_sessions;
};

} // namespace core::assistant
