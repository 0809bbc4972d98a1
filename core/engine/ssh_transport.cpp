#include "core/engine/ssh_transport.h"

#include "core/engine/shell_quoted.h"
#include "core/engine/stream_pump.h"

namespace core::engine {
namespace {
constexpr qint64 kReadBuffer = 512 << 10;
}

SshTransport::SshTransport(Endpoint endpoint)
    : m_endpoint(std::move(endpoint))
    , m_socket(std::make_unique<QLocalSocket>())
{
    m_socket->setReadBufferSize(kReadBuffer);
    connect(m_socket.get(), &QLocalSocket::readyRead, this, [this] { m_received = true; });
    connect(m_socket.get(), &QLocalSocket::disconnected, this, &SshTransport::onDisconnected);
}

SshTransport::~SshTransport()
{
    if (m_child)
        m_child->stop();
}

base::Result<std::unique_ptr<Transport>> SshTransport::create(const Endpoint &endpoint)
{
    return std::unique_ptr<Transport>(new SshTransport(endpoint));
}

std::vector<std::string> SshTransport::command(const Endpoint &endpoint)
{
    std::vector<std::string> words{"ssh", "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3"};
    // The first call logs in; the others go over its connection, and that stays for a minute after the last one.
    if (!endpoint.controlDir.empty())
        words.insert(words.end(), {"-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", "ControlPath=" + endpoint.controlDir + "/ssh-%C"});
    if (endpoint.port != 0 && endpoint.port != 22) // 22 may also be another one in ssh's configuration of this host
        words.insert(words.end(), {"-p", std::to_string(endpoint.port)});
    if (!endpoint.identity.empty())
        words.insert(words.end(), {"-i", endpoint.identity});
    words.insert(words.end(), {"--", endpoint.host});
    // What follows is read by a shell over there.
    const bool podman = endpoint.remoteProgram == "podman";
    words.emplace_back(podman ? "podman" : "docker");
    if (!endpoint.path.empty())
        words.insert(words.end(), {podman ? "--url" : "-H", shellQuoted("unix://" + endpoint.path)});
    words.insert(words.end(), {"system", "dial-stdio"});
    return words;
}

std::string SshTransport::explain(const Endpoint &endpoint, int exitCode, const std::string &words)
{
    constexpr int kSshFailed = 255, kNotFound = 127;
    const std::string said = words.empty() ? "it ended with status " + std::to_string(exitCode) : words;
    if (exitCode == kSshFailed)
        return "ssh does not reach " + endpoint.host + ": " + said + '.';
    if (exitCode == kNotFound)
        return "There is no " + endpoint.remoteProgram + " program on " + endpoint.host + ": " + said + '.';
    return "The engine on " + endpoint.host + " does not answer: " + said + '.';
}

void SshTransport::open()
{
    auto started = SshChild::start(command(m_endpoint));
    if (!started) {
        m_over = true;
        Q_EMIT failed(started.error());
        return;
    }
    m_child = started->child;
    connect(m_child, &SshChild::ended, this, &SshTransport::onChildEnded);
    if (!m_socket->setSocketDescriptor(started->socket.release())) {
        m_over = true;
        Q_EMIT failed({"engine.unreachable", "ssh could not be used.", m_socket->errorString().toStdString()});
        return;
    }
    Q_EMIT opened(); // whether it reaches anything shows with the first answer
}

// The end of its output without a byte of answer is an error, whose reason comes with its exit status. That status may also
// be here before the last bytes of its output are read.
void SshTransport::onDisconnected()
{
    m_disconnected = true;
    if (m_received || m_exitCode || !m_child)
        conclude();
}

void SshTransport::onChildEnded(int exitCode)
{
    m_exitCode = exitCode;
    m_words = m_child ? m_child->lastWords() : std::string();
    if (m_disconnected)
        conclude();
}

void SshTransport::conclude()
{
    if (std::exchange(m_over, true))
        return;
    if (m_received || !m_exitCode)
        Q_EMIT closed();
    else
        Q_EMIT failed({"engine.unreachable", explain(m_endpoint, *m_exitCode, m_words), m_words});
}

base::UniqueFd SshTransport::takeDescriptor()
{
    m_socket->disconnect(this);
    m_over = true;
    auto socket = std::exchange(m_socket, std::make_unique<QLocalSocket>());
    if (m_child)
        disconnect(m_child, nullptr, this, nullptr);
    const QPointer<SshChild> child = std::exchange(m_child, nullptr);
    return StreamPump::start(std::move(socket), [child] {
        if (child)
            child->stop();
    });
}

} // namespace core::engine
