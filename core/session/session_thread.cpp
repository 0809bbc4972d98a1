#include "core/session/session_thread.h"

#include "core/session/osc_notes.h"

#include <algorithm>
#include <poll.h>
#include <thread>
#include <utility>

namespace core::session {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kReadBytes = 64 * 1024;
constexpr auto kTurnTime = 4ms;                 // of reading and parsing, so that a key waits no longer
// A flood is left to gather for a moment: to be woken for each piece costs both sides as much as parsing it. Not one in pieces
// of a line each: a socket counts them, is soon full, and its writer would wait for us.
constexpr int kFloodTurns = 32;                 // in a row, with so many bytes together, each so soon after the one before:
constexpr base::StreamOffset kFloodBytes = 8 * 1024, kGatheredAtLeast = 4 * 1024;
constexpr auto kPause = 2 * kTurnTime;          // what was gathered takes its time, too
constexpr int kGather = 2;                      // ms
constexpr auto kNextQuestion = 120us;           // after an answer
constexpr auto kBusyYield = 500us;              // others wanted the processor:
constexpr int kBusyPause = 8;                   // times as long they have it
constexpr std::size_t kFullRead = 4095;         // what Linux keeps of a PTY; after a shorter read there is little or nothing
constexpr auto kEscalation = 1000ms;            // from closed terminal to SIGHUP, from SIGHUP to SIGKILL, to giving up
constexpr int kMaxEscalations = 3;

} // namespace

SessionThread::SessionThread(std::shared_ptr<Shared> shared, std::unique_ptr<pty::Pty> pty)
    : m_shared(std::move(shared))
    , m_options(m_shared->options)
    , m_pty(std::move(pty))
    , m_emulator({.size = m_options.size,
                  .limits = m_options.terminal,
                  .ambiguousWide = m_options.ambiguousWide,
                  .checksumReports = m_options.checksumReports,
                  .palette = m_options.palette},
                 *this)
    , m_tracker(m_options.nonce, m_options.maxBlocks)
    , m_readBuffer(kReadBytes)
    , m_blocks(std::make_shared<shell::BlockList>())
    , m_titleRate(20, 20)
    , m_bellRate(10, 10)
    , m_noticeRate(1, 5)
    , m_clipboardRate(4, 8)
{
    publish(base::Clock::system().now());
}

void SessionThread::run()
{
    while (!m_shared->stop.load())
        wait(turn());
    m_shared->commands.close();
    if (m_pty)
        m_pty->hangUp();
    m_pty.reset();
}

// Commands first: whatever the program prints, a key waits for one read at most. What a program asks is answered inside
// the reading, before anything else is done, and a turn that only answers takes no lock and looks at the clock once.
SessionThread::Time SessionThread::turn()
{
    if (m_commandsWait)
        runCommands();
    writeInput();
    updatePaused();
    const auto from = m_emulator.offset();
    if (m_pty && m_reading && !m_paused) {
        const bool ended = m_status.has_value();
        const bool found = readOutput();
        m_drained = ended && !found;
    }
    const auto now = base::Clock::system().now();
    noteFound(m_emulator.offset() - from, now);
    if (m_pty)
        checkExit(now);
    serveTaps(now);
    emitNotes(now);
    endSynchronizedIfDue(now);
    publishIfDue(now);
    checkJob(now);
    return now;
}

void SessionThread::wait(Time now)
{
    pollfd fds[5] = {{m_shared->commands.wakeFd(), POLLIN, 0}, {m_shared->poke.fd(), POLLIN, 0}, {-1, POLLIN, 0}, {-1, POLLIN, 0}, {-1, POLLOUT, 0}};
    m_gathered = gathers();
    if (m_pty) {
        // Absent rather than without events: POLLHUP cannot be masked, and a paused session would spin.
        fds[2].fd = m_reading && !m_paused && !m_gathered ? m_pty->fd() : -1;
        fds[3].fd = m_status ? -1 : m_pty->exitFd();
        fds[4].fd = m_reading && m_inputWaits ? m_pty->fd() : -1;
    }
    const int limit = timeout(now);
    if (!std::exchange(m_answered, false) || fds[2].fd < 0 || limit == 0 || now < m_sleepsUntil || !comesSoon(fds))
        ::poll(fds, std::size(fds), !m_gathered ? limit : limit < 0 ? kGather : std::min(limit, kGather));
    m_commandsWait = fds[0].revents != 0;
    if (fds[1].revents != 0)
        m_shared->poke.clear();
    m_exitMayBeKnown = fds[3].fd < 0 || fds[3].revents != 0;
}

