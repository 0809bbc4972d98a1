// "gRPC is done with it": set once on one thread, waited for on another. Shared, so that whoever waits may go on and
// destroy everything else while set() is still returning.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>

namespace core::assistant {

class Completion
{
public:
    void set()
    {
        const std::lock_guard lock(m_mutex);
        m_set = true;
        m_condition.notify_all();
    }
    void wait()
    {
        std::unique_lock lock(m_mutex);
        m_condition.wait(lock, [this] { return m_set; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_condition;
    bool m_set = false;
};
using CompletionPtr = std::shared_ptr<Completion>;

} // namespace core::assistant
