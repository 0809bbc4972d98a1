// One connection to an engine: a Unix socket, TCP with or without TLS, or a program that ssh runs on another machine.
//
// Threads: the Qt thread it lives on. Nothing here blocks.
#pragma once
#include "core/base/unique_fd.h"
#include "core/engine/endpoint.h"

#include <QObject>
#include <memory>

class QIODevice;

namespace core::engine {

class Transport : public QObject
{
    Q_OBJECT
public:
    // Code: engine.unreachable (certificates that cannot be read, no ssh on this machine).
    static base::Result<std::unique_ptr<Transport>> create(const Endpoint &endpoint);

    virtual void open() = 0; // once; ends in opened() or failed(), which may come before open() returns
    virtual QIODevice &device() = 0;
    // A descriptor of the same connection for raw reading and writing, non-blocking; the device's own unread bytes must
    // be taken first. The transport is closed and must not be used afterwards. Behind TLS and SSH it is one end of a
    // socket pair, and this thread carries the bytes (StreamPump).
    virtual base::UniqueFd takeDescriptor() = 0;

protected:
    // TCP tells of a peer that is gone without a word (a machine without power, a cut network) only when asked to.
    static void noticeDeadPeer(qintptr socket);        // one that is silent
    static void noticeDeadPeerOfStream(int socket);    // also one that does not take what was sent; calls have deadlines of their own

Q_SIGNALS:
    void opened();
    void failed(const core::base::Error &error); // engine.unreachable; before opened(), or when the connection breaks
    void closed();                               // the peer closed; unread bytes are still in the device
};

} // namespace core::engine
