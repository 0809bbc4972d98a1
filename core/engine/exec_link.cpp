#include "core/engine/exec_link.h"

namespace core::engine {

bool ExecLink::setSize(base::GridSize size)
{
    const base::GridSize fits = base::clamped(size);
    m_size.store(std::uint64_t(fits.cols) << 32 | std::uint64_t(fits.rows));
    return !m_sizeWaits.exchange(true);
}

base::GridSize ExecLink::takeSize()
{
    m_sizeWaits.store(false); // before reading: a size set in between is announced again
    const std::uint64_t packed = m_size.load();
    return {int(packed >> 32), int(packed & 0xffffffffu)};
}

void ExecLink::setExit(pty::ExitStatus status)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_exit)
            return;
        m_exit = std::move(status);
    }
    m_exitKnown.signal();
}

std::optional<pty::ExitStatus> ExecLink::exit() const
{
    const std::lock_guard lock(m_mutex);
    return m_exit;
}

} // namespace core::engine
