#include "core/rpc/server_call_queue.h"

namespace core::rpc {

ServerCallQueue::~ServerCallQueue()
{
    if (m_thread.joinable()) {
        std::unique_lock lock(m_mutex);
        m_left.wait(lock, [this] { return m_guests == 0; });
    }
    m_queue->Shutdown();
    if (m_thread.joinable())
        m_thread.join();
    else
        run();
}

void ServerCallQueue::start()
{
    m_thread = std::thread([this] { run(); });
}

void ServerCallQueue::run()
{
    void *tag = nullptr;
    bool ok = false;
    while (m_queue->Next(&tag, &ok))
        (*static_cast<Tag *>(tag))(ok);
}

} // namespace core::rpc
