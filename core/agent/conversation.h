// What the agent does for one connected Berth: hints for failures, answers to questions. Knows messages, not gRPC.
//
// Threads: everything on the Qt thread that owns it.
#pragma once
#include "berth/agent/v1/agent.pb.h"
#include "core/agent/failure.h"
#include "core/agent/provider.h"
#include "core/agent/rules_engine.h"
#include "core/agent/verdict.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace core::agent {

class Conversation
{
public:
    using Send = std::function<void(berth::agent::v1::AgentMessage)>;
    Conversation(const RulesEngine &rules, Send send);
    ~Conversation();

    void receive(const berth::agent::v1::ClientMessage &message);

private:
    struct Considered // a failure that waits for a fact
    {
        std::string session, trace;
        std::uint64_t block = 0;
        Failure failure;
        Answers answers;
        Fact asked;
        std::uint64_t probe = 0;
    };

    void hello(const berth::agent::v1::Hello &hello, const std::string &trace);
    void commandFailed(const berth::agent::v1::CommandFailed &failed, const std::string &trace);
    void probeResult(const berth::agent::v1::ProbeResult &result);
    void decide(Considered considered);
    void ask(const berth::agent::v1::Ask &ask, const std::string &trace);
    void stop(std::uint64_t id);
    void sendEnd(std::uint64_t id, const std::string &trace, berth::agent::v1::AnswerEnd::Reason reason, const Ended &ended = {});

    const RulesEngine &m_rules;
    Send m_send;
    std::unique_ptr<Provider> m_provider; // none: rules only
    std::deque<Considered> m_considered;  // oldest first, bounded
    std::uint64_t m_lastProbe = 0;
    struct Answer
    {
        std::string trace;
        std::unique_ptr<Request> request;
    };
    std::map<std::uint64_t, Answer> m_answers;
};

} // namespace core::agent
