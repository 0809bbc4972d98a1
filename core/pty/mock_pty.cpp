#include "core/pty/mock_pty.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

namespace core::pty {

struct MockProgram::Shared
{
    mutable std::mutex mutex; // guards what follows, never held while anything else is called
    std::optional<ExitStatus> status;
    std::vector<base::GridSize> sizes;
    std::string job;
    int hangUps = 0, reads = 0;
    bool gone = false;
    base::WakeFd exited;
};

class MockPty final : public Pty
{
public:
    MockPty(std::shared_ptr<MockProgram::Shared> shared, base::UniqueFd fd, bool holdsMuch)
        : m_shared(std::move(shared))
        , m_fd(std::move(fd))
        , m_holdsMuch(holdsMuch)
    {
    }
    ~MockPty() override
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->gone = true;
    }

    int fd() const override { return m_fd.get(); }

    ReadResult read(std::span<char> into) override
    {
        if (!m_fd)
            return {ReadResult::End};
        const auto n = ::recv(m_fd.get(), into.data(), into.size(), MSG_DONTWAIT);
        if (n > 0) {
            const std::lock_guard lock(m_shared->mutex);
            ++m_shared->reads;
            return {ReadResult::Data, std::size_t(n)};
        }
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return {ReadResult::WouldBlock};
        m_fd.reset();
        return {ReadResult::End};
    }

    bool holdsMuch() const override { return m_holdsMuch; }

    base::Result<std::size_t> write(std::string_view bytes) override
    {
        const auto n = ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n >= 0)
            return std::size_t(n);
        if (errno == EAGAIN || errno == EINTR)
            return std::size_t(0);
        return base::fail("pty.ended", "The program has ended.");
    }

    void resize(base::GridSize size) override
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->sizes.push_back(size);
    }

    int exitFd() const override { return m_shared->exited.fd(); }
    std::optional<ExitStatus> exitStatus() override
    {
        const std::lock_guard lock(m_shared->mutex);
        return m_shared->status;
    }
    void hangUp() override
    {
        const std::lock_guard lock(m_shared->mutex);
        ++m_shared->hangUps;
    }
    std::string foregroundJob() const override
    {
        const std::lock_guard lock(m_shared->mutex);
        return m_shared->job;
    }

private:
    std::shared_ptr<MockProgram::Shared> m_shared;
    base::UniqueFd m_fd;
    const bool m_holdsMuch;
};

MockProgram::MockProgram(std::shared_ptr<Shared> shared, base::UniqueFd fd)
    : m_shared(std::move(shared))
    , m_fd(std::move(fd))
{
}

bool MockProgram::print(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto n = ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes.remove_prefix(std::size_t(n));
    }
    return true;
}

std::size_t MockProgram::printSome(std::string_view bytes)
{
    const auto n = ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return n > 0 ? std::size_t(n) : 0;
}

std::string MockProgram::takeInput()
{
    std::string all;
    char buffer[4096];
    for (;;) {
        const auto n = ::recv(m_fd.get(), buffer, sizeof buffer, MSG_DONTWAIT);
        if (n <= 0)
            return all;
        all.append(buffer, std::size_t(n));
    }
}

void MockProgram::closeOutput()
{
    ::shutdown(m_fd.get(), SHUT_WR);
}

void MockProgram::exit(ExitStatus status)
{
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->status = std::move(status);
    }
    m_shared->exited.signal();
}

void MockProgram::setForegroundJob(std::string name)
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->job = std::move(name);
}

std::vector<base::GridSize> MockProgram::sizes() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->sizes;
}

int MockProgram::hangUps() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->hangUps;
}

int MockProgram::reads() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->reads;
}

bool MockProgram::isGone() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->gone;
}

MockPair makeMockPty(bool holdsMuch)
{
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        std::abort(); // a test without descriptors cannot say anything
    auto shared = std::make_shared<MockProgram::Shared>();
    return {std::make_unique<MockPty>(shared, base::UniqueFd(ends[0]), holdsMuch),
            std::unique_ptr<MockProgram>(new MockProgram(shared, base::UniqueFd(ends[1])))};
}

} // namespace core::pty
