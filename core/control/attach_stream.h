// The Attach streams of berthctl: each drives core/attach's Viewer from a gRPC bidirectional stream. All viewers live on
// one thread of their own; the call queue's only posts to it, at most one read and one write outstanding per stream.
// Private to core/control.
#pragma once
#include "berth/control/v1/control.grpc.pb.h"
#include "core/base/task_inbox.h"
#include "core/control/control_server.h"
#include "core/rpc/server_call_queue.h"

#include <QThread>

namespace core::control {

class AttachStreams
{
public:
    using Methods = berth::control::v1::Control::AsyncService;

    // Sessions are looked up on the instance's thread, through `inbox`. Both outlive this.
    AttachStreams(Instance &instance, base::TaskInbox &inbox);
    ~AttachStreams(); // every stream must be done: end the server and the queue first

    // The instance's thread, once the server runs: waits for calls until it ends.
    void serve(Methods &service, rpc::ServerCallQueue &queue);
    void goAway(); // the instance's thread: tell every viewer that this instance ends

private:
    Instance &m_instance;
    base::TaskInbox &m_inbox;
    QThread m_thread;
    QObject m_root; // lives on m_thread; parent of nothing, target of calls to all streams
};

} // namespace core::control
