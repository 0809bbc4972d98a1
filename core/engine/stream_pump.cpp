#include "core/engine/stream_pump.h"

#include "core/engine/unsent_bytes.h"

#include <QAbstractSocket>
#include <QLocalSocket>
#include <array>
#include <cerrno>
#include <sys/socket.h>

namespace core::engine {
namespace {
constexpr qint64 kAhead = 256 << 10; // bytes that the device may hold unsent
}

base::UniqueFd StreamPump::start(std::unique_ptr<QIODevice> device, std::function<void()> closed)
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
        return {};
    new StreamPump(std::move(device), base::UniqueFd(ends[0]), std::move(closed));
    return base::UniqueFd(ends[1]);
}

StreamPump::StreamPump(std::unique_ptr<QIODevice> device, base::UniqueFd fd, std::function<void()> closed)
    : m_device(std::move(device))
    , m_fd(std::move(fd))
    , m_closed(std::move(closed))
    , m_readable(m_fd.get(), QSocketNotifier::Read)
    , m_writable(m_fd.get(), QSocketNotifier::Write)
{
    m_writable.setEnabled(false);
    connect(&m_readable, &QSocketNotifier::activated, this, &StreamPump::toDevice);
    connect(&m_writable, &QSocketNotifier::activated, this, &StreamPump::toFd);
    connect(m_device.get(), &QIODevice::readyRead, this, &StreamPump::toFd);
    whenSent(*m_device, this, [this] {
        if (unsentBytes(*m_device) < kAhead)
            m_readable.setEnabled(!m_ended);
    });
    if (auto *socket = qobject_cast<QAbstractSocket *>(m_device.get())) {
        connect(socket, &QAbstractSocket::disconnected, this, &StreamPump::deviceEnded);
        // An engine ends a TLS stream with close_notify alone and waits for us to close the connection: Qt tells that as an
        // error, after the last byte has been decrypted.
        connect(socket, &QAbstractSocket::errorOccurred, this, &StreamPump::deviceEnded);
    } else if (auto *local = qobject_cast<QLocalSocket *>(m_device.get())) {
        connect(local, &QLocalSocket::disconnected, this, &StreamPump::deviceEnded);
    }
    QMetaObject::invokeMethod(this, &StreamPump::toFd, Qt::QueuedConnection);
}

StreamPump::~StreamPump() = default;

void StreamPump::deviceEnded()
{
    m_deviceEnded = true;
    toFd();
}

void StreamPump::toFd()
{
    while (!m_ended) {
        if (m_waiting.empty()) {
            std::array<char, 64 << 10> buffer;
            const qint64 count = m_device->read(buffer.data(), buffer.size());
            if (count <= 0)
                break;
            m_waiting.assign(buffer.data(), std::size_t(count));
        }
        const ssize_t sent = ::send(m_fd.get(), m_waiting.data(), m_waiting.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno == EAGAIN)
            return m_writable.setEnabled(true); // the device's own read buffer is bounded, so the engine waits
        if (sent <= 0)
            return end();
        m_waiting.erase(0, std::size_t(sent));
    }
    m_writable.setEnabled(false);
    if (m_deviceEnded)
        end();
}

void StreamPump::toDevice()
{
    std::array<char, 64 << 10> buffer;
    while (!m_ended && unsentBytes(*m_device) < kAhead) {
        const ssize_t count = ::read(m_fd.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN)
            return;
        if (count <= 0 || m_device->write(buffer.data(), count) < 0)
            return end();
    }
    m_readable.setEnabled(false);
}

void StreamPump::end()
{
    if (std::exchange(m_ended, true))
        return;
    m_readable.setEnabled(false);
    m_writable.setEnabled(false);
    m_device->disconnect(this);
    m_device.release()->deleteLater(); // this may run inside one of its signals
    m_fd.reset();
    if (m_closed)
        m_closed();
    deleteLater();
}

} // namespace core::engine
