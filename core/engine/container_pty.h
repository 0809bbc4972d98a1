// A shell inside a container as a terminal: reads and writes the hijacked socket itself; what needs the engine's API goes
// to the ExecKeeper. Outlives the engine object.
#pragma once
#include "core/engine/exec_link.h"

namespace core::engine {

class ContainerPty final : public pty::Pty
{
public:
    ContainerPty(std::shared_ptr<ExecLink> link, std::shared_ptr<ExecMailbox> keeper, base::UniqueFd socket, std::string leftOver);
    ~ContainerPty() override;

    int fd() const override { return m_open ? (m_pollFd ? m_pollFd.get() : m_socket.get()) : -1; }
    pty::ReadResult read(std::span<char> into) override;
    bool holdsMuch() const override { return true; }
    base::Result<std::size_t> write(std::string_view bytes) override;
    void resize(base::GridSize size) override;
    int exitFd() const override { return m_link->exitFd(); }
    std::optional<pty::ExitStatus> exitStatus() override { return m_link->exit(); }
    void hangUp() override;

private:
    pty::ReadResult readLeftOver(std::span<char> into);
    void ended();
    void tell(ExecRequest::Kind kind, const char *otherwise);

    std::shared_ptr<ExecLink> m_link;
    std::shared_ptr<ExecMailbox> m_keeper;
    base::UniqueFd m_socket;
    std::string m_leftOver;
    // The number that poll() sees if there were left-over bytes: an eventfd that is readable until they are read, then
    // the socket under the same number.
    base::UniqueFd m_pollFd;
    bool m_open = true;
    bool m_hungUp = false;
};

} // namespace core::engine
