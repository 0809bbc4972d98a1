#include "core/engine/socket_registry.h"

#include <QFileInfo>
#include <QStandardPaths>
#include <algorithm>
#include <unistd.h>

namespace core::engine {
namespace {

constexpr auto kServiceStart = std::chrono::seconds(20); // Podman's first start on a machine sets up its storage
constexpr auto kServiceAsk = std::chrono::milliseconds(100);
constexpr auto kServiceSource = "started by Berth";

std::string idOf(const Dialect &dialect, const std::string &path)
{
    return (dialect.kind == EngineKind::Docker ? "docker:" : "podman:") + path;
}

} // namespace

SocketRegistry::SocketRegistry(Options options, Timings timings)
    : m_options(std::move(options))
    , m_timings(timings)
{
    m_serviceAsk.setInterval(kServiceAsk);
    m_serviceAsk.setSingleShot(true);
    m_serviceDeadline.setInterval(kServiceStart);
    m_serviceDeadline.setSingleShot(true);
    connect(&m_serviceAsk, &QTimer::timeout, this, &SocketRegistry::askService);
    connect(&m_serviceDeadline, &QTimer::timeout, this,
            [this] { serviceFailed({"engine.timeout", "podman system service was started but does not answer.", {}}); });
}

SocketRegistry::~SocketRegistry()
{
    for (Task *task : m_calls.findChildren<Task *>(Qt::FindDirectChildrenOnly))
        static_cast<HttpCall *>(task)->abandon();
    m_engines.clear(); // before the service that one of them talks to
}

std::vector<Engine *> SocketRegistry::engines() const
{
    std::vector<Engine *> out;
    for (const auto &engine : m_engines)
        out.push_back(engine.get());
    return out;
}

bool SocketRegistry::isKnown(const std::string &endpoint) const
{
    return std::ranges::any_of(m_engines, [&](const auto &engine) { return engine->endpoint() == endpoint; });
}

void SocketRegistry::discover()
{
    if (isSearching())
        return;
    m_failed.clear();
    ++m_probes; // ends below, so that a search without candidates ends too
    for (Candidate &candidate : candidates(m_options.environment, m_options.uid, m_options.home, m_options.systemSockets)) {
        if (!isKnown(candidate.endpoint))
            probe(std::move(candidate));
    }
    QTimer::singleShot(0, this, &SocketRegistry::probeEnded);
}

void SocketRegistry::probe(Candidate candidate)
{
    const auto endpoint = parseEndpoint(candidate.endpoint);
    if (!candidate.error.code.empty() || !endpoint)
        return reject(std::move(candidate));
    ++m_probes;
    const ApiClient api(*endpoint, {}, m_timings);
    api.ping([this, candidate, endpoint = *endpoint](const base::Result<HttpReply> &reply) { probed(candidate, endpoint, reply); }, &m_calls)
        ->start();
}

void SocketRegistry::probed(Candidate candidate, const Endpoint &endpoint, const base::Result<HttpReply> &reply)
{
    const auto dialect = reply ? dialectOf(reply->head) : base::Result<Dialect>(std::unexpected(reply.error()));
    if (dialect) {
        add(endpoint.isLocal() ? endpoint.path : endpoint.text(), endpoint, *dialect);
    } else {
        candidate.error = dialect.error();
        reject(std::move(candidate));
    }
    probeEnded();
}

void SocketRegistry::reject(Candidate candidate)
{
    candidate.fix = fixFor(candidate);
    m_failed.push_back(std::move(candidate));
}

void SocketRegistry::add(const std::string &idPath, const Endpoint &endpoint, const Dialect &dialect)
{
    m_engines.push_back(std::make_unique<SocketEngine>(idOf(dialect, idPath), endpoint, dialect, m_timings));
    Q_EMIT engineAdded(m_engines.back().get());
}

void SocketRegistry::probeEnded()
{
    if (--m_probes > 0)
        return;
    if (m_engines.empty() && m_options.startsPodman)
        startService();
    Q_EMIT changed();
}

QString SocketRegistry::findProgram(const char *name) const
{
    const auto path = m_options.environment.find("PATH");
    QStringList folders = path == m_options.environment.end() ? QStringList() : QString::fromStdString(path->second).split(QLatin1Char(':'));
    folders << QStringLiteral("/usr/bin") << QStringLiteral("/usr/sbin");
    return QStandardPaths::findExecutable(QLatin1String(name), folders);
}

std::string SocketRegistry::fixFor(const Candidate &candidate) const
{
    const auto endpoint = parseEndpoint(candidate.endpoint);
    if (!endpoint || !endpoint->isLocal())
        return {};
    const bool docker = candidate.expected == EngineKind::Docker;
    const bool exists = ::access(endpoint->path.c_str(), F_OK) == 0;
    if (exists && ::access(endpoint->path.c_str(), W_OK) != 0)
        return docker ? "sudo usermod -aG docker $USER" : "";
    if (findProgram(docker ? "dockerd" : "podman").isEmpty())
        return docker ? "sudo apt-get install docker.io" : "sudo apt-get install podman";
    const bool systemd = QFileInfo::exists(QStringLiteral("/run/systemd/system"));
    const bool own = endpoint->path.starts_with("/run/user/") || m_options.uid == 0;
    if (docker)
        return !own ? "sudo systemctl start docker" : systemd ? (m_options.uid == 0 ? "systemctl start docker" : "systemctl --user start docker") : "dockerd";
    if (systemd)
        return m_options.uid == 0 ? "systemctl start podman.socket" : own ? "systemctl --user start podman.socket" : "sudo systemctl start podman.socket";
    return "podman system service --time=0 unix://" + endpoint->path;
}

void SocketRegistry::startService()
{
    const QString podman = findProgram("podman");
    if (podman.isEmpty() || m_service)
        return;
    m_service = std::make_unique<PodmanService>(podman, m_options.environment, m_options.uid, nullptr);
    connect(m_service.get(), &PodmanService::stopped, this, [this](const base::Error &error) {
        if (m_serviceStarting)
            serviceFailed(error);
    });
    m_serviceStarting = true;
    if (const auto started = m_service->start(); !started)
        return serviceFailed(started.error());
    m_serviceDeadline.start();
    m_serviceAsk.start();
}

void SocketRegistry::askService()
{
    Endpoint endpoint;
    endpoint.path = m_service->socketPath();
    const ApiClient api(endpoint, {}, m_timings);
    api.ping(
           [this, endpoint](const base::Result<HttpReply> &reply) {
               if (!m_serviceStarting)
                   return;
               const auto dialect = reply ? dialectOf(reply->head) : base::Result<Dialect>(std::unexpected(reply.error()));
               if (!dialect)
                   return m_serviceAsk.start();
               m_serviceStarting = false;
               m_serviceDeadline.stop();
               m_service->setListening();
               add(m_service->stablePath(), endpoint, *dialect);
               Q_EMIT changed();
           },
           &m_calls)
        ->start();
}

void SocketRegistry::serviceFailed(const base::Error &error)
{
    m_serviceStarting = false;
    m_serviceAsk.stop();
    m_serviceDeadline.stop();
    Candidate candidate{kServiceSource, "unix://" + m_service->socketPath(), EngineKind::Podman, error, {}};
    m_service.release()->deleteLater(); // this may run inside its signal; the next discover() tries again
    m_failed.push_back(std::move(candidate));
    Q_EMIT changed();
}

} // namespace core::engine
