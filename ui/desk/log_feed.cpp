#include "ui/desk/log_feed.h"

#include "core/engine/container_streams.h"

#include <algorithm>
#include <limits>

namespace ui::desk {

using namespace core::engine;
using core::base::Error;
using core::base::Result;

namespace {

// Lines since the newest one, when following begins. Asked for by the time alone, Docker reads a long log from its very
// beginning, which takes minutes; this many it finds from the end, in half a second.
constexpr int kCatchUp = 50'000;

} // namespace

LogFeed::LogFeed(Engine *engine, QObject *parent, LogBuffer::Limits limits) : QObject(parent), m_engine(engine), m_buffer(limits), m_limits(limits)
{
    m_turn.setSingleShot(true);
    m_turn.setInterval(kTurn);
    connect(&m_turn, &QTimer::timeout, this, &LogFeed::turn);
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &LogFeed::followAgain);
    if (!engine)
        return;
    connect(engine, &Engine::containersChanged, this, &LogFeed::followAgain);
    connect(engine, &Engine::stateChanged, this, &LogFeed::followAgain);
}

LogFeed::~LogFeed()
{
    stop();
}

void LogFeed::stop()
{
    ++m_generation;
    for (Source &source : m_sources) {
        if (const auto stream = std::exchange(source.stream, nullptr))
            stream->cancel();
    }
    m_sources.clear();
}

void LogFeed::open(std::vector<LogOrigin> origins, int tail)
{
    stop();
    m_origins = std::move(origins);
    m_tail = tail;
    m_buffer = LogBuffer(m_limits);
    m_mayHaveEarlier = false;
    m_sources.resize(m_origins.size());
    m_buffer.setHolding(m_sources.size() > 1);
    setState(State::Loading);
    Q_EMIT restarted();
    for (std::size_t i = 0; i < m_sources.size(); ++i)
        readBacklog(i);
}

void LogFeed::add(LogOrigin origin)
{
    if (m_state == State::Failed || m_sources.empty())
        return; // the user is asked whether to begin anew
    m_origins.push_back(std::move(origin));
    m_sources.emplace_back();
    m_buffer.setHolding(true);
    if (m_state == State::Loading)
        return readBacklog(m_sources.size() - 1);
    follow(m_sources.size() - 1);
    settle();
}

std::vector<LogFeed::Missing> LogFeed::missing() const
{
    std::vector<Missing> out;
    for (std::size_t i = 0; i < m_sources.size() && m_sources.size() > 1; ++i) {
        if (m_sources[i].error && (!m_engine || m_engine->find(m_origins[i].container))) // one that was removed is not missed
            out.push_back({m_origins[i].name, *m_sources[i].error});
    }
    return out;
}

void LogFeed::giveUp(Error error)
{
    stop();
    setState(State::Failed, std::move(error));
}

void LogFeed::readBacklog(std::size_t index)
{
    if (index >= m_sources.size())
        return; // given up
    auto *const streams = m_engine ? m_engine->streams() : nullptr;
    if (!streams)
        return giveUp({"engine.refused", (m_engine ? tr("This engine gives no logs.") : tr("Its engine is gone.")).toStdString(), {}});
    Source &source = m_sources[index];
    LogBuffer::Limits limits = m_limits;
    limits.bytes /= m_sources.size();
    source.backlog.emplace(limits);
    LogOptions options;
    options.timestamps = true;
    options.tail = m_tail;
    const auto generation = m_generation;
    source.stream = streams->logs(
        m_origins[index].container, options,
        [this, index, generation, self = QPointer(this)](LogSource stream, std::string_view bytes) {
            if (!self || generation != m_generation)
                return;
            m_sources[index].isNew = false;
            m_sources[index].backlog->append(std::uint32_t(index), stream, bytes);
            arrived(index, bytes.size());
        },
        [this, index, generation, self = QPointer(this)](Result<void> result) {
            if (self && generation == m_generation)
                backlogEnded(index, result);
        });
    source.isPaused = false;
    pause(source);
}

