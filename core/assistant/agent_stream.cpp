#include "core/assistant/agent_stream.h"

#include <utility>

namespace core::assistant {
namespace {
constexpr std::size_t kMaxQueue = 64; // messages; each is bounded by who makes it
}

namespace wire = berth::agent::v1;

AgentStream::AgentStream(wire::Agent::Stub &stub, rpc::ClientCallQueue &queue, Events events)
    : m_events(std::move(events))
    , m_call(stub.PrepareAsyncConverse(&m_context, queue.get()))
{
    m_call->StartCall(&m_onStarted);
}

void AgentStream::cancel()
{
    const std::lock_guard lock(m_mutex);
    m_cancelled = true;
    m_context.TryCancel();
}

void AgentStream::started(bool ok)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_cancelled)
            return;
        if (ok) {
            m_started = true;
            m_call->Read(&m_incoming, &m_onRead);
            return writeNext();
        }
    }
    m_events.ended();
}

void AgentStream::readOn()
{
    const std::lock_guard lock(m_mutex);
    if (!m_cancelled)
        m_call->Read(&m_incoming, &m_onRead);
}

void AgentStream::readDone(bool ok)
{
    if (ok)
        m_events.read(std::exchange(m_incoming, {}));
    else
        m_events.ended();
}

bool AgentStream::write(wire::ClientMessage message)
{
    const std::lock_guard lock(m_mutex);
    if (m_broken || m_queue.size() >= kMaxQueue)
        return false;
    m_queue.push_back(std::move(message));
    writeNext();
    return true;
}

// A second Write before the first is done aborts the process (gRPC's rule), hence the queue.
void AgentStream::writeNext()
{
    if (m_started && !m_writing && !m_broken && !m_cancelled && !m_queue.empty()) {
        m_writing = true;
        m_call->Write(m_queue.front(), &m_onWritten);
    }
}

void AgentStream::writeDone(bool ok)
{
    const std::lock_guard lock(m_mutex);
    m_writing = false;
    m_queue.pop_front();
    m_broken = m_broken || !ok;
    writeNext();
}

} // namespace core::assistant
