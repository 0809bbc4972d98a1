#include "core/base/wake_fd.h"

#include <cerrno>
#include <cstdint>
#include <sys/eventfd.h>
#include <system_error>

namespace core::base {

WakeFd::WakeFd()
    : m_fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (!m_fd) // out of descriptors. Who cannot go on without it ends the program by not catching this
        throw std::system_error(errno, std::generic_category(), "eventfd");
}

void WakeFd::signal() const
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto n = ::write(m_fd.get(), &one, sizeof one); // EAGAIN: already signalled
}

void WakeFd::clear() const
{
    std::uint64_t count = 0;
    [[maybe_unused]] const auto n = ::read(m_fd.get(), &count, sizeof count);
}

} // namespace core::base
