// One unary gRPC call under way: finished exactly once; one that is forgotten fails by itself, so that no client waits
// for an answer that nobody owes any more. Private to core/control.
//
// Threads: a call belongs to the thread that handles it, one at a time.
#pragma once
#include "core/base/result.h"
#include "core/rpc/server_call_queue.h"

#include <chrono>
#include <functional>
#include <grpcpp/server_context.h>
#include <grpcpp/support/async_unary_call.h>
#include <memory>
#include <utility>

namespace core::control {

class UnaryCall
{
public:
    // gRPC's side of it.
    class Answer
    {
    public:
        // Once. `retryAfter`: when the client may try again; 0: it is not told.
        virtual void finish(const grpc::Status &status, const std::string &code, std::chrono::milliseconds retryAfter) = 0;

    protected:
        ~Answer() = default;
    };

    explicit UnaryCall(Answer &answer) : m_answer(answer) {}
    ~UnaryCall();
    UnaryCall(const UnaryCall &) = delete;

    bool isOver() const { return m_finished; } // then request and response are gone
    void succeed();
    void fail(const base::Error &error, std::chrono::milliseconds retryAfter = {});

private:
    Answer &m_answer;
    bool m_finished = false;
};
using UnaryCallPtr = std::shared_ptr<UnaryCall>;

// Waits for one call of a method, hands it on, and makes the next one wait. It lives until gRPC is done with it.
template<class Request, class Response> class WaitingCall final : private UnaryCall::Answer
{
public:
    using Writer = grpc::ServerAsyncResponseWriter<Response>;
    using Ask = std::function<void(grpc::ServerContext *, Request *, Writer *, grpc::ServerCompletionQueue *, void *tag)>;
    // On the queue's thread. Request and response live until the call is over.
    using Handler = std::function<void(UnaryCallPtr, const Request &, Response &)>;

    // Until the server ends.
    static void await(rpc::ServerCallQueue &queue, Ask ask, Handler handler) { new WaitingCall(queue, std::move(ask), std::move(handler)); }

private:
    WaitingCall(rpc::ServerCallQueue &queue, Ask ask, Handler handler)
        : m_queue(queue)
        , m_guest(queue)
        , m_ask(std::move(ask))
        , m_handler(std::move(handler))
    {
        m_ask(&m_context, &m_request, &m_writer, queue.get(), &m_onCalled);
    }
    ~WaitingCall() = default;

    void called(bool ok)
    {
        if (!ok) // the server ends
            return delete this;
        await(m_queue, m_ask, m_handler);
        UnaryCall::Answer &answer = *this;
        m_handler(std::make_shared<UnaryCall>(answer), m_request, m_response);
    }

    void finish(const grpc::Status &status, const std::string &code, std::chrono::milliseconds retryAfter) override
    {
        if (status.ok())
            return m_writer.Finish(m_response, status, &m_onFinished);
        m_context.AddTrailingMetadata("berth-code", code);
        if (retryAfter.count() > 0)
            m_context.AddTrailingMetadata("berth-retry-after-ms", std::to_string(retryAfter.count()));
        m_writer.FinishWithError(status, &m_onFinished);
    }

    rpc::ServerCallQueue &m_queue;
    rpc::ServerCallQueue::Guest m_guest;
    const Ask m_ask;
    const Handler m_handler;
    rpc::ServerCallQueue::Tag m_onCalled = [this](bool ok) { called(ok); };
    rpc::ServerCallQueue::Tag m_onFinished = [this](bool) { delete this; };
    grpc::ServerContext m_context;
    Request m_request;
    Response m_response;
    Writer m_writer{&m_context};
};

} // namespace core::control
