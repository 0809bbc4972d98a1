#include "core/base/wake_fd.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sys/eventfd.h>

namespace core::base {

WakeFd::WakeFd()
    : m_fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (!m_fd) { // out of descriptors: nothing that waits on it could ever run
        std::perror("berth: eventfd");
        std::abort();
    }
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
