#include "core/engine/usage_board.h"

#include <algorithm>
#include <set>

namespace core::engine {
namespace {
constexpr auto kCoalesce = std::chrono::milliseconds(50);
}

UsageBoard::UsageBoard(Registry &registry, std::size_t maxStreams, std::size_t sshStreams)
    : m_registry(registry)
    , m_maxStreams(maxStreams)
    , m_sshStreams(sshStreams)
{
    m_wanted.setSingleShot(true);
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(kCoalesce);
    connect(&m_wanted, &QTimer::timeout, this, &UsageBoard::stop);
    connect(&m_refresh, &QTimer::timeout, this, &UsageBoard::refresh);
}

UsageBoard::~UsageBoard()
{
    stop();
}

void UsageBoard::want(std::chrono::milliseconds howLong)
{
    if (!m_wanted.isActive() || m_wanted.remainingTimeAsDuration() < howLong)
        m_wanted.start(howLong);
    if (!std::exchange(m_following, true)) {
        for (Engine *engine : m_registry.engines())
            follow(engine);
        connect(&m_registry, &Registry::engineAdded, this, &UsageBoard::follow);
    }
    refresh();
}

void UsageBoard::follow(Engine *engine)
{
    connect(engine, &Engine::containersChanged, &m_refresh, qOverload<>(&QTimer::start));
    connect(engine, &Engine::stateChanged, &m_refresh, qOverload<>(&QTimer::start));
    m_refresh.start();
}

void UsageBoard::refresh()
{
    if (!m_wanted.isActive())
        return;
    std::set<Key> running;
    for (Engine *engine : m_registry.engines()) {
        if (engine->state() != EngineState::Ready || !engine->streams())
            continue;
        for (const Container &container : engine->containers()) {
            if (container.isRunning() && running.size() < m_maxStreams)
                running.emplace(engine->id(), container.id);
        }
    }
    std::vector<StreamPtr> over; // cancelling calls back
    std::erase_if(m_watched, [&](auto &entry) {
        if (running.contains(entry.first))
            return false;
        over.push_back(std::move(entry.second.stream));
        return true;
    });
    for (const StreamPtr &stream : over) {
        if (stream)
            stream->cancel();
    }
    for (const Key &key : running)
        m_watched.try_emplace(key);
    m_waiting = false;
    for (Engine *engine : m_registry.engines())
        watchSome(engine);
}

// Those that have waited longest begin, in the places of those that have had their turn.
void UsageBoard::watchSome(Engine *engine)
{
    const std::size_t most = engine->endpoint().starts_with("ssh://") ? m_sshStreams : m_maxStreams;
    std::vector<std::pair<std::uint64_t, Key>> waiting;
    std::vector<Key> done;
    std::size_t streams = 0;
    for (const auto &[key, watched] : m_watched) {
        if (key.first != engine->id() || watched.failed)
            continue;
        if (!watched.stream)
            waiting.emplace_back(watched.turn, key);
        else if (++streams; watched.hasHadTurn)
            done.push_back(key);
    }
    std::ranges::sort(waiting);
    for (const auto &[turn, key] : waiting) {
        if (streams >= most) {
            m_waiting = true;
            if (done.empty())
                break;
            const auto it = m_watched.find(done.back());
            done.pop_back();
            if (it == m_watched.end())
                break;
            const StreamPtr stream = std::exchange(it->second.stream, nullptr);
            stream->cancel(); // calls back
            --streams;
        }
        ++streams;
        watch(engine, key.second);
    }
}

void UsageBoard::watch(Engine *engine, const std::string &container)
{
    const Key key{engine->id(), container};
    Watched &watched = m_watched[key];
    watched.hasEnded = watched.hasHadTurn = false;
    watched.turn = ++m_turns;
    watched.stream = engine->streams()->stats(
        container,
        [this, key](const Usage &usage) {
            const auto it = m_watched.find(key);
            if (it == m_watched.end())
                return;
            if (!usage.cpuPercent && it->second.usage && it->second.usage->cpuPercent)
                return; // the first of another turn: the last one's says more
            it->second.usage = usage;
            if (usage.cpuPercent && !std::exchange(it->second.hasHadTurn, true) && m_waiting)
                m_refresh.start();
            Q_EMIT sampled(QString::fromStdString(key.first), QString::fromStdString(key.second));
        },
        [this, key](const base::Result<void> &result) {
            const auto it = m_watched.find(key);
            if (it == m_watched.end() || !it->second.stream)
                return; // we have ended it
            it->second.stream.reset();
            it->second.hasEnded = true;
            // It has stopped, or the engine has gone: the list says so, and refresh() sees it. Else there are none.
            it->second.failed = !result && (result.error().is("engine.refused") || result.error().is("engine.not_found"));
        });
}

const Usage *UsageBoard::usage(const std::string &engine, const std::string &container) const
{
    const auto it = m_watched.find({engine, container});
    return it == m_watched.end() || !it->second.usage ? nullptr : &*it->second.usage;
}

bool UsageBoard::isComplete() const
{
    return !m_refresh.isActive() && std::ranges::all_of(m_watched, [](const auto &entry) {
        const Watched &watched = entry.second;
        return watched.failed || watched.hasEnded || (watched.usage && watched.usage->cpuPercent);
    });
}

void UsageBoard::stop()
{
    m_wanted.stop();
    for (auto &[key, watched] : std::exchange(m_watched, {})) {
        if (watched.stream)
            watched.stream->cancel();
    }
}

} // namespace core::engine
