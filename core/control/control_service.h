// The methods of berth.control.v1: each posts to the instance's thread and finishes its call from there.
// Private to core/control.
#pragma once
#include "berth/control/v1/control.grpc.pb.h"
#include "core/base/principal_limiter.h"
#include "core/base/task_inbox.h"
#include "core/control/attach_stream.h"
#include "core/control/control_server.h"
#include "core/control/unary_call.h"

#include <vector>

namespace core::control {

class ControlService
{
public:
    // `inbox` runs tasks on the instance's thread; both outlive the service. `streams` is where Attach streams live.
    ControlService(Instance &instance, base::TaskInbox &inbox, AttachStreams &streams, ControlLimits limits);
    grpc::Service &service() { return m_service; }
    void serve(rpc::ServerCallQueue &queue); // the server runs; this outlives the queue
    // The instance's thread, at shutdown: calls whose answer is still owed by somebody end now.
    void failOpenCalls();

private:
    using Methods = berth::control::v1::Control::AsyncService;

    void listSessions(UnaryCallPtr call, const berth::control::v1::ListSessionsRequest &, berth::control::v1::ListSessionsResponse &);
    void newSession(UnaryCallPtr call, const berth::control::v1::NewSessionRequest &, berth::control::v1::NewSessionResponse &);
    void listContainers(UnaryCallPtr call, const berth::control::v1::ListContainersRequest &, berth::control::v1::ListContainersResponse &);
    void searchHistory(UnaryCallPtr call, const berth::control::v1::SearchHistoryRequest &, berth::control::v1::SearchHistoryResponse &);
    void removeHistory(UnaryCallPtr call, const berth::control::v1::RemoveHistoryRequest &, berth::control::v1::RemoveHistoryResponse &);
    void importHistory(UnaryCallPtr call, const berth::control::v1::ImportHistoryRequest &, berth::control::v1::ImportHistoryResponse &);
    void share(UnaryCallPtr call, const berth::control::v1::ShareRequest &, berth::control::v1::ShareResponse &);
    void doctor(UnaryCallPtr call, const berth::control::v1::DoctorRequest &, berth::control::v1::DoctorResponse &);
    void startRecording(UnaryCallPtr call, const berth::control::v1::StartRecordingRequest &, berth::control::v1::StartRecordingResponse &);
    void stopRecording(UnaryCallPtr call, const berth::control::v1::StopRecordingRequest &, berth::control::v1::StopRecordingResponse &);
    void listRecordings(UnaryCallPtr call, const berth::control::v1::ListRecordingsRequest &, berth::control::v1::ListRecordingsResponse &);
    void stats(UnaryCallPtr call, const berth::control::v1::StatsRequest &, berth::control::v1::StatsResponse &);
    void metrics(UnaryCallPtr call, const berth::control::v1::MetricsRequest &, berth::control::v1::MetricsResponse &);

    enum class Cost : unsigned char { None, Token }; // a token of the caller's bucket, or control.rate
    bool pays(UnaryCall &call);

    // Calls of `request` (Methods::Request…) are answered by `method` on the instance's thread, or refused when that is
    // too busy to take them.
    template<class Base, class Request, class Response>
    void offer(rpc::ServerCallQueue &queue,
               void (Base::*request)(grpc::ServerContext *, Request *, grpc::ServerAsyncResponseWriter<Response> *, grpc::CompletionQueue *,
                                     grpc::ServerCompletionQueue *, void *),
               void (ControlService::*method)(UnaryCallPtr, const Request &, Response &), Cost cost);

    Instance &m_instance;
    base::TaskInbox &m_inbox;
    AttachStreams &m_streams;
    Methods m_service;
    std::vector<std::weak_ptr<UnaryCall>> m_open; // instance's thread only
    base::PrincipalLimiter m_limiter;             // instance's thread only
};

} // namespace core::control
