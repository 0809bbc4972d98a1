// When a session publishes a frame, and what is in it.
#include "core/session/session_thread.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace core::session {
namespace {

using namespace std::chrono_literals;

constexpr int kQuietDivisor = 4;              // a quiet PTY may publish this much more often than a flowing one
constexpr auto kUnwatchedInterval = 250ms;    // between frames while nobody looks
// A job that prints nothing is in the foreground only after the frame that showed its command: looked for again.
constexpr std::chrono::milliseconds kJobChecks[] = {100ms, 900ms};

} // namespace

void SessionThread::publishIfDue(Time now)
{
    if (m_shownPaused != m_paused)
        m_dirty = true;
    if (!m_dirty)
        return;
    m_shared->frameHeldBack = true; // before looking who wants one, so that who asks afterwards wakes us
    if (now >= frameDue())
        publish(now);
}

SessionThread::Time SessionThread::frameDue() const
{
    if (m_immediately)
        return {};
    const auto wants = [](const auto &subscriber) { return subscriber->wantsFrame(); };
    if (!std::ranges::any_of(m_shared->subscribers.all(), wants))
        return m_lastFrame + kUnwatchedInterval;
    return m_lastFrame + (m_quiet && !gathers() ? m_options.frameInterval / kQuietDivisor : m_options.frameInterval);
}

void SessionThread::publish(Time now)
{
    auto frame = std::make_shared<SessionFrame>();
    frame->serial = ++m_serial;
    frame->screen = m_emulator.frame();
    frame->offset = m_emulator.offset();
    if (const auto first = frame->screen->history ? frame->screen->history->firstLine() : 0; first > m_firstLine) {
        m_firstLine = first;
        m_tracker.forgetBefore(first);
        m_blocksDirty = true;
    }
    if (m_blocksDirty || m_tracker.isAnyRunning()) {
        m_blocks = std::make_shared<shell::BlockList>(m_tracker.blocksAt(m_emulator.position()));
        m_blocksDirty = false;
    }
    frame->blocks = m_blocks;
    frame->cwd = m_tracker.cwd();
    frame->shell = m_tracker.shell();
    frame->blocksOn = m_tracker.sawTrustedMark();
    frame->commandRunning = m_tracker.isRunning() || m_tracker.hasBeenGivenALine();
    frame->nested = m_nested;
    frame->paused = m_shownPaused = m_paused;
    frame->ended = m_endedWith;
    m_shared->frames.publish(std::move(frame), m_pty ? m_pty->foregroundJob() : std::string());
    m_dirty = m_immediately = false;
    m_shared->frameHeldBack = false;
    m_lastFrame = now;
    m_jobChecks = 0;
    m_jobCheck = now + kJobChecks[0];
    for (const auto &subscriber : m_shared->subscribers.all())
        subscriber->offerFrame();
}

void SessionThread::checkJob(Time now)
{
    if (!m_jobCheck || now < *m_jobCheck)
        return;
    m_shared->frames.setForegroundJob(m_pty ? m_pty->foregroundJob() : std::string());
    checkNested();
    m_jobCheck.reset();
    if (m_pty && ++m_jobChecks < std::size(kJobChecks))
        m_jobCheck = now + kJobChecks[m_jobChecks];
}

// The programs in the foreground know better than the command's text, which may hold an alias or several commands.
void SessionThread::checkNested()
{
    const auto programs = m_pty ? m_pty->foregroundPrograms() : std::vector<std::vector<std::string>>();
    std::optional<shell::NestedShell> nested;
    for (const auto &arguments : programs) {
        nested = shell::nestedShell(arguments);
        if (nested)
            break; // of `su`, its `bash` and `vim` it is su
    }
    // With nothing to see, the shell itself is in front, or what has taken its place while a command runs (`exec sh`).
    const bool unseen = programs.empty() && (m_tracker.isRunning() || m_tracker.hasBeenGivenALine());
    using Kind = shell::NestedShell::Kind;
    const bool guessed = !nested && m_tracker.isRunning() && m_nested && m_nested->kind == Kind::Unknown;
    // `unshare sh` has become that sh; its text says more.
    const bool knownBetter = nested && nested->kind == Kind::Shell && m_nested && m_nested->kind != Kind::Shell && m_nested->kind != Kind::Unknown;
    const bool replaced = m_tracker.isRunning() && m_nested && m_nested->inPlace;
    if (nested == m_nested || unseen || guessed || knownBetter || replaced)
        return;
    m_nested = std::move(nested);
    m_dirty = true;
}

} // namespace core::session
