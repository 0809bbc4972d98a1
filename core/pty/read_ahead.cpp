#include "core/pty/read_ahead.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace core::pty {
namespace {
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kRest = 20ms;                 // with little to read for so long, the flood has passed
constexpr std::size_t kLittle = 64 * 1024;
constexpr std::size_t kWorthReading = 4096; // what Linux gives of a terminal at a time
// A waiting owner is woken for this much, or once the first of it is this old: to wake him for each 4 KiB costs both sides
// about as much as parsing them.
constexpr std::size_t kWorthTelling = 32 * 1024;
constexpr auto kHeldBack = 250us;
constexpr std::size_t kWorthHolding = 2048; // less is somebody's answer, not a piece of a flood
}

ReadAhead::ReadAhead(int source)
    : m_source(source)
    , m_ring(kBytes)
    , m_thread([this] { run(); })
{
}

ReadAhead::~ReadAhead()
{
    stop();
}

void ReadAhead::stop()
{
    if (!m_thread.joinable())
        return;
    m_stop = true;
    m_look.signal();
    m_thread.join();
}

bool ReadAhead::isOver() const
{
    return m_over && m_read == m_taken; // in this order: after m_over nothing is added
}

// The counters and flags are sequentially consistent throughout: each side says what it has done, then looks whether the
// other waits for it; or says that it waits, then looks again at what the other has done.

std::size_t ReadAhead::take(std::span<char> into)
{
    const std::uint64_t from = m_taken.load();
    const auto n = std::size_t(std::min<std::uint64_t>(into.size(), m_read.load() - from));
    const std::size_t at = from % kBytes, first = std::min(n, kBytes - at);
    std::memcpy(into.data(), m_ring.data() + at, first);
    std::memcpy(into.data() + first, m_ring.data(), n - first);
    m_taken = from + n;
    // Woken for half a ring at a time, not for every few bytes.
    if (n != 0 && m_read - (from + n) <= kBytes / 2 && m_threadWaits.exchange(false))
        m_look.signal();
    if (m_read == from + n) {
        m_someThere.clear();
        m_ownerWaits = true;
    }
    if (m_read != from + n || m_over)
        tellThereIsSome();
    return n;
}

// From either thread: exactly one signals, until it is cleared.
void ReadAhead::tellThereIsSome()
{
    if (m_ownerWaits.load() && m_ownerWaits.exchange(false))
        m_someThere.signal();
}

void ReadAhead::run()
{
    std::size_t held = 0; // bytes, read since the owner was last told
    Clock::time_point since; // when the first of them was read
    const auto tell = [&] {
        tellThereIsSome();
        held = 0;
    };
    std::size_t came = 0; // since `from`
    Clock::time_point from = Clock::now();
    while (waitForRoom()) {
        const std::uint64_t to = m_read.load();
        const std::size_t room = kBytes - std::size_t(to - m_taken), at = to % kBytes;
        const auto n = ::read(m_source, m_ring.data() + at, std::min(room, kBytes - at));
        if (n > 0) {
            m_read = to + std::uint64_t(n);
            const auto now = Clock::now();
            if (held == 0)
                since = now;
            held += std::size_t(n);
            if (m_read - m_taken >= kWorthTelling || now - since >= kHeldBack)
                tell();
            came += std::size_t(n);
            if (now - from >= kRest) {
                if (came < kLittle)
                    break;
                came = 0;
                from = now;
            }
        } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            break; // an error is for the owner to meet
        } else if (held > 0 && held < kWorthHolding) {
            tell();
        } else if (held > 0) {
            if (!waitForMore(std::max<std::chrono::nanoseconds>(since + kHeldBack - Clock::now(), 0ns)))
                tell();
        } else if (!waitForMore(kRest)) {
            break;
        }
    }
    m_over = true;
    tellThereIsSome();
}

// False: to stop.
bool ReadAhead::waitForRoom()
{
    if (m_read - m_taken <= kBytes - kWorthReading)
        return !m_stop;
    while (!m_stop) {
        m_threadWaits = true;
        if (m_read - m_taken <= kBytes / 2)
            break;
        pollfd look{m_look.fd(), POLLIN, 0};
        ::poll(&look, 1, -1);
        m_look.clear();
    }
    m_threadWaits = false;
    return !m_stop;
}

// False: nothing came, or to stop.
bool ReadAhead::waitForMore(std::chrono::nanoseconds limit)
{
    pollfd fds[] = {{m_source, POLLIN, 0}, {m_look.fd(), POLLIN, 0}};
    const timespec time{0, long(limit.count())};
    const int n = ::ppoll(fds, 2, &time, nullptr);
    if (fds[1].revents != 0)
        m_look.clear();
    return (n > 0 || (n < 0 && errno == EINTR)) && !m_stop;
}

} // namespace core::pty