// Who has asked the terminal something mostly asks again, and sooner than a processor wakes that has gone to sleep: for so long
// this one does not. It yields to the kernel's worker, which brings the question. Where others want the processor too they
// have it for milliseconds then: so nothing is waited for like this for a while.
bool SessionThread::comesSoon(std::span<pollfd> fds)
{
    const auto clock = [] { return base::Clock::system().now(); };
    const Time begin = clock();
    for (Time now = begin; now - begin < kNextQuestion;) {
        if (::poll(fds.data(), fds.size(), 0) > 0)
            return true;
        std::this_thread::yield();
        const Time after = clock();
        if (after - now > kBusyYield) {
            m_sleepsUntil = after + kBusyPause * (after - now);
            return false;
        }
        now = after;
    }
    return false;
}

void SessionThread::noteFound(base::StreamOffset bytes, Time now)
{
    const bool goesOn = bytes > 0 && now - m_found < kPause && !(m_gathered && bytes < kGatheredAtLeast);
    m_foundBytes = goesOn ? m_foundBytes + bytes : 0;
    m_foundInARow = goesOn ? std::min(m_foundInARow + 1, kFloodTurns) : 0;
    if (m_foundInARow == kFloodTurns && m_foundBytes < kFloodBytes)
        m_foundInARow = 0, m_foundBytes = 0;
    if (bytes > 0)
        m_found = now;
}

bool SessionThread::gathers() const
{
    return m_foundInARow >= kFloodTurns && m_quiet && m_pty && m_pty->holdsMuch();
}

