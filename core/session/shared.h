// What a session's thread shares with its handle, subscriptions and taps. Each part is safe by itself and has at most one
// short lock; no two are ever held together.
#pragma once
#include "core/base/mailbox.h"
#include "core/session/session.h"
#include "core/session/subscriber.h"
#include "core/session/tap_hub.h"

#include <atomic>
#include <mutex>
#include <optional>

namespace core::session {

// Bytes of a command that count against SessionOptions::inputBytes.
template<class T> std::size_t inputSize(const T &) { return 0; }
inline std::size_t inputSize(const SendText &c) { return c.utf8.size(); }
inline std::size_t inputSize(const SendBytes &c) { return c.bytes.size(); }
inline std::size_t inputSize(const Paste &c) { return c.text.size(); }

// The newest frame, as anybody may have it.
class FrameSlot
{
public:
    void publish(SessionFramePtr frame, std::string foregroundJob)
    {
        const std::lock_guard lock(m_mutex);
        m_frame.swap(frame); // the old one is freed after the lock
        m_job = std::move(foregroundJob);
    }
    void setForegroundJob(std::string job)
    {
        const std::lock_guard lock(m_mutex);
        m_job = std::move(job);
    }
    SessionFramePtr frame() const
    {
        const std::lock_guard lock(m_mutex);
        return m_frame;
    }
    std::string foregroundJob() const
    {
        const std::lock_guard lock(m_mutex);
        return m_job;
    }

private:
    mutable std::mutex m_mutex;
    SessionFramePtr m_frame;
    std::string m_job;
};

class SubscriberList
{
public:
    using Ptr = std::shared_ptr<Subscriber>;
    // Who comes after the end is told of it at once: a program may be gone before its first subscriber is there.
    void add(const Ptr &subscriber)
    {
        std::optional<Ended> ended;
        {
            const std::lock_guard lock(m_mutex);
            m_list.push_back(subscriber);
            ended = m_ended;
        }
        if (ended)
            subscriber->offer(*ended);
    }
    std::vector<Ptr> end(const Ended &ended) // the last who are to be told
    {
        const std::lock_guard lock(m_mutex);
        m_ended = ended;
        return m_list;
    }
    void remove(const Ptr &subscriber)
    {
        const std::lock_guard lock(m_mutex);
        std::erase(m_list, subscriber);
    }
    std::vector<Ptr> all() const
    {
        const std::lock_guard lock(m_mutex);
        return m_list;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<Ptr> m_list;
    std::optional<Ended> m_ended;
};

struct Shared
{
    explicit Shared(SessionOptions o)
        : options(std::move(o))
        , commands(options.commandQueue)
        , taps(options.tapBytes)
    {
    }
    const SessionOptions options;
    base::Mailbox<Command> commands;
    base::WakeFd poke;                       // something below changed: look
    FrameSlot frames;
    SubscriberList subscribers;
    TapHub taps;
    std::atomic<bool> stop = false;          // the last handle is gone
    std::atomic<bool> ended = false;         // the program is gone
    std::atomic<bool> frameHeldBack = false; // a frame is ready that nobody had asked for
    std::atomic<std::size_t> inputBytes = 0; // posted or encoded, and not read by the program yet
};

} // namespace core::session
