#include "core/recording/recorder.h"

#include "core/recording/cast_header.h"
#include "core/recording/recorder_thread.h"
#include "core/telemetry/redactor.h"
#include "core/vt/emulator.h"
#include "core/vt/utf8.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <poll.h>
#include <pthread.h>
#include <utility>

namespace core::recording {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kReadBytes = 256 * 1024;   // of the tap at once
constexpr int kReadsAtOnce = 32;                 // then it is looked whether to stop
constexpr auto kPause = 10ms;                    // between two looks while output flows: fewer, larger writes
constexpr std::uint64_t kReserve = 4096;         // of the size limit, for saying that it was reached
constexpr std::size_t kMostTitle = 200;
constexpr std::size_t kMostCommand = 16 * 1024;

std::string resizeText(base::GridSize size)
{
    return std::to_string(size.cols) + 'x' + std::to_string(size.rows);
}

// The tap's snapshot without what lies above the screen: that was there before somebody asked for a recording.
std::string screenOnly(const session::TapSnapshot &snapshot)
{
    struct Deaf : vt::EmulatorEvents {} deaf;
    vt::Emulator::Options options;
    options.size = snapshot.size;
    options.limits.historyLines = 0;
    vt::Emulator emulator(options, deaf);
    emulator.feed(snapshot.bytes);
    return emulator.snapshot(0);
}

std::string_view sentence(EndReason reason)
{
    switch (reason) {
    case EndReason::SessionEnded: return "The session ended.";
    case EndReason::SizeLimit: return "The recording reached its size limit.";
    default: return "The recording was stopped.";
    }
}

} // namespace

base::Result<std::unique_ptr<Recorder>> Recorder::start(session::SessionPtr session, Options options, OnEnd onEnd)
{
    const session::SessionFramePtr frame = session->frame();
    RecordingStatus status;
    status.session = session->info().id;
    status.path = options.path;
    status.title = vt::sanitizedLine(telemetry::redact(options.title).text, kMostTitle);
    status.started = base::Clock::system().wall();
    CastHeader header;
    header.size = frame->screen->size;
    header.started = status.started;
    header.title = status.title;
    header.term = "xterm-256color";
    header.shell = session::shellOf(session->info(), *frame);
    auto file = CastFile::create(options.path, headerLine(header));
    if (!file)
        return std::unexpected(file.error());
    status.bytes = file->size();
    auto thread = std::make_unique<Thread>(session, std::move(options), std::move(*file), header.size, std::move(status), std::move(onEnd));
    if (!thread->isFollowing() || session->frame()->ended) { // looked at after the subscription was made: later it is an event
        const std::string path = thread->status().path;
        const bool canFollow = thread->isFollowing();
        thread.reset(); // and with it the lock
        removeRecording(path);
        if (!canFollow)
            return base::fail("recording.no_stream", "This session cannot be recorded: it shows pictures only.");
        return base::fail("recording.session_ended", "The program in this terminal has ended; there is nothing to record.");
    }
    thread->run();
    return std::unique_ptr<Recorder>(new Recorder(std::move(thread)));
}

Recorder::Recorder(std::unique_ptr<Thread> thread) : m_thread(std::move(thread)) {}
Recorder::~Recorder() = default;
void Recorder::stop() { m_thread->stop(); }
RecordingStatus Recorder::status() const { return m_thread->status(); }

Recorder::Thread::Thread(session::SessionPtr session, Options options, CastFile file, base::GridSize size, RecordingStatus status, OnEnd onEnd)
    : m_session(std::move(session))
    , m_options(std::move(options))
    , m_file(std::move(file))
    , m_size(size)
    , m_onEnd(std::move(onEnd))
    , m_subscription(m_session->subscribe())
    , m_tap(m_session->openTap(session::TapUse::Recording))
    , m_redactor(size)
    , m_started(base::Clock::system().now())
    , m_status(std::move(status))
{
}

Recorder::Thread::~Thread()
{
    stop();
    if (m_thread.joinable())
        m_thread.join();
}

void Recorder::Thread::run()
{
    m_thread = std::thread([this] { loop(); });
}

void Recorder::Thread::stop()
{
    m_stop = true;
    m_stopWake.signal();
}

RecordingStatus Recorder::Thread::status() const
{
    const std::lock_guard lock(m_mutex);
    RecordingStatus status = m_status;
    if (status.end == EndReason::None)
        status.length = now();
    return status;
}