void LogFeed::backlogEnded(std::size_t index, const Result<void> &result)
{
    Source &source = m_sources[index];
    source.stream = nullptr;
    if (!result)
        source.error = result.error();
    source.backlog->flush(std::uint32_t(index));
    const bool all = std::all_of(m_sources.begin(), m_sources.end(), [](const Source &s) { return s.stream == nullptr; });
    if (!all)
        return;
    if (std::all_of(m_sources.begin(), m_sources.end(), [](const Source &s) { return s.error.has_value(); }))
        return giveUp(*m_sources.front().error);
    merge();
    for (std::size_t i = 0; i < m_sources.size(); ++i) {
        if (m_sources[i].error)
            m_sources[i].hasEnded = true; // tried again when there is news of it
        else
            follow(i);
    }
    settle();
    Q_EMIT grown();
}

// By time; a line without one stays behind the line that was before it.
void LogFeed::merge()
{
    std::vector<std::size_t> next(m_sources.size(), 0);
    std::size_t total = 0;
    for (Source &source : m_sources) {
        total += source.backlog->size();
        source.wasCut = source.backlog->size() >= std::size_t(m_tail) || source.backlog->dropped() > 0;
        m_mayHaveEarlier = m_mayHaveEarlier || source.wasCut;
    }
    std::vector<std::int64_t> clock(m_sources.size(), 0);
    for (std::size_t done = 0; done < total; ++done) {
        std::size_t best = m_sources.size();
        for (std::size_t i = 0; i < m_sources.size(); ++i) {
            if (next[i] >= m_sources[i].backlog->size())
                continue;
            const std::int64_t time = m_sources[i].backlog->at(next[i]).time;
            clock[i] = std::max(clock[i], time);
            if (best == m_sources.size() || clock[i] < clock[best])
                best = i;
        }
        m_buffer.append(m_sources[best].backlog->at(next[best]++));
    }
    for (Source &source : m_sources)
        source.backlog.reset();
}

void LogFeed::follow(std::size_t index, int awaited)
{
    auto *const streams = m_engine ? m_engine->streams() : nullptr;
    Source &source = m_sources[index];
    if (!streams || source.stream)
        return;
    source.isFollowing = true;
    source.isAhead = false;
    source.awaited = awaited;
    source.hasEnded = source.owesEnd = false;
    source.error.reset();
    LogOptions options;
    options.follow = true;
    options.timestamps = true;
    const std::int64_t newest = m_buffer.newest(std::uint32_t(index));
    if (newest > 0) {
        options.since = core::base::WallTime(std::chrono::duration_cast<core::base::WallTime::duration>(std::chrono::nanoseconds(newest)));
        options.tail = kCatchUp;
    } else if (source.isNew) // also after a follow that brought nothing: a container that was only created
        options.tail = m_tail;
    else if (m_buffer.nextId() > 1)
        options.tail = 0; // lines without times: better a gap than all of it twice
    m_buffer.resume(std::uint32_t(index), source.wasCut);
    const auto generation = m_generation;
    source.stream = streams->logs(
        m_origins[index].container, options,
        [this, index, generation, self = QPointer(this)](LogSource stream, std::string_view bytes) {
            if (!self || generation != m_generation)
                return;
            m_sources[index].isNew = false;
            m_buffer.append(std::uint32_t(index), stream, bytes);
            arrived(index, bytes.size());
        },
        [this, index, generation, self = QPointer(this)](Result<void> result) {
            if (self && generation == m_generation)
                followEnded(index, result);
        });
    source.isPaused = false;
    pause(source);
}

void LogFeed::followEnded(std::size_t index, const Result<void> &result)
{
    Source &source = m_sources[index];
    source.stream = nullptr;
    source.isFollowing = false;
    source.hasEnded = true;
    const auto *const container = m_engine ? m_engine->find(m_origins[index].container) : nullptr;
    source.owesEnd = !result || !m_engine || m_engine->state() != EngineState::Ready || (container && container->isRunning());
    m_buffer.flush(std::uint32_t(index));
    release();
    if (!result)
        m_error = *(source.error = result.error());
    m_retry.start(result ? kRetry : kRetryAfterError); // a restart may have been over before the stream's end came
    settle();
    Q_EMIT grown();
}

