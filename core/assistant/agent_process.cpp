#include "core/assistant/agent_process.h"

#include <QFile>
#include <chrono>
#include <utility>

namespace core::assistant {
namespace {

constexpr auto kPatience = std::chrono::milliseconds(700); // before the next, harder way to end it
constexpr qint64 kReadyLine = 64;                          // bytes looked at; whatever else it prints is dropped

// No more than it needs: what lies in the user's environment is not the agent's business.
QProcessEnvironment smallEnvironment()
{
    const QProcessEnvironment ours = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment small;
    small.insert(QStringLiteral("LANG"), QStringLiteral("C.UTF-8"));
    for (const char *name : {"LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"})
        if (const QString key = QString::fromLatin1(name); ours.contains(key))
            small.insert(key, ours.value(key));
    return small;
}

} // namespace

AgentProcess::AgentProcess(const std::string &program, const std::string &socketPath, Events events, QObject *parent)
    : QObject(parent)
    , m_socketPath(QString::fromStdString(socketPath))
    , m_events(std::move(events))
{
    m_harder.setSingleShot(true);
    m_process.setProcessEnvironment(smallEnvironment());
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &AgentProcess::readOutput);
    // Queued: a failing start may report before the constructor has returned.
    const auto failed = [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            die("it could not be started: " + m_process.errorString().toStdString());
    };
    connect(&m_process, &QProcess::errorOccurred, this, failed, Qt::QueuedConnection);
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        die((status == QProcess::CrashExit ? "it was ended by signal " : "it ended with exit code ") + std::to_string(code));
    });
    m_process.start(QString::fromStdString(program),
                    {QStringLiteral("--socket"), m_socketPath, QStringLiteral("--parent-fd"), QStringLiteral("0")});
}

AgentProcess::~AgentProcess()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(static_cast<int>(kPatience.count()));
    }
    QFile::remove(m_socketPath); // a killed one leaves it
}

void AgentProcess::readOutput()
{
    const QByteArray line = m_process.readAllStandardOutput().left(kReadyLine);
    if (!m_ready && line.startsWith("ready")) {
        m_ready = true;
        m_events.ready();
    }
}

void AgentProcess::end()
{
    if (std::exchange(m_ending, true))
        return;
    m_process.closeWriteChannel();
    connect(&m_harder, &QTimer::timeout, this, [this, asked = false]() mutable {
        if (std::exchange(asked, true))
            return m_process.kill();
        m_process.terminate();
        m_harder.start(kPatience);
    });
    m_harder.start(kPatience);
}

void AgentProcess::die(std::string reason)
{
    if (!std::exchange(m_dead, true))
        m_events.died(std::move(reason));
}

} // namespace core::assistant
