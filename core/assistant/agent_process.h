// One run of the berth-agent program. Its standard input stays open as long as we live: the agent ends when it closes, so
// that no agent outlives its Berth, however that ends.
//
// Threads: one Qt thread.
#pragma once
#include <QObject>
#include <QProcess>
#include <QTimer>
#include <functional>
#include <string>

namespace core::assistant {

class AgentProcess : public QObject
{
public:
    struct Events
    {
        std::function<void()> ready;           // it listens
        std::function<void(std::string)> died; // once; the reason is for the log
    };
    AgentProcess(const std::string &program, const std::string &socketPath, Events events, QObject *parent);
    ~AgentProcess() override; // kills it if it still runs

    qint64 pid() const { return m_process.processId(); }
    void kill() { m_process.kill(); }
    // Asks it to end, harder and harder; died() tells when it has.
    void end();

private:
    void readOutput();
    void die(std::string reason);

    const QString m_socketPath;
    Events m_events;
    QProcess m_process;
    QTimer m_harder;
    bool m_ready = false, m_dead = false, m_ending = false;
};

} // namespace core::assistant
