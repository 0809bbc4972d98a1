#include "core/assistant/agent_supervisor.h"

#include "core/assistant/agent_link.h"
#include "core/assistant/agent_process.h"
#include "core/assistant/plain_text.h"
#include "core/telemetry/log.h"

#include <QCoreApplication>
#include <algorithm>

namespace core::assistant {

namespace wire = berth::agent::v1;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds kFirstWait = 500ms;
constexpr auto kLeastWait = 200ms;     // a program that dies at once must not spin
constexpr auto kStartDeadline = 10s;   // from launch to Welcome
constexpr auto kHealthyAfter = 30s;    // of service, before the backoff begins anew
constexpr auto kHeartbeatDeadline = 5s; // of the health service, which gRPC answers by itself
constexpr std::size_t kMaxName = 80;

} // namespace

AgentSupervisor::AgentSupervisor(Setup setup, Events events, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_events(std::move(events))
    , m_backoff(std::min(kFirstWait, m_setup.longestWait), m_setup.longestWait)
{
    for (QTimer *timer : {&m_restart, &m_startDeadline, &m_healthy})
        timer->setSingleShot(true);
    connect(&m_restart, &QTimer::timeout, this, [this] {
        ++m_restarts;
        launch();
    });
    connect(&m_startDeadline, &QTimer::timeout, this, [this] { linkLost("it did not get ready in time"); });
    connect(&m_healthy, &QTimer::timeout, this, [this] { m_backoff.reset(); });
    connect(&m_heartbeat, &QTimer::timeout, this, [this] {
        if (m_link)
            m_link->checkHealth(kHeartbeatDeadline);
    });
    connect(&m_countdown, &QTimer::timeout, this, [this] { m_events.stateChanged(); });
}

void AgentSupervisor::start(wire::ClientMessage hello)
{
    m_hello = std::move(hello);
    launch();
}

void AgentSupervisor::launch()
{
    setState(State::Starting);
    m_startDeadline.start(kStartDeadline);
    m_process = new AgentProcess(m_setup.program, m_setup.socketPath,
                                 {.ready = [this] { connectTo(); }, .died = [this](const std::string &reason) { died(reason); }}, this);
}

void AgentSupervisor::connectTo()
{
    m_link = new AgentLink(m_setup.socketPath,
                           {.serving = [this] { (void)m_link->send(m_hello); },
                            .message = [this](const wire::AgentMessage &message) { received(message); },
                            .lost = [this](const std::string &reason) { linkLost(reason); }},
                           this);
}

void AgentSupervisor::received(const wire::AgentMessage &message)
{
    if (m_state == State::Ready)
        return m_events.message(message);
    if (!message.has_welcome() || m_stopped)
        return;
    m_provider = plainLine(message.welcome().provider(), kMaxName);
    m_startDeadline.stop();
    m_healthy.start(kHealthyAfter);
    m_heartbeat.start(m_setup.heartbeat);
    setState(State::Ready);
}

// The process may still run, deaf: it is ended, and died() goes on from there.
void AgentSupervisor::linkLost(const std::string &reason)
{
    qCInfo(telemetry::lcAssistant, "the agent is given up: %s", reason.c_str());
    dropLink();
    if (m_process)
        m_process->kill();
}

void AgentSupervisor::died(const std::string &reason)
{
    if (!m_stopped)
        qCWarning(telemetry::lcAssistant, "the agent is gone: %s", reason.c_str());
    dropLink();
    m_process->deleteLater();
    m_process = nullptr;
    for (QTimer *timer : {&m_startDeadline, &m_healthy, &m_heartbeat})
        timer->stop();
    m_events.lost();
    if (m_stopped) {
        setState(State::Off);
        return std::exchange(m_stopped, nullptr)();
    }
    const auto wait = std::max<std::chrono::milliseconds>(kLeastWait, m_backoff.next());
    m_restartAt = base::Clock::system().now() + wait;
    m_restart.start(wait);
    m_countdown.start(1s);
    setState(State::Restarting);
}

void AgentSupervisor::dropLink()
{
    if (!m_link)
        return;
    m_link->close();
    m_link->deleteLater(); // this may run inside one of its callbacks
    m_link = nullptr;
}

void AgentSupervisor::stop(std::function<void()> stopped)
{
    m_restart.stop();
    m_countdown.stop();
    if (!m_process) {
        setState(State::Off);
        return stopped();
    }
    m_stopped = std::move(stopped);
    dropLink();
    m_process->end();
}

std::chrono::seconds AgentSupervisor::untilRestart() const
{
    return std::max(1s, std::chrono::ceil<std::chrono::seconds>(m_restartAt - base::Clock::system().now()));
}

qint64 AgentSupervisor::pid() const
{
    return m_process ? m_process->pid() : 0;
}

bool AgentSupervisor::send(wire::ClientMessage message)
{
    return m_state == State::Ready && m_link && m_link->send(std::move(message));
}

void AgentSupervisor::setState(State state)
{
    if (state != State::Restarting)
        m_countdown.stop();
    m_state = state;
    m_events.stateChanged();
}

} // namespace core::assistant
