// The containers of one engine, kept current: events are subscribed to before the list is read, relevant events ask for
// those containers anew (of many at once for the whole list), and after each gap everything starts anew. Signals come from the event
// loop, never from inside a call.
//
// Threads: the Qt thread it was made on.
#pragma once
#include "core/base/backoff.h"
#include "core/engine/api_client.h"
#include "core/engine/container_details.h"
#include "core/engine/engine.h"
#include "core/engine/json_lines.h"

#include <deque>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace core::engine {

class LiveList : public QObject
{
    Q_OBJECT
public:
    LiveList(ApiClient &api, QObject *parent); // `api` outlives it
    ~LiveList() override;
    void start() { connectEngine(); }

    EngineState state() const { return m_state; }
    base::WallTime staleSince() const { return m_staleSince; }
    const base::Error &lastError() const { return m_lastError; }
    const std::vector<Container> &containers() const { return m_containers; }
    const Container *find(const std::string &idOrName) const;
    std::optional<int> exitCode(const std::string &id) const; // how it ended last, as the events said; of the latest ends only

    // The container may have changed: it is asked for without an event. Podman polls its log of events where that is a file
    // (no journal), and tells of them up to a quarter of a second late.
    void touch(const std::string &idOrName);
    // `done` of a change of ours, which touches the container first when it has succeeded.
    Done<void> touching(const std::string &container, Done<void> done);

Q_SIGNALS:
    void containersChanged();
    void stateChanged();
    void storedChanged(core::engine::Stored what);

private:
    void connectEngine();
    void askOldestVersion();
    void subscribe();
    void onEvent(const QJsonObject &event);
    void noteExit(const std::string &id, const std::string &code);
    void refreshAll();
    void refresh();
    bool look(const std::string &id);
    void looked(const std::string &id, const base::Result<ContainerDetails> &details);
    void applySome(const std::set<std::string> &ids, std::vector<Container> some);
    void apply(std::vector<Container> list);
    void inspectNext();
    void detailsKnown(const std::string &id, const ContainerDetails &details);
    void detailsFailed(const std::string &id);
    void announce();
    void lost(const base::Error &error);
    void setState(EngineState state, base::Error error);
    void beat();
    HttpCall *track(HttpCall *call);

    ApiClient &m_api;
    EngineState m_state = EngineState::Connecting;
    base::WallTime m_staleSince{};
    base::WallTime m_heard{}; // when the engine last told something of its containers
    base::Error m_lastError;
    std::vector<Container> m_containers;
    struct Fixed // at a container's creation; not all of it is in the list
    {
        Reach ownReach;
        SharedWith sharedWith;
        std::vector<Mount> mounts;
        bool hasTerminal = true;
    };
    static void complete(Container &container, const Fixed &fixed);
    std::unordered_map<std::string, Fixed> m_fixed; // by id, of what is in the list
    std::unordered_set<std::string> m_failed;       // whose inspection did; asked again with the next list
    bool m_isReachOld = false;                      // more is known of one: others may be in its namespaces
    std::deque<std::string> m_toInspect;
    std::unordered_set<std::string> m_inspecting;
    struct Look // an inspection under way of what an event is about; one of a container at a time
    {
        std::uint64_t sent = 0;     // before what has a greater number
        bool isWantedAgain = false; // there was another event since
        bool isOld = false;         // a list that was asked for later has told already
    };
    std::unordered_map<std::string, Look> m_looks; // by id
    std::uint64_t m_sent = 0;                      // looks and lists
    JsonLines m_events;
    std::deque<std::pair<std::string, int>> m_exitCodes; // by container; one that is removed with its end cannot be asked
    std::set<std::string> m_touched; // by events, and not asked for yet
    bool m_wantsAll = false;         // the whole list, not only those
    bool m_listing = false;
    bool m_listAgain = false;
    std::vector<QPointer<HttpCall>> m_calls;
    base::Backoff m_backoff;
    // What an event said is over, and how often the list may still say it (see onEvent()).
    struct Over
    {
        const char *state; // "running"
        int looks;
    };
    std::unordered_map<std::string, Over> m_over; // by container
    QTimer m_refresh; // after an event
    QTimer m_again;   // after some time: the list may lag
    QTimer m_retry;
    QTimer m_beat;
    QTimer m_healthy;
    QTimer m_announce;
};

} // namespace core::engine
