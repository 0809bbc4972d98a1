// An eventfd that wakes a poll() or a QSocketNotifier. signal() may be called from any thread and from signal handlers;
// clear() by the reader. Signals coalesce: many signals before one clear() are one wake.
//
// Error: out of descriptors the constructor throws std::system_error. Who cannot go on without it does not catch that, which
// ends the program.
#pragma once
#include "core/base/unique_fd.h"

namespace core::base {

class WakeFd
{
public:
    WakeFd();
    int fd() const { return m_fd.get(); }
    void signal() const;
    void clear() const;

private:
    UniqueFd m_fd;
};

} // namespace core::base
