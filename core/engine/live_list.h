// The containers of one engine, kept current: events are subscribed to before the list is read, every relevant event
// asks for a fresh list (many at once for one), and after each gap everything starts anew. Signals come from the event
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

Q_SIGNALS:
    void containersChanged();
    void stateChanged();

private:
    void connectEngine();
    void askOldestVersion();
    void subscribe();
    void onEvent(const QJsonObject &event);
    void refresh();
    void apply(std::vector<Container> list);
    void inspectNext();
    void detailsKnown(const std::string &id, const ContainerDetails &details);
    void lost(const base::Error &error);
    void setState(EngineState state, base::Error error);
    void beat();
    HttpCall *track(HttpCall *call);

    ApiClient &m_api;
    EngineState m_state = EngineState::Connecting;
    base::WallTime m_staleSince{};
    base::Error m_lastError;
    std::vector<Container> m_containers;
    struct Fixed // at a container's creation; not all of it is in the list
    {
        Reach reach;
        std::vector<Mount> mounts;
    };
    static void complete(Container &container, const Fixed &fixed);
    std::unordered_map<std::string, Fixed> m_fixed; // by id, of what is in the list
    std::deque<std::string> m_toInspect;
    std::unordered_set<std::string> m_inspecting;
    JsonLines m_events;
    bool m_listing = false;
    bool m_listAgain = false;
    std::vector<QPointer<HttpCall>> m_calls;
    base::Backoff m_backoff;
    // Containers that an event said have ended, and how often the list may still say that they run (see onEvent()).
    std::unordered_map<std::string, int> m_ended;
    QTimer m_refresh; // after an event
    QTimer m_again;   // after some time: the list may lag
    QTimer m_retry;
    QTimer m_beat;
    QTimer m_healthy;
    QTimer m_announce;
};

} // namespace core::engine
