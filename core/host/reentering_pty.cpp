#include "core/host/reentering_pty.h"

#include <algorithm>
#include <cstring>

namespace core::host {
namespace {

constexpr std::string_view kLineEnds = "\r\n\x03"; // Ctrl-C gives a line up
constexpr std::chrono::seconds kThought(1);       // after such a pause somebody begins anew
constexpr int kKilled = 128 + 9; // also what a stopping container does to its shells: the engine is asked

bool leftByItself(const pty::ExitStatus &status)
{
    return status.code && *status.code != kKilled;
}

} // namespace

ReenteringPty::ReenteringPty(std::unique_ptr<pty::Pty> first, std::shared_ptr<ReentryLink> link, std::shared_ptr<ReentryMailbox> host, LeavesFor leaves,
                             std::string greeting, const base::Clock &clock)
    : m_inner(std::move(first))
    , m_link(std::move(link))
    , m_host(std::move(host))
    , m_leaves(leaves)
    , m_clock(clock)
    , m_text(std::move(greeting))
{
    m_textWaits.signal(); // readable for ever: only asked while there is something to read without waiting
}

ReenteringPty::~ReenteringPty()
{
    m_link->steps.close();
    [[maybe_unused]] const bool told = m_host->offer({m_link, std::nullopt}); // closed: the host has gone, and with it who waits
}

int ReenteringPty::fd() const
{
    if (m_over)
        return -1;
    if (!m_text.empty() || m_next || m_nextIsOver)
        return m_textWaits.fd();
    if (m_leaving)
        return m_inner->exitFd();
    return m_inner ? m_inner->fd() : m_link->steps.wakeFd();
}

pty::ReadResult ReenteringPty::readText(std::span<char> into)
{
    const std::size_t count = std::min(into.size(), m_text.size());
    std::memcpy(into.data(), m_text.data(), count);
    m_text.erase(0, count);
    return {pty::ReadResult::Data, count};
}

pty::ReadResult ReenteringPty::read(std::span<char> into)
{
    if (!m_text.empty())
        return readText(into);
    if (m_inner && !m_leaving) {
        const pty::ReadResult result = m_inner->read(into);
        if (result.state != pty::ReadResult::End)
            return result;
        m_leaving = true;
    }
    if (m_leaving)
        left();
    if (!m_inner && !m_over)
        takeSteps();
    if (!m_text.empty())
        return readText(into);
    return {m_over ? pty::ReadResult::End : pty::ReadResult::WouldBlock, 0};
}

void ReenteringPty::left()
{
    std::optional<pty::ExitStatus> status = m_inner->exitStatus();
    if (!status && m_inner->exitFd() >= 0)
        return;
    if (!status)
        status = pty::ExitStatus{{}, {}, "The program ended without saying how."};
    m_leaving = false;
    m_inner.reset();
    m_lineIsLost = m_lineIsOpen && m_clock.now() - m_typed < kThought;
    const bool isEnd = m_hungUp || (m_leaves == LeavesFor::Restarts && leftByItself(*status));
    if (isEnd || !m_host->offer({m_link, status})) // refused: the host is going
        m_over = status;
}

void ReenteringPty::takeSteps()
{
    if (!m_next && !m_nextIsOver) {
        for (ReentryStep &step : m_link->steps.drain()) {
            m_text += step.text;
            if (step.next)
                m_next = std::move(step.next);
            if (step.over)
                m_nextIsOver = std::move(step.over);
        }
    }
    if (!m_text.empty())
        return; // first that
    if (!m_next && !m_nextIsOver && m_link->steps.isClosed())
        m_nextIsOver = pty::ExitStatus{{}, {}, "Berth is being closed."};
    m_over = m_nextIsOver;
    if (!m_over && m_next) {
        m_inner = std::exchange(m_next, nullptr);
        m_inner->resize(m_link->size()); // which may have changed while it was opened
    }
}

void ReenteringPty::noteTyped(std::string_view bytes)
{
    m_typed = m_clock.now();
    m_lineIsOpen = kLineEnds.find(bytes.back()) == std::string_view::npos;
}

base::Result<std::size_t> ReenteringPty::write(std::string_view bytes)
{
    const bool isTyped = !bytes.empty() && bytes.front() != '\x1b'; // no answer of the terminal, no key without a character
    if (!m_inner || m_leaving) {
        if (isTyped) {
            noteTyped(bytes);
            m_lineIsLost = m_lineIsOpen;
        }
        return bytes.size();
    }
    std::size_t dropped = 0;
    if (isTyped && std::exchange(m_lineIsLost, false) && m_clock.now() - m_typed < kThought) {
        const std::size_t end = bytes.find_first_of(kLineEnds);
        dropped = end == std::string_view::npos ? bytes.size() : end + 1;
        m_lineIsLost = end == std::string_view::npos;
    }
    if (isTyped)
        noteTyped(bytes);
    if (dropped == bytes.size())
        return dropped;
    const auto written = m_inner->write(bytes.substr(dropped));
    return written ? base::Result<std::size_t>(dropped + *written) : written;
}

void ReenteringPty::resize(base::GridSize size)
{
    m_link->setSize(size);
    if (m_inner)
        m_inner->resize(size);
}

void ReenteringPty::hangUp()
{
    m_hungUp = true;
    if (m_inner)
        m_inner->hangUp();
    else if (!m_over)
        m_over = pty::ExitStatus{{}, {}, "The container was not running."};
}

} // namespace core::host
