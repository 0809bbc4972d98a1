// What the running containers of all engines use, for whoever shows it: sampled only while somebody wants it.
//
// Threads: the registry's, which outlives it.
#pragma once
#include "core/engine/container_streams.h"
#include "core/engine/discovery.h"

#include <QTimer>
#include <map>

namespace core::engine {

class UsageBoard : public QObject
{
    Q_OBJECT
public:
    // More running containers than `maxStreams` are not sampled; each one is a connection to its engine.
    explicit UsageBoard(Registry &registry, std::size_t maxStreams = 256);
    ~UsageBoard() override;

    void want(std::chrono::milliseconds howLong); // from now; the longest wish counts
    const Usage *usage(const std::string &engine, const std::string &container) const; // the newest, or null; full id
    bool isComplete() const; // every running container has a sample with a CPU share, or cannot have one

Q_SIGNALS:
    void sampled(const QString &engine, const QString &container);

private:
    using Key = std::pair<std::string, std::string>; // engine, container
    struct Watched
    {
        StreamPtr stream; // null: it has ended
        std::optional<Usage> usage;
        bool failed = false; // an engine that has no statistics (rootless Podman without cgroup delegation) is not asked again
    };
    void follow(Engine *engine);
    void refresh();
    void watch(Engine *engine, const std::string &container);
    void stop();

    Registry &m_registry;
    std::size_t m_maxStreams;
    std::map<Key, Watched> m_watched;
    QTimer m_wanted;
    QTimer m_refresh;
    bool m_following = false;
};

} // namespace core::engine
