#include "core/engine/container_pty.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace core::engine {

ContainerPty::ContainerPty(std::shared_ptr<ExecLink> link, std::shared_ptr<ExecMailbox> keeper, base::UniqueFd socket, std::string leftOver)
    : m_link(std::move(link))
    , m_keeper(std::move(keeper))
    , m_socket(std::move(socket))
    , m_leftOver(std::move(leftOver))
{
    if (!m_leftOver.empty())
        m_pollFd.reset(::eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK));
}

ContainerPty::~ContainerPty()
{
    if (m_open)
        hangUp();
    else if (m_link->process())
        m_link->process()->hangUp(); // the stream may have ended with the engine and not with the program
}

pty::ReadResult ContainerPty::read(std::span<char> into)
{
    if (!m_open)
        return {pty::ReadResult::End, 0};
    if (!m_leftOver.empty())
        return readLeftOver(into);
    for (;;) {
        const ssize_t count = ::read(m_socket.get(), into.data(), into.size());
        if (count > 0)
            return {pty::ReadResult::Data, std::size_t(count)};
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return {pty::ReadResult::WouldBlock, 0};
        ended();
        return {pty::ReadResult::End, 0};
    }
}

pty::ReadResult ContainerPty::readLeftOver(std::span<char> into)
{
    const std::size_t count = std::min(into.size(), m_leftOver.size());
    std::memcpy(into.data(), m_leftOver.data(), count);
    m_leftOver.erase(0, count);
    if (m_leftOver.empty() && m_pollFd && ::dup3(m_socket.get(), m_pollFd.get(), O_CLOEXEC) < 0)
        m_pollFd.reset();
    return {pty::ReadResult::Data, count};
}

base::Result<std::size_t> ContainerPty::write(std::string_view bytes)
{
    if (!m_open || m_hungUp)
        return base::fail("engine.closed", "The shell in the container has ended.");
    for (;;) {
        const ssize_t count = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count >= 0)
            return std::size_t(count);
        if (errno == EINTR)
            continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return std::size_t(0);
        return base::fail("engine.closed", "The shell in the container has ended.", std::strerror(errno));
    }
}

void ContainerPty::resize(base::GridSize size)
{
    if (m_open && m_link->setSize(size))
        tell(ExecRequest::Kind::Resize, nullptr);
}

void ContainerPty::hangUp()
{
    if (std::exchange(m_hungUp, true)) {
        if (m_link->process() && !m_link->exit())
            m_link->process()->kill();
        return;
    }
    if (!m_open)
        return;
    if (m_link->isMainProcess()) {
        ::shutdown(m_socket.get(), SHUT_RDWR);
        return;
    }
    // The connection's end does not end the program: see ExecProcess. Where we may not signal it, the keeper asks the
    // engine to.
    if (!m_link->process() || !m_link->process()->hangUp())
        tell(ExecRequest::Kind::HangUp, nullptr);
    ::shutdown(m_socket.get(), SHUT_RDWR);
}

void ContainerPty::ended()
{
    m_open = false;
    tell(ExecRequest::Kind::Ended, "The container engine went away.");
}

void ContainerPty::tell(ExecRequest::Kind kind, const char *otherwise)
{
    if (!m_keeper->offer({kind, m_link}) && otherwise)
        m_link->setExit({{}, {}, otherwise});
}

} // namespace core::engine