int SessionThread::timeout(Time now) const
{
    if (m_pty && m_reading && !m_paused && !m_quiet)
        return 0; // there was more to read
    std::optional<Time> next = m_escalateAt;
    const auto earlier = [&next](Time t) { next = next ? std::min(*next, t) : t; };
    if (m_synchronizedUntil)
        earlier(*m_synchronizedUntil);
    if (m_dirty)
        earlier(frameDue());
    if (m_title || m_bell)
        earlier(now + 50ms);
    if (m_jobCheck)
        earlier(*m_jobCheck);
    if (m_tapsLinger)
        earlier(*m_tapsLinger);
    if (!next)
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - now).count();
    return int(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

// --------------------------------------------------------------------------------------------------------------- out

bool SessionThread::readOutput()
{
    // Parsed read by read: what was read is still in the cache, and meanwhile the program prints into the kernel's buffers.
    // A few bytes can ask for much work (rectangles, fills): the emulator stops early then, and the rest waits here.
    std::optional<Time> until;
    m_quiet = false;
    for (;;) {
        if (m_unparsed.empty()) {
            if (m_quiet)
                return true;
            const auto r = m_pty->read(m_readBuffer);
            if (r.state != pty::ReadResult::Data) {
                m_quiet = true;
                m_reading = r.state != pty::ReadResult::End;
                return false;
            }
            m_unparsed = {m_readBuffer.data(), r.count};
            m_quiet = r.count < kFullRead;
            if (m_status)
                m_drainLeft -= std::min(m_drainLeft, r.count);
        }
        m_unparsed.remove_prefix(m_emulator.feedBounded(m_unparsed));
        afterFeed();
        if (m_quiet && m_unparsed.empty())
            return true;
        const auto now = base::Clock::system().now();
        if (!until)
            until = now + kTurnTime;
        if (now >= *until)
            break;
    }
    m_quiet = m_quiet && m_unparsed.empty();
    return true;
}

void SessionThread::afterFeed()
{
    queueReplies();
    watchSynchronized();
    m_dirty = m_dirty || m_emulator.isDirty();
    emitPending();
    flushTap();
}

// Behind the events: who has read the tap up to some place finds every event from before it (see CommandStarted::seq).
void SessionThread::flushTap()
{
    if (m_tapped.empty())
        return;
    m_shared->taps.append(m_tapped);
    m_tapped.clear();
}

base::Seq SessionThread::tapSeq() const
{
    return m_shared->taps.head() + m_tapped.size();
}

void SessionThread::watchSynchronized()
{
    const auto since = m_emulator.synchronizedSince();
    if (since == m_synchronizedSince)
        return;
    m_synchronizedSince = since;
    m_synchronizedUntil.reset();
    if (since)
        m_synchronizedUntil = base::Clock::system().now() + m_options.synchronizedLimit;
}

void SessionThread::endSynchronizedIfDue(Time now)
{
    if (!m_synchronizedUntil || now < *m_synchronizedUntil)
        return;
    m_emulator.endSynchronized();
    watchSynchronized();
    m_dirty = true;
}

void SessionThread::mark(base::OscMark &&mark)
{
    const auto now = base::Clock::system().now();
    if (auto write = clipboardWrite(mark, m_options.clipboardBytes)) {
        if (m_clipboardRate.take(now) == 0ms)
            m_pending.push_back(std::move(*write));
    } else if (auto note = notice(mark)) {
        if (m_noticeRate.take(now) == 0ms)
            m_pending.push_back(std::move(*note));
    } else {
        consumeTrackerEvents(m_tracker.consume(mark, now, base::Clock::system().wall()));
    }
}

void SessionThread::titleChanged(const std::string &title)
{
    m_title = title;
}

void SessionThread::bell()
{
    m_bell = true;
}

void SessionThread::tap(std::string_view bytes)
{
    m_tapped += bytes;
}

// Only the newest title counts, and one bell stands for many.
void SessionThread::emitNotes(Time now)
{
    if (m_title && m_titleRate.take(now) == 0ms)
        emit(TitleChanged{*std::exchange(m_title, std::nullopt)});
    if (m_bell && m_bellRate.take(now) == 0ms) {
        m_bell = false;
        emit(BellRang{});
    }
}

void SessionThread::emit(const Event &event)
{
    for (const auto &subscriber : m_shared->subscribers.all())
        subscriber->offer(event);
    m_mayBeBehind = true;
}

// Only what is emitted here can leave a subscriber behind.
void SessionThread::updatePaused()
{
    if (!m_mayBeBehind)
        return;
    m_paused = m_mayBeBehind = std::ranges::any_of(m_shared->subscribers.all(), [](const auto &s) { return s->isBehind(); });
}

void SessionThread::serveTaps(Time now)
{
    auto &taps = m_shared->taps;
    if (!taps.needsAttention() && !(m_tapsLinger && now >= *m_tapsLinger))
        return;
    m_emulator.setTap(taps.updateRecording(now));
    m_tapsLinger = taps.lingerEnd();
    if (const std::size_t viewers = taps.viewerCount(); std::exchange(m_viewers, viewers) != viewers)
        emit(ViewersChanged{viewers});
    for (const auto &client : taps.takeSnapshotRequests())
        taps.deliver(client, {taps.head(), m_emulator.size(), m_emulator.snapshot(m_options.snapshotRows)});
}

// --------------------------------------------------------------------------------------------------------------- end

void SessionThread::hangUp(Time now)
{
    if (++m_escalations < kMaxEscalations)
        m_pty->hangUp();
    m_escalateAt = now + kEscalation;
}

void SessionThread::checkExit(Time now)
{
    if (!m_status && m_exitMayBeKnown)
        m_status = m_pty->exitStatus();
    if (m_status) {
        // What the program wrote before its end is in the PTY; who still holds the terminal open in the background, and
        // prints on, is not waited for.
        if (m_paused)
            return;
        if (!m_reading || m_drained || m_drainLeft == 0)
            finish(*m_status);
        else
            m_quiet = false; // look again at once
        return;
    }
    if (m_reading && !m_escalateAt)
        return;
    if (!m_reading && m_pty->exitFd() < 0)
        return finish({{}, {}, "The program ended without saying how."});
    if (!m_escalateAt)
        m_escalateAt = now + kEscalation; // it has closed its terminal: it ends now, or is made to
    if (now < *m_escalateAt)
        return;
    if (m_escalations >= kMaxEscalations)
        return finish({{}, {}, "The program was hung up and did not say how it ended."});
    hangUp(now);
}

void SessionThread::finish(pty::ExitStatus status)
{
    m_shared->ended = true;
    m_escalateAt.reset();
    m_endedWith = status;
    m_reading = false;
    m_emulator.endSynchronized();
    const bool byItself = m_escalations == 0; // not because we hung up
    consumeTrackerEvents(m_tracker.finish(m_emulator.position(), base::Clock::system().now(), byItself ? status.code : std::nullopt));
    afterFeed();
    m_shared->inputBytes -= m_input.size() - m_inputDone;
    m_input.clear();
    m_inputDone = 0;
    m_pty.reset();
    m_immediately = true;
    m_bell = false;
    if (m_title)
        emit(TitleChanged{*std::exchange(m_title, std::nullopt)});
    publish(base::Clock::system().now());
    const Ended ended{std::move(status)};
    for (const auto &subscriber : m_shared->subscribers.end(ended))
        subscriber->offer(ended);
}

} // namespace core::session
