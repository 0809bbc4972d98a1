// One unary gRPC call under way: finished exactly once, from any thread; one that is forgotten fails by itself, so that
// no client waits for an answer that nobody owes any more. Private to core/control.
#pragma once
#include "core/base/result.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>
#include <memory>

namespace core::control {

grpc::Status toStatus(const base::Error &error);

class UnaryCall
{
public:
    explicit UnaryCall(grpc::CallbackServerContext *context);
    ~UnaryCall();
    UnaryCall(const UnaryCall &) = delete;

    grpc::ServerUnaryReactor *reactor() const { return m_reactor; }
    bool isOver() const { return m_finished; } // then request and response are gone
    void succeed();
    void fail(const base::Error &error);

private:
    grpc::CallbackServerContext *m_context;
    grpc::ServerUnaryReactor *m_reactor;
    bool m_finished = false;
};
using UnaryCallPtr = std::shared_ptr<UnaryCall>;

} // namespace core::control
