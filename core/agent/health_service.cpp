#include "core/agent/health_service.h"

#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/async_unary_call.h>

namespace core::agent {

namespace health = grpc::health::v1;

// Waits for one call, answers it, and makes the next one wait; it lives until gRPC is done with it. Method says which
// call of the service it waits for (request) and how it is answered (answer).
template<class Method> class HealthService::Waiting
{
public:
    Waiting(HealthService &owner, rpc::ServerCallQueue &queue) : m_owner(owner), m_queue(queue), m_guest(queue)
    {
        Method::request(owner.m_service, &m_context, &m_request, &m_call, queue.get(), &m_onCalled);
    }

private:
    void called(bool ok)
    {
        if (!ok) // the server ends
            return delete this;
        new Waiting(m_owner, m_queue);
        Method::answer(m_call, m_request.service().empty() || m_request.service() == m_owner.m_served, &m_onAnswered);
    }

    HealthService &m_owner;
    rpc::ServerCallQueue &m_queue;
    rpc::ServerCallQueue::Guest m_guest;
    rpc::ServerCallQueue::Tag m_onCalled = [this](bool ok) { called(ok); };
    rpc::ServerCallQueue::Tag m_onAnswered = [this](bool) { delete this; };
    grpc::ServerContext m_context;
    health::HealthCheckRequest m_request;
    typename Method::Responder m_call{&m_context};
};

struct HealthService::Check
{
    using Responder = grpc::ServerAsyncResponseWriter<health::HealthCheckResponse>;
    static void request(health::Health::AsyncService &service, grpc::ServerContext *context, health::HealthCheckRequest *request,
                        Responder *call, grpc::ServerCompletionQueue *queue, void *tag)
    {
        service.RequestCheck(context, request, call, queue, queue, tag);
    }
    static void answer(Responder &call, bool known, void *tag)
    {
        health::HealthCheckResponse response;
        response.set_status(health::HealthCheckResponse::SERVING);
        call.Finish(response, known ? grpc::Status::OK : grpc::Status(grpc::StatusCode::NOT_FOUND, "no such service"), tag);
    }
};

struct HealthService::Watch
{
    using Responder = grpc::ServerAsyncWriter<health::HealthCheckResponse>;
    static void request(health::Health::AsyncService &service, grpc::ServerContext *context, health::HealthCheckRequest *request,
                        Responder *call, grpc::ServerCompletionQueue *queue, void *tag)
    {
        service.RequestWatch(context, request, call, queue, queue, tag);
    }
    static void answer(Responder &call, bool, void *tag)
    {
        call.Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "ask with Check"), tag);
    }
};

void HealthService::serve(rpc::ServerCallQueue &queue)
{
    new Waiting<Check>(*this, queue);
    new Waiting<Watch>(*this, queue);
}

} // namespace core::agent
