// gRPC's completion queue of a server and the one thread that waits on it. gRPC's callback API would need no thread of
// ours, but its own ones wake up several times a second for nothing.
//
// Threads: made, started and destroyed on the thread that builds the server; guests come and go on any.
#pragma once
#include <condition_variable>
#include <functional>
#include <grpcpp/completion_queue.h>
#include <memory>
#include <mutex>
#include <thread>

namespace core::rpc {

class ServerCallQueue
{
public:
    // What is to happen, on the queue's thread, when an operation ends; its address is the operation's tag.
    using Tag = std::function<void(bool ok)>;

    // Held by each call for as long as it may start operations, or has one under way.
    class Guest
    {
    public:
        explicit Guest(ServerCallQueue &queue) : m_queue(queue)
        {
            const std::lock_guard lock(m_queue.m_mutex);
            ++m_queue.m_guests;
        }
        ~Guest()
        {
            const std::lock_guard lock(m_queue.m_mutex);
            if (--m_queue.m_guests == 0)
                m_queue.m_left.notify_all();
        }
        Guest(const Guest &) = delete;

    private:
        ServerCallQueue &m_queue;
    };

    explicit ServerCallQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue) : m_queue(std::move(queue)) {}
    ~ServerCallQueue(); // waits for the guests: shut the server down first, which ends all calls
    void start();       // once the server runs
    grpc::ServerCompletionQueue *get() { return m_queue.get(); }

private:
    void run();

    std::unique_ptr<grpc::ServerCompletionQueue> m_queue;
    std::mutex m_mutex;
    std::condition_variable m_left;
    int m_guests = 0;
    std::thread m_thread;
};

} // namespace core::rpc
