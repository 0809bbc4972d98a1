// Answers the agent's questions for facts, or refuses: only names on the list, only for sessions that the agent was told
// of, only well-formed arguments, only so many, and each with a deadline.
//
// Threads: one Qt thread.
#pragma once
#include "core/assistant/assistant.h"
#include "core/base/clock.h"
#include "core/base/rate_limiter.h"

#include <QObject>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace core::assistant {

class ProbeDesk : public QObject
{
public:
    explicit ProbeDesk(Facts &facts, QObject *parent = nullptr);

    // A failure was reported for this session: a few questions about it are in order.
    void open(base::SessionId session);
    void close(base::SessionId session);

    using Answered = std::function<void(base::Result<std::vector<std::string>>)>; // exactly once, unless this object goes
    // Codes: assistant.probe (refused, with the reason as its sentence).
    void ask(base::SessionId session, const std::string &name, const std::vector<std::string> &arguments, Answered answered);

private:
    Facts &m_facts;
    std::map<base::SessionId, int> m_left; // questions that each session may still be asked
    base::RateLimiter m_limiter;
};

} // namespace core::assistant
