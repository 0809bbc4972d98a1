// One Converse call on gRPC's side. A message that was read is handed to the owner's thread with a ReadToken; the next
// one is read when the token goes, so that at most one waits. Writes queue up, bounded.
//
// Threads: write() and close() from any thread.
#pragma once
#include "berth/agent/v1/agent.grpc.pb.h"

#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace core::agent {

class ConverseStream
    : public grpc::ServerBidiReactor<berth::agent::v1::ClientMessage, berth::agent::v1::AgentMessage>
    , public std::enable_shared_from_this<ConverseStream>
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

    struct Owner // called on gRPC's threads
    {
        std::function<void(std::shared_ptr<ConverseStream>, berth::agent::v1::ClientMessage, ReadToken)> received;
        std::function<void(ConverseStream *)> ended; // last; the address is only a key
    };

    ConverseStream(grpc::CallbackServerContext &context, Owner owner) : m_context(context), m_owner(std::move(owner)) {}
    void start(); // after construction by make_shared: holds itself until gRPC is done with it

    void write(berth::agent::v1::AgentMessage message); // a client that does not read is disconnected when the queue is full
    void close();

private:
    void goOn(bool handled);
    void finishWhenQuiet();

    void OnReadDone(bool ok) override;
    void OnWriteDone(bool ok) override;
    void OnCancel() override;
    void OnDone() override;

    grpc::CallbackServerContext &m_context;
    Owner m_owner;
    std::shared_ptr<ConverseStream> m_self;
    berth::agent::v1::ClientMessage m_incoming; // belongs to gRPC while a read is out

    std::mutex m_mutex;
    std::deque<berth::agent::v1::AgentMessage> m_queue; // the first one is being written while m_writing
    std::size_t m_queuedBytes = 0;
    bool m_writing = false;
    bool m_reading = true;  // a read is out, or its message is being handled
    bool m_closing = false;
    bool m_finished = false;
};

} // namespace core::agent