Time Recorder::Thread::now() const
{
    return std::chrono::duration_cast<Time>(base::Clock::system().now() - m_started);
}

void Recorder::Thread::loop()
{
    sigset_t fileTooLarge; // a write beyond RLIMIT_FSIZE is to fail, not to end the program
    sigemptyset(&fileTooLarge);
    sigaddset(&fileTooLarge, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &fileTooLarge, nullptr);

    m_tap->requestSnapshot();
    bool busy = false;
    while (!m_done) {
        wait(busy);
        const bool stopping = m_stop;
        m_tap->clearWake();
        busy = follow();
        takeEvents();
        placeEvents(m_seq);
        if (m_done)
            break;
        write(m_redactor.takeSettled());
        if (m_sessionEnded && !busy && !m_waiting)
            finish(EndReason::SessionEnded);
        else if (stopping && !m_done)
            finish(EndReason::Stopped);
    }
    m_tap.reset();
    m_subscription.reset();
    m_session.reset();
    m_onEnd(status());
}

void Recorder::Thread::wait(bool busy)
{
    if (m_stop)
        return;
    if (busy) { // all that comes meanwhile is read at once
        pollfd stop{m_stopWake.fd(), POLLIN, 0};
        ::poll(&stop, 1, int(kPause.count()));
        return;
    }
    pollfd fds[] = {{m_tap->wakeFd(), POLLIN, 0}, {m_subscription->wakeFd(), POLLIN, 0}, {m_stopWake.fd(), POLLIN, 0}};
    ::poll(fds, std::size(fds), -1);
}

bool Recorder::Thread::follow()
{
    if (m_waiting) {
        const auto snapshot = m_tap->takeSnapshot();
        if (!snapshot)
            return false;
        begin(*snapshot);
    }
    bool found = false;
    for (int i = 0; i < kReadsAtOnce; ++i) {
        const auto chunks = m_tap->read(m_seq, kReadBytes);
        if (!chunks) { // it has left the ring
            m_waiting = true;
            m_tap->requestSnapshot();
            return true;
        }
        if (chunks->empty())
            return found;
        found = true;
        takeEvents(); // after the read: whatever lies before its end is there (see session::CommandStarted)
        for (const session::TapChunk &chunk : *chunks) {
            if (const auto *resize = std::get_if<session::TapResize>(&chunk.data)) {
                takeResize(resize->size);
                m_seq = chunk.seq;
            } else {
                takeBytes(chunk.seq, std::get<session::TapBytes>(chunk.data).bytes);
            }
        }
        write(m_redactor.takeSettled());
        if (m_done)
            return true;
    }
    return true;
}

void Recorder::Thread::takeEvents()
{
    for (session::Event &event : m_subscription->takeEvents()) {
        if (auto *started = std::get_if<session::CommandStarted>(&event))
            m_pending.push_back({started->seq, std::move(*started)});
        else if (auto *finished = std::get_if<session::CommandFinished>(&event))
            m_pending.push_back({finished->seq, std::move(*finished)});
        else if (std::holds_alternative<session::Ended>(event))
            m_sessionEnded = true;
    }
}

void Recorder::Thread::begin(const session::TapSnapshot &snapshot)
{
    constexpr std::string_view kReset = "\x1b" "c";
    m_waiting = false;
    takeEvents();
    std::string screen = screenOnly(snapshot);
    if (snapshot.size != m_size)
        takeResize(snapshot.size);
    if (m_everBegan) {
        placeEvents(snapshot.seq);
        addNote(Skipped{});
        const std::lock_guard lock(m_mutex);
        ++m_status.skipped;
    } else {
        if (screen.starts_with(kReset)) // a player's terminal is fresh, and a user's own should keep its scrollback
            screen.erase(0, kReset.size());
        std::erase_if(m_pending, [&](const Pending &p) { return p.seq < snapshot.seq && std::holds_alternative<session::CommandStarted>(p.event); });
    }
    addOutput(screen);
    m_seq = snapshot.seq;
    if (std::exchange(m_everBegan, true))
        return;
    const auto frame = m_session->frame();
    if (!frame->blocks->empty() && frame->blocks->back().trusted && frame->blocks->back().state == shell::Block::State::Running) {
        shell::Block running = frame->blocks->back();
        if (std::ranges::none_of(m_pending, [&](const Pending &p) {
                const auto *started = std::get_if<session::CommandStarted>(&p.event);
                return started && started->block.id == running.id;
            })) {
            running.promptStart = running.commandStart = running.outputStart; // they lie above what is recorded
            place(session::CommandStarted{std::move(running)});
        }
    }
}