// A container that was started again, or an engine that is back: then also one that ended meanwhile, whose log ends at once.
void LogFeed::followAgain()
{
    if (!m_engine || m_engine->state() != EngineState::Ready)
        return;
    if (m_state == State::Failed && m_sources.empty()) {
        return; // it never began: the user is asked
    }
    bool any = false;
    for (std::size_t i = 0; i < m_sources.size(); ++i) {
        const auto *const container = m_engine->find(m_origins[i].container);
        const bool isRefused = m_sources[i].error && m_sources[i].error->is("engine.refused"); // its driver keeps nothing to read
        if (m_sources[i].hasEnded && !isRefused && container && (container->isRunning() || m_sources[i].owesEnd)) {
            follow(i, kAwaitAnswer);
            any = true;
        }
    }
    if (any)
        settle();
}

void LogFeed::settle()
{
    const bool following = std::any_of(m_sources.begin(), m_sources.end(), [](const Source &s) { return s.isFollowing; });
    if (following)
        setState(State::Following);
    else if (!m_sources.empty())
        setState(State::Ended);
}

void LogFeed::arrived(std::size_t index, std::size_t bytes)
{
    m_arrived += bytes;
    Source &source = m_sources[index];
    source.awaited = kAwaitMore;
    source.isAhead = m_buffer.heldBytes(std::uint32_t(index)) > mostHeld();
    if (!m_turn.isActive())
        m_turn.start();
    if (mustWait())
        pauseAll();
    else
        pause(source);
}

void LogFeed::pause(Source &source)
{
    const bool pause = mustWait() || source.isAhead;
    if (source.stream && std::exchange(source.isPaused, pause) != pause)
        source.stream->setPaused(pause);
}

void LogFeed::pauseAll()
{
    if (std::exchange(m_hasRested, rests()) && !rests()) {
        for (Source &source : m_sources) // what came meanwhile
            source.awaited = std::max(source.awaited, source.isFollowing ? kAwaitMore : 0);
        m_turn.start();
    }
    for (Source &source : m_sources)
        pause(source);
}

void LogFeed::turn()
{
    const bool hasNews = std::exchange(m_arrived, 0) > 0;
    if (!rests()) {
        for (Source &source : m_sources)
            source.awaited = std::max(0, source.awaited - 1);
    }
    if (release() || hasNews)
        Q_EMIT grown();
    pauseAll();
}

std::size_t LogFeed::mostHeld() const
{
    return std::min(kMostHeld, m_limits.bytes / (2 * std::max<std::size_t>(1, m_sources.size())));
}

// Of what is held back, the lines that none of the others can have an earlier one than. True: there were some.
bool LogFeed::release()
{
    if (m_sources.size() < 2)
        return false;
    auto until = std::numeric_limits<std::int64_t>::max();
    bool any = false;
    for (std::size_t i = 0; i < m_sources.size(); ++i) {
        if (!isAwaited(m_sources[i]))
            continue;
        any = true;
        until = std::min(until, m_buffer.newest(std::uint32_t(i)));
    }
    const auto before = m_buffer.nextId();
    m_buffer.release(until);
    for (std::size_t i = 0; i < m_sources.size(); ++i)
        m_sources[i].isAhead = m_buffer.heldBytes(std::uint32_t(i)) > mostHeld();
    if ((any || m_buffer.hasHeld()) && !rests() && !m_turn.isActive())
        m_turn.start();
    return m_buffer.nextId() != before;
}

void LogFeed::setReading(bool reading)
{
    m_isReading = reading;
    pauseAll();
}

void LogFeed::setKeeping(bool keeping)
{
    // What one more turn brings fits in, so that nothing is lost until the engine waits.
    m_isKeeping = keeping;
    constexpr std::size_t kStream = 64u << 10; // that was read before the pause
    const std::size_t more = keeping ? kPerTurn + kStream * std::max<std::size_t>(1, m_sources.size()) : 0;
    m_buffer.setSpare(more, more * 128); // lines of one byte cost a hundred
    pauseAll();
}

void LogFeed::clear()
{
    m_buffer.clear();
    m_mayHaveEarlier = false;
    Q_EMIT restarted();
    pauseAll();
}

void LogFeed::setState(State state, Error error)
{
    m_state = state;
    if (state != State::Ended)
        m_error = std::move(error);
    Q_EMIT stateChanged();
}

} // namespace ui::desk
