// The client's end of one Converse call.
//
// Threads: the owner calls everything but the On… functions, from one thread; gRPC calls those. The hold that the
// constructor takes keeps the call usable until release(): gRPC may then finish it at any moment.
#pragma once
#include "berth/agent/v1/agent.grpc.pb.h"
#include "core/assistant/completion.h"

#include <deque>
#include <functional>
#include <mutex>

namespace core::assistant {

class AgentStream : public grpc::ClientBidiReactor<berth::agent::v1::ClientMessage, berth::agent::v1::AgentMessage>
{
public:
    struct Events // on gRPC's threads
    {
        std::function<void(berth::agent::v1::AgentMessage)> read; // the next one only after readOn()
        std::function<void()> ended;
    };
    AgentStream(berth::agent::v1::Agent::Stub &stub, Events events);
    ~AgentStream() override; // cancels, and waits until gRPC is done with it

    void readOn();
    [[nodiscard]] bool write(berth::agent::v1::ClientMessage message);

private:
    void OnReadDone(bool ok) override;
    void OnWriteDone(bool ok) override;
    void OnDone(const grpc::Status &status) override;

    Events m_events;
    grpc::ClientContext m_context;
    berth::agent::v1::AgentMessage m_incoming;
    const CompletionPtr m_done = std::make_shared<Completion>();

    std::mutex m_mutex;
    std::deque<berth::agent::v1::ClientMessage> m_queue; // the first one is being written while m_writing
    bool m_writing = false;
    bool m_broken = false;
};

} // namespace core::assistant
