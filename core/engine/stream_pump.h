// Carries bytes between a device and one end of a socket pair, whose other end somebody reads and writes as if it were
// the connection itself. Bounded both ways: a side that does not read holds the other back. Owns the device and itself:
// ends, with both, when either side has.
//
// Threads: the device's. Nothing here blocks.
#pragma once
#include "core/base/unique_fd.h"

#include <QIODevice>
#include <QObject>
#include <QSocketNotifier>
#include <functional>
#include <memory>
#include <string>

namespace core::engine {

class StreamPump : public QObject
{
    Q_OBJECT
public:
    // `closed` is called once, when the pump has ended. Empty descriptor: none left.
    static base::UniqueFd start(std::unique_ptr<QIODevice> device, std::function<void()> closed);
    ~StreamPump() override;

    void deviceEnded(); // what has been read from it still goes on

private:
    StreamPump(std::unique_ptr<QIODevice> device, base::UniqueFd fd, std::function<void()> closed);
    void toFd();
    void toDevice();
    void end();

    std::unique_ptr<QIODevice> m_device;
    base::UniqueFd m_fd;
    std::function<void()> m_closed;
    QSocketNotifier m_readable;
    QSocketNotifier m_writable;
    std::string m_waiting; // for the descriptor
    bool m_deviceEnded = false;
    bool m_ended = false;
};

} // namespace core::engine
