#include "core/control/unary_call.h"

#include <utility>

namespace core::control {
namespace {

grpc::Status toStatus(const base::Error &error)
{
    const auto ends = [&](std::string_view tail) { return std::string_view(error.code).ends_with(tail); };
    grpc::StatusCode code = grpc::StatusCode::FAILED_PRECONDITION;
    if (ends("not_found") || ends("no_session") || ends("no_instance"))
        code = grpc::StatusCode::NOT_FOUND;
    else if (ends("busy") || ends("limit") || ends("rate"))
        code = grpc::StatusCode::RESOURCE_EXHAUSTED;
    else if (ends("forbidden"))
        code = grpc::StatusCode::PERMISSION_DENIED;
    else if (ends("going"))
        code = grpc::StatusCode::UNAVAILABLE;
    return {code, error.message}; // never the detail: it is for the log
}

} // namespace

UnaryCall::~UnaryCall()
{
    if (!m_finished)
        fail({"control.going", "Berth is shutting down.", {}});
}

void UnaryCall::succeed()
{
    if (!std::exchange(m_finished, true))
        m_answer.finish(grpc::Status::OK, {}, {});
}

void UnaryCall::fail(const base::Error &error, std::chrono::milliseconds retryAfter)
{
    if (!std::exchange(m_finished, true))
        m_answer.finish(toStatus(error), error.code, retryAfter);
}

} // namespace core::control
