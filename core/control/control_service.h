// The methods of berth.control.v1: each posts to the instance's thread and finishes its call from there.
// Private to core/control.
#pragma once
#include "berth/control/v1/control.grpc.pb.h"
#include "core/base/task_inbox.h"
#include "core/control/attach_stream.h"
#include "core/control/control_server.h"
#include "core/control/unary_call.h"

#include <vector>

namespace core::control {

class ControlService final : public berth::control::v1::Control::CallbackService
{
public:
    // `inbox` runs tasks on the instance's thread; both outlive the service. `streams` is where Attach streams live.
    ControlService(Instance &instance, base::TaskInbox &inbox, AttachStreams &streams);
    // The instance's thread, at shutdown: calls whose answer is still owed by somebody end now.
    void failOpenCalls();

private:
    using Context = grpc::CallbackServerContext;
    using Reactor = grpc::ServerUnaryReactor;
    Reactor *ListSessions(Context *, const berth::control::v1::ListSessionsRequest *, berth::control::v1::ListSessionsResponse *) override;
    Reactor *NewSession(Context *, const berth::control::v1::NewSessionRequest *, berth::control::v1::NewSessionResponse *) override;
    Reactor *ListContainers(Context *, const berth::control::v1::ListContainersRequest *, berth::control::v1::ListContainersResponse *) override;
    Reactor *SearchHistory(Context *, const berth::control::v1::SearchHistoryRequest *, berth::control::v1::SearchHistoryResponse *) override;
    Reactor *Share(Context *, const berth::control::v1::ShareRequest *, berth::control::v1::ShareResponse *) override;
    Reactor *Doctor(Context *, const berth::control::v1::DoctorRequest *, berth::control::v1::DoctorResponse *) override;
    grpc::ServerBidiReactor<berth::attach::v1::ViewerMessage, berth::attach::v1::SessionMessage> *Attach(Context *) override;

    // Runs `work(call)` on the instance's thread; refuses when it is too busy to take it.
    template<class Work>
    Reactor *onInstance(Context *context, Work work);

    Instance &m_instance;
    base::TaskInbox &m_inbox;
    AttachStreams &m_streams;
    std::vector<std::weak_ptr<UnaryCall>> m_open; // instance's thread only
};

} // namespace core::control