void Recorder::Thread::takeBytes(base::Seq seq, std::string_view bytes)
{
    m_seq = seq + bytes.size();
    while (!m_pending.empty() && m_pending.front().seq < m_seq) {
        const base::Seq at = std::max(m_pending.front().seq, seq);
        addOutput(bytes.substr(0, at - seq));
        bytes.remove_prefix(at - seq);
        seq = at;
        placeEvents(at);
    }
    addOutput(bytes);
}

void Recorder::Thread::takeResize(base::GridSize size)
{
    m_size = size;
    m_redactor.resize(size);
    m_redactor.add({now(), code::kResize, resizeText(size)});
}

void Recorder::Thread::placeEvents(base::Seq upTo)
{
    if (m_waiting)
        return;
    while (!m_pending.empty() && m_pending.front().seq <= upTo) {
        std::visit([this](const auto &event) { place(event); }, m_pending.front().event);
        m_pending.pop_front();
    }
}

void Recorder::Thread::place(const session::CommandStarted &event)
{
    const shell::Block &block = event.block;
    if (!block.trusted)
        return;
    m_running.insert(block.id.value);
    CommandBegan began;
    began.number = block.id.value;
    began.command = telemetry::redact(block.command.substr(0, kMostCommand)).text;
    began.cwd = telemetry::redact(block.cwd.substr(0, kMostCommand)).text;
    const auto above = [&block](base::Position position) {
        constexpr base::LineId kMost = 1000;
        return std::uint32_t(block.outputStart.line > position.line ? std::min(block.outputStart.line - position.line, kMost) : 0);
    };
    began.promptAbove = above(block.promptStart);
    began.commandAbove = above(block.commandStart);
    began.commandCell = block.commandStart.cell;
    addNote(began);
    m_redactor.add({now(), code::kMarker, markerLabel(began.command)});
    const std::lock_guard lock(m_mutex);
    ++m_status.commands;
}

void Recorder::Thread::place(const session::CommandFinished &event)
{
    if (m_running.erase(event.block.id.value) > 0)
        addNote(CommandEnded{event.block.id.value, event.block.exitCode, event.block.duration, event.block.stopped});
}

void Recorder::Thread::addOutput(std::string_view bytes)
{
    if (!bytes.empty())
        m_redactor.add({now(), code::kOutput, std::string(bytes)});
}

void Recorder::Thread::addNote(const Note &note)
{
    m_redactor.add({now(), code::kBerth, noteText(note)});
}

void Recorder::Thread::write(const std::vector<CastEvent> &events)
{
    if (events.empty() || m_done)
        return;
    std::string lines;
    for (const CastEvent &event : events)
        appendEvent(lines, event);
    if (m_file.size() + lines.size() + kReserve > m_options.maxBytes)
        finish(EndReason::SizeLimit);
    else
        writeLines(lines, events.back().time);
}

void Recorder::Thread::writeLines(std::string_view lines, Time upTo)
{
    if (auto written = m_file.append(lines); !written)
        return finish(EndReason::Failed, written.error());
    const std::lock_guard lock(m_mutex);
    m_status.bytes = m_file.size();
    m_status.length = upTo;
    m_status.secrets = m_redactor.secrets();
}

void Recorder::Thread::finish(EndReason reason, base::Error error)
{
    if (m_done)
        return;
    if (reason == EndReason::Stopped || reason == EndReason::SessionEnded)
        write(m_redactor.takeAll());
    if (std::exchange(m_done, true))
        return; // that failed, or was too much
    const Time end = now();
    if (reason != EndReason::Failed) {
        std::string last;
        if (reason == EndReason::SizeLimit)
            appendEvent(last, {end, code::kMarker, std::string(sentence(reason))});
        appendEvent(last, {end, code::kBerth, noteText(RecordingEnded{std::string(sentence(reason))})});
        if (auto written = m_file.append(last); !written) {
            reason = EndReason::Failed;
            error = written.error();
        }
    }
    const std::lock_guard lock(m_mutex);
    m_status.bytes = m_file.size();
    m_status.length = end;
    m_status.secrets = m_redactor.secrets();
    m_status.end = reason;
    m_status.error = std::move(error);
}

} // namespace core::recording
