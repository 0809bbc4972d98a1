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
    // More running containers than `maxStreams` are not sampled; each one is a connection to its engine. Over SSH, where each
    // connection is a process here and one over there, `sshStreams` of an engine's containers are sampled at a time, in turns.
    explicit UsageBoard(Registry &registry, std::size_t maxStreams = 256, std::size_t sshStreams = 8);
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
        StreamPtr stream; // null: it has ended, or waits for its turn
        std::optional<Usage> usage;
        std::uint64_t turn = 0;   // when it last began; 0: never
        bool hasEnded = false;    // by itself
        bool hasHadTurn = false;  // it has a CPU share now: others may go on
        bool failed = false; // an engine that has no statistics (rootless Podman without cgroup delegation) is not asked again
    };
    void follow(Engine *engine);
    void refresh();
    void watchSome(Engine *engine);
    void watch(Engine *engine, const std::string &container);
    void stop();

    Registry &m_registry;
    std::size_t m_maxStreams;
    std::size_t m_sshStreams;
    std::uint64_t m_turns = 0;
    std::map<Key, Watched> m_watched;
    QTimer m_wanted;
    QTimer m_refresh;
    bool m_following = false;
    bool m_waiting = false; // somewhere is one without a place
};

} // namespace core::engine
