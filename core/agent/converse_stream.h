// One Converse call on gRPC's side. A message that was read is handed to the owner's thread with a ReadToken; the next
// one is read when the token goes, so that at most one waits. Writes queue up, bounded.
//
// Threads: write() and close() from any thread; the rest runs on the queue's. It holds itself until gRPC is done with it.
#pragma once
#include "berth/agent/v1/agent.grpc.pb.h"
#include "core/rpc/server_call_queue.h"

#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace core::agent {

class ConverseStream : public std::enable_shared_from_this<ConverseStream>
{
public:
    // Owned by whoever handles a message: going, it asks for the next one, or ends the stream if nobody handled it.
    class ReadToken
    {
    public:
        explicit ReadToken(std::shared_ptr<ConverseStream> stream) : m_stream(std::move(stream)) {}
        ReadToken(ReadToken &&) noexcept = default;
        ~ReadToken()
        {
            if (m_stream)
                m_stream->goOn(m_handled);
        }
        void handled() { m_handled = true; }

    private:
        std::shared_ptr<ConverseStream> m_stream;
        bool m_handled = false;
    };

    struct Owner // called on the queue's thread
    {
        std::function<void(std::shared_ptr<ConverseStream>, berth::agent::v1::ClientMessage, ReadToken)> received;
        std::function<void(ConverseStream *)> ended; // last; the address is only a key
    };

    // Waits for a call, and for the next one as soon as that has come, until the server ends.
    static void serve(berth::agent::v1::Agent::AsyncService &service, rpc::ServerCallQueue &queue, Owner owner);

    void write(berth::agent::v1::AgentMessage message); // a client that does not read is disconnected when the queue is full
    void close();

private:
    ConverseStream(berth::agent::v1::Agent::AsyncService &service, rpc::ServerCallQueue &queue, Owner owner);
    void await();

    void goOn(bool handled);
    void writeNext();       // this and the next two with the lock held
    void finishWhenQuiet();
    void start() { ++m_underWay; }

    void accepted(bool ok);
    void readDone(bool ok);
    void writeDone(bool ok);
    void callOver();
    void settled(); // after each operation: lets go when none is under way

    berth::agent::v1::Agent::AsyncService &m_service;
    rpc::ServerCallQueue &m_queue;
    rpc::ServerCallQueue::Guest m_guest;
    Owner m_owner;
    std::shared_ptr<ConverseStream> m_self;
    rpc::ServerCallQueue::Tag m_onAccepted = [this](bool ok) { accepted(ok); };
    rpc::ServerCallQueue::Tag m_onRead = [this](bool ok) { readDone(ok); };
    rpc::ServerCallQueue::Tag m_onWritten = [this](bool ok) { writeDone(ok); };
    rpc::ServerCallQueue::Tag m_onFinished = [this](bool) { settled(); };
    rpc::ServerCallQueue::Tag m_onCallOver = [this](bool) { callOver(); };
    grpc::ServerContext m_context;
    grpc::ServerAsyncReaderWriter<berth::agent::v1::AgentMessage, berth::agent::v1::ClientMessage> m_call{&m_context};
    berth::agent::v1::ClientMessage m_incoming; // belongs to gRPC while a read is out

    std::mutex m_mutex; // also held while an operation is started
    std::deque<berth::agent::v1::AgentMessage> m_outgoing; // the first one is being written while m_writing
    std::size_t m_queuedBytes = 0;
    bool m_accepted = false;
    bool m_writing = false;
    bool m_reading = true;  // a read is out, or its message is being handled
    bool m_closing = false;
    bool m_finished = false;
    int m_underWay = 0; // operations whose end has not come yet
};

} // namespace core::agent
