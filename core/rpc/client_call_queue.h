// gRPC's completion queue of a client and the one thread that waits on it. gRPC's callback API would need no thread of ours, but its
// own ones wake up several times a second for nothing.
#pragma once
#include <functional>
#include <grpcpp/completion_queue.h>
#include <thread>

namespace core::rpc {

class ClientCallQueue
{
public:
    // What is to happen, on the queue's thread, when an operation ends; its address is the operation's tag.
    using Tag = std::function<void(bool ok)>;

    ClientCallQueue()
        : m_thread([this] {
            void *tag = nullptr;
            bool ok = false;
            while (m_queue.Next(&tag, &ok))
                (*static_cast<Tag *>(tag))(ok);
        })
    {
    }
    ~ClientCallQueue() { end(); }

    // Waits for the operations under way, so cancel them first; none may be started from now on.
    void end()
    {
        if (!m_thread.joinable())
            return;
        m_queue.Shutdown();
        m_thread.join();
    }
    grpc::CompletionQueue *get() { return &m_queue; }

private:
    grpc::CompletionQueue m_queue;
    std::thread m_thread;
};

} // namespace core::rpc
