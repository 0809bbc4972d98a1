#include "core/agent/converse_stream.h"

#include <utility>

namespace core::agent {
namespace {
constexpr std::size_t kMaxQueuedBytes = 4 * 1024 * 1024;
}

namespace wire = berth::agent::v1;

ConverseStream::ConverseStream(wire::Agent::AsyncService &service, rpc::ServerCallQueue &queue, Owner owner)
    : m_service(service)
    , m_queue(queue)
    , m_guest(queue)
    , m_owner(std::move(owner))
{
}

void ConverseStream::serve(wire::Agent::AsyncService &service, rpc::ServerCallQueue &queue, Owner owner)
{
    std::shared_ptr<ConverseStream>(new ConverseStream(service, queue, std::move(owner)))->await();
}

void ConverseStream::await()
{
    m_self = shared_from_this();
    m_underWay = 1;
    m_context.AsyncNotifyWhenDone(&m_onCallOver); // comes only for a call that was accepted
    m_service.RequestConverse(&m_context, &m_call, m_queue.get(), m_queue.get(), &m_onAccepted);
}

void ConverseStream::accepted(bool ok)
{
    if (ok) {
        serve(m_service, m_queue, m_owner);
        const std::lock_guard lock(m_mutex);
        m_accepted = true;
        start(); // for m_onCallOver
        start();
        m_call.Read(&m_incoming, &m_onRead);
    }
    settled();
}

void ConverseStream::readDone(bool ok)
{
    if (ok) {
        m_owner.received(m_self, std::exchange(m_incoming, {}), ReadToken(m_self));
    } else {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
        m_reading = false;
        finishWhenQuiet();
    }
    settled();
}

void ConverseStream::goOn(bool handled)
{
    const std::lock_guard lock(m_mutex);
    m_closing = m_closing || !handled;
    m_reading = !m_closing;
    if (!m_reading)
        return finishWhenQuiet();
    start();
    m_call.Read(&m_incoming, &m_onRead);
}

void ConverseStream::write(wire::AgentMessage message)
{
    const std::size_t bytes = message.ByteSizeLong();
    {
        const std::lock_guard lock(m_mutex);
        if (m_closing)
            return;
        if (m_queuedBytes + bytes <= kMaxQueuedBytes) {
            m_queuedBytes += bytes;
            m_outgoing.push_back(std::move(message));
            return writeNext();
        }
    }
    close();
}

// A second Write before the first is done aborts the process (gRPC's rule), hence the queue.
void ConverseStream::writeNext()
{
    if (m_writing || m_closing || m_outgoing.empty())
        return;
    m_writing = true;
    start();
    m_call.Write(m_outgoing.front(), &m_onWritten);
}

void ConverseStream::writeDone(bool ok)
{
    {
        const std::lock_guard lock(m_mutex);
        m_queuedBytes -= m_outgoing.front().ByteSizeLong();
        m_outgoing.pop_front();
        m_writing = false;
        m_closing = m_closing || !ok;
        writeNext();
        finishWhenQuiet();
    }
    settled();
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

void ConverseStream::callOver()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true; // cancelled, or finished by us: the same from here on
        finishWhenQuiet();
    }
    settled();
}

void ConverseStream::finishWhenQuiet()
{
    if (!m_closing || m_reading || m_writing || std::exchange(m_finished, true))
        return;
    start();
    m_call.Finish(grpc::Status::OK, &m_onFinished);
}

void ConverseStream::settled()
{
    std::shared_ptr<ConverseStream> self;
    {
        const std::lock_guard lock(m_mutex);
        // A call that is over still waits for its last message to be handled: only then is it finished.
        if (--m_underWay > 0 || m_accepted != m_finished)
            return;
        self = std::move(m_self);
    }
    if (m_accepted)
        m_owner.ended(this);
}

} // namespace core::agent
