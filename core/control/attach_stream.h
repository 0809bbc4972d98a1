// The Attach streams of berthctl: each drives core/attach's Viewer from a gRPC bidirectional stream. All viewers live on
// one thread of their own; gRPC's threads only post to it, at most one read and one write outstanding per stream.
// Private to core/control.
#pragma once
#include "berth/attach/v1/attach.pb.h"
#include "core/base/task_inbox.h"
#include "core/control/control_server.h"

#include <QThread>
#include <grpcpp/support/server_callback.h>
#include <memory>

namespace core::control {

class AttachStreams
{
public:
    using Reactor = grpc::ServerBidiReactor<berth::attach::v1::ViewerMessage, berth::attach::v1::SessionMessage>;

    // Sessions are looked up on the instance's thread, through `inbox`. Both outlive this.
    AttachStreams(Instance &instance, base::TaskInbox &inbox);
    ~AttachStreams(); // every stream must be done: shut the gRPC server down first

    void start();     // the instance's thread, before the first open()
    Reactor *open();  // gRPC's thread; the reactor deletes itself
    void goAway();    // the instance's thread: tell every viewer that this instance ends

private:
    Instance &m_instance;
    base::TaskInbox &m_inbox;
    QThread m_thread;
    QObject m_root; // lives on m_thread; parent of nothing, target of calls to all streams
};

} // namespace core::control
