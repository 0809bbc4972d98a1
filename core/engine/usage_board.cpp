#include "core/engine/usage_board.h"

#include <algorithm>
#include <set>

namespace core::engine {
namespace {
constexpr auto kCoalesce = std::chrono::milliseconds(50);
}

UsageBoard::UsageBoard(Registry &registry, std::size_t maxStreams)
    : m_registry(registry)
    , m_maxStreams(maxStreams)
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
    for (const Key &key : running) {
        const auto it = m_watched.find(key);
        if (it == m_watched.end() || (!it->second.stream && !it->second.failed))
            watch(m_registry.engine(key.first), key.second);
    }
}

void UsageBoard::watch(Engine *engine, const std::string &container)
{
    const Key key{engine->id(), container};
    m_watched[key].stream = engine->streams()->stats(
        container,
        [this, key](const Usage &usage) {
            if (const auto it = m_watched.find(key); it != m_watched.end())
                it->second.usage = usage;
            Q_EMIT sampled(QString::fromStdString(key.first), QString::fromStdString(key.second));
        },
        [this, key](const base::Result<void> &result) {
            const auto it = m_watched.find(key);
            if (it == m_watched.end())
                return;
            it->second.stream.reset();
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
        return !watched.stream || (watched.usage && watched.usage->cpuPercent);
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
