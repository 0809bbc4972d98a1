#include "core/agent/converse_stream.h"

#include <utility>

namespace core::agent {
namespace {
constexpr std::size_t kMaxQueuedBytes = 4 * 1024 * 1024;
}

namespace wire = berth::agent::v1;

void ConverseStream::start()
{
    m_self = shared_from_this();
    StartRead(&m_incoming);
}

void ConverseStream::OnReadDone(bool ok)
{
    if (!ok) {
        {
            const std::lock_guard lock(m_mutex);
            m_closing = true;
            m_reading = false;
        }
        return finishWhenQuiet();
    }
    m_owner.received(m_self, std::exchange(m_incoming, {}), ReadToken(m_self));
}

void ConverseStream::goOn(bool handled)
{
    bool readOn;
    {
        const std::lock_guard lock(m_mutex);
        m_closing = m_closing || !handled;
        m_reading = readOn = !m_closing;
    }
    // From here to StartRead nobody can finish the call: finishing waits for m_reading to be false.
    if (readOn)
        StartRead(&m_incoming);
    else
        finishWhenQuiet();
}

// A second StartWrite before OnWriteDone aborts the process (gRPC's rule), hence the queue.
void ConverseStream::write(wire::AgentMessage message)
{
    const std::size_t bytes = message.ByteSizeLong();
    const wire::AgentMessage *next = nullptr;
    bool overflow = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_closing)
            return;
        overflow = m_queuedBytes + bytes > kMaxQueuedBytes;
        if (!overflow) {
            m_queuedBytes += bytes;
            m_queue.push_back(std::move(message));
            if (!std::exchange(m_writing, true))
                next = &m_queue.front();
        }
    }
    if (overflow)
        close();
    else if (next)
        StartWrite(next);
}

void ConverseStream::OnWriteDone(bool ok)
{
    const wire::AgentMessage *next = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        m_queuedBytes -= m_queue.front().ByteSizeLong();
        m_queue.pop_front();
        m_closing = m_closing || !ok;
        if (!m_closing && !m_queue.empty())
            next = &m_queue.front();
        m_writing = next != nullptr;
    }
    if (next)
        StartWrite(next);
    else
        finishWhenQuiet();
}

void ConverseStream::close()
{
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_closing, true))
            return;
    }
    m_context.TryCancel(); // ends a read that is out
}

void ConverseStream::OnCancel()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
    }
    finishWhenQuiet();
}

void ConverseStream::finishWhenQuiet()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_closing || m_reading || m_writing || std::exchange(m_finished, true))
            return;
    }
    Finish(grpc::Status::OK);
}

void ConverseStream::OnDone()
{
    m_owner.ended(this);
    m_self.reset(); // the last call from gRPC
}

} // namespace core::agent
