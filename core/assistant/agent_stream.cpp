#include "core/assistant/agent_stream.h"

#include <utility>

namespace core::assistant {
namespace {
constexpr std::size_t kMaxQueue = 64; // messages; each is bounded by who makes it
}

namespace wire = berth::agent::v1;

AgentStream::AgentStream(wire::Agent::Stub &stub, Events events) : m_events(std::move(events))
{
    stub.async()->Converse(&m_context, this);
    AddHold();
    StartRead(&m_incoming);
    StartCall();
}

AgentStream::~AgentStream()
{
    m_context.TryCancel();
    RemoveHold();
    m_done->wait();
}

void AgentStream::readOn()
{
    StartRead(&m_incoming);
}

void AgentStream::OnReadDone(bool ok)
{
    if (ok)
        m_events.read(std::exchange(m_incoming, {}));
    else
        m_events.ended();
}

// A second StartWrite before OnWriteDone aborts the process (gRPC's rule), hence the queue.
bool AgentStream::write(wire::ClientMessage message)
{
    const wire::ClientMessage *next = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        if (m_broken || m_queue.size() >= kMaxQueue)
            return false;
        m_queue.push_back(std::move(message));
        if (!std::exchange(m_writing, true))
            next = &m_queue.front();
    }
    if (next)
        StartWrite(next);
    return true;
}

void AgentStream::OnWriteDone(bool ok)
{
    const wire::ClientMessage *next = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        m_queue.pop_front();
        m_broken = m_broken || !ok;
        if (!m_broken && !m_queue.empty())
            next = &m_queue.front();
        m_writing = next != nullptr;
    }
    if (next)
        StartWrite(next);
}

void AgentStream::OnDone(const grpc::Status &)
{
    const CompletionPtr done = m_done; // the last call: after it the destructor may go on
    done->set();
}

} // namespace core::assistant
