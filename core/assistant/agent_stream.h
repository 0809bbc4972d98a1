// The client's end of one Converse call.
//
// Threads: the owner calls the public functions, from one thread; the rest runs on the queue's. After cancel() no
// operation is started any more, so the queue can end, and after that this may be destroyed.
#pragma once
#include "berth/agent/v1/agent.grpc.pb.h"
#include "core/rpc/client_call_queue.h"

#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace core::assistant {

class AgentStream
{
public:
    struct Events // on the queue's thread
    {
        std::function<void(berth::agent::v1::AgentMessage)> read; // the next one only after readOn()
        std::function<void()> ended;
    };
    AgentStream(berth::agent::v1::Agent::Stub &stub, rpc::ClientCallQueue &queue, Events events);
    AgentStream(const AgentStream &) = delete;

    void readOn();
    [[nodiscard]] bool write(berth::agent::v1::ClientMessage message); // false: too much waits, or the stream is broken
    void cancel();

private:
    void started(bool ok);
    void readDone(bool ok);
    void writeDone(bool ok);
    void writeNext(); // with the lock held

    Events m_events;
    rpc::ClientCallQueue::Tag m_onStarted = [this](bool ok) { started(ok); };
    rpc::ClientCallQueue::Tag m_onRead = [this](bool ok) { readDone(ok); };
    rpc::ClientCallQueue::Tag m_onWritten = [this](bool ok) { writeDone(ok); };
    grpc::ClientContext m_context;
    std::unique_ptr<grpc::ClientAsyncReaderWriter<berth::agent::v1::ClientMessage, berth::agent::v1::AgentMessage>> m_call;
    berth::agent::v1::AgentMessage m_incoming; // belongs to gRPC while a read is out

    std::mutex m_mutex; // also held while an operation is started
    std::deque<berth::agent::v1::ClientMessage> m_queue; // the first one is being written while m_writing
    bool m_started = false;
    bool m_writing = false;
    bool m_broken = false;
    bool m_cancelled = false;
};

} // namespace core::assistant
