// Keeps one agent running: starts it, connects, says hello, watches its process and its health, and starts it again with
// backoff when it is gone.
//
// Threads: one Qt thread.
#pragma once
#include "berth/agent/v1/agent.pb.h"
#include "core/assistant/assistant.h"
#include "core/base/backoff.h"
#include "core/base/clock.h"

#include <QObject>
#include <QTimer>
#include <functional>
#include <string>

namespace core::assistant {

class AgentLink;
class AgentProcess;

class AgentSupervisor : public QObject
{
public:
    struct Events
    {
        std::function<void()> stateChanged; // also once a second while a restart is awaited
        std::function<void(const berth::agent::v1::AgentMessage &)> message; // everything but Welcome
        std::function<void()> lost;         // what was under way is gone
    };
    struct Setup
    {
        std::string program, socketPath;
        std::chrono::milliseconds longestWait; // before a restart
        std::chrono::milliseconds heartbeat;   // finds an agent that hangs; one that dies is seen by its process
    };
    AgentSupervisor(Setup setup, Events events, QObject *parent = nullptr);

    void start(berth::agent::v1::ClientMessage hello);
    void stop(std::function<void()> stopped); // for good, within about two seconds

    State state() const { return m_state; }
    std::chrono::seconds untilRestart() const; // rounded up
    int restarts() const { return m_restarts; }
    qint64 pid() const;
    const std::string &provider() const { return m_provider; } // as the agent welcomed us

    [[nodiscard]] bool send(berth::agent::v1::ClientMessage message);

private:
    void launch();
    void connectTo();
    void received(const berth::agent::v1::AgentMessage &message);
    void linkLost(const std::string &reason);
    void died(const std::string &reason);
    void dropLink();
    void setState(State state);

    const Setup m_setup;
    Events m_events;
    berth::agent::v1::ClientMessage m_hello;
    State m_state = State::Off;
    AgentProcess *m_process = nullptr; // children
    AgentLink *m_link = nullptr;
    base::Backoff m_backoff;
    base::SteadyTime m_restartAt{};
    QTimer m_restart, m_startDeadline, m_healthy, m_heartbeat, m_countdown;
    std::function<void()> m_stopped; // set: nothing is started any more
    int m_restarts = 0;
    std::string m_provider = "rules";
};

} // namespace core::assistant
