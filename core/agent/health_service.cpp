#include "core/agent/health_service.h"

#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/async_unary_call.h>

namespace core::agent {

namespace health = grpc::health::v1;

// Each waits for one call, answers it, and makes the next one wait; it lives until gRPC is done with it.
class HealthService::Check
{
public:
    Check(HealthService &owner, CallQueue &queue) : m_owner(owner), m_queue(queue), m_guest(queue)
    {
        owner.m_service.RequestCheck(&m_context, &m_request, &m_call, queue.get(), queue.get(), &m_onCalled);
    }

private:
    void called(bool ok)
    {
        if (!ok) // the server ends
            return delete this;
        new Check(m_owner, m_queue);
        health::HealthCheckResponse response;
        response.set_status(health::HealthCheckResponse::SERVING);
        const bool known = m_request.service().empty() || m_request.service() == m_owner.m_served;
        m_call.Finish(response, known ? grpc::Status::OK : grpc::Status(grpc::StatusCode::NOT_FOUND, "no such service"), &m_onAnswered);
    }

    HealthService &m_owner;
    CallQueue &m_queue;
    CallQueue::Guest m_guest;
    CallQueue::Tag m_onCalled = [this](bool ok) { called(ok); };
    CallQueue::Tag m_onAnswered = [this](bool) { delete this; };
    grpc::ServerContext m_context;
    health::HealthCheckRequest m_request;
    grpc::ServerAsyncResponseWriter<health::HealthCheckResponse> m_call{&m_context};
};

class HealthService::Watch
{
public:
    Watch(HealthService &owner, CallQueue &queue) : m_owner(owner), m_queue(queue), m_guest(queue)
    {
        owner.m_service.RequestWatch(&m_context, &m_request, &m_call, queue.get(), queue.get(), &m_onCalled);
    }

private:
    void called(bool ok)
    {
        if (!ok)
            return delete this;
        new Watch(m_owner, m_queue);
        m_call.Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "ask with Check"), &m_onAnswered);
    }

    HealthService &m_owner;
    CallQueue &m_queue;
    CallQueue::Guest m_guest;
    CallQueue::Tag m_onCalled = [this](bool ok) { called(ok); };
    CallQueue::Tag m_onAnswered = [this](bool) { delete this; };
    grpc::ServerContext m_context;
    health::HealthCheckRequest m_request;
    grpc::ServerAsyncWriter<health::HealthCheckResponse> m_call{&m_context};
};

void HealthService::serve(CallQueue &queue)
{
    new Check(*this, queue);
    new Watch(*this, queue);
}

} // namespace core::agent
