#include "core/engine/socket_registry.h"

#include "core/engine/shell_quoted.h"

#include <QFileInfo>
#include <QStandardPaths>
#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

namespace core::engine {
namespace {

constexpr auto kServiceStart = std::chrono::seconds(20); // Podman's first start on a machine sets up its storage
constexpr auto kServiceAsk = std::chrono::milliseconds(100);
constexpr auto kAfterAppearing = std::chrono::milliseconds(500); // a daemon makes its socket before it listens
constexpr auto kLookAfter = std::chrono::seconds(1);        // a busy folder (/tmp, /run) wakes us no more often than this
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
    m_appeared.setInterval(kAfterAppearing);
    m_appeared.setSingleShot(true);
    m_look.setInterval(kLookAfter);
    m_look.setSingleShot(true);
    connect(&m_appeared, &QTimer::timeout, this, &SocketRegistry::discover);
    connect(&m_look, &QTimer::timeout, this, &SocketRegistry::lookAgain);
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

bool SocketRegistry::isKnown(const Endpoint &address) const
{
    return std::ranges::any_of(m_engines, [&](const auto &engine) { return engine->address() == address; });
}

bool SocketRegistry::hasEngineAt(const std::string &endpoint) const
{
    return std::ranges::any_of(m_engines, [&](const auto &engine) { return engine->endpoint() == endpoint; });
}

void SocketRegistry::discover()
{
    if (isSearching())
        return;
    m_failed.clear();
    m_seen.clear();
    m_order.clear();
    m_waiting.clear();
    ++m_probes; // ends below, so that a search without candidates ends too
    for (Candidate &candidate : candidates(m_options.environment, m_options.uid, m_options.home, m_options.systemSockets)) {
        if (rank(candidate.endpoint) == m_order.size())
            m_order.push_back(candidate.endpoint);
        setControlDir(candidate.address);
        if (!isKnown(candidate.address))
            m_waiting.push_back(std::move(candidate));
    }
    for (const std::string &endpoint : m_order)
        probeNext(endpoint);
    std::ranges::stable_sort(m_engines, {}, [this](const auto &engine) { return rank(engine->endpoint()); });
    QTimer::singleShot(0, this, &SocketRegistry::probeEnded);
}

std::size_t SocketRegistry::rank(const std::string &endpoint) const
{
    return std::size_t(std::ranges::find(m_order, endpoint) - m_order.begin());
}

void SocketRegistry::probeNext(const std::string &endpoint)
{
    const auto next = std::ranges::find(m_waiting, endpoint, &Candidate::endpoint);
    if (next == m_waiting.end())
        return;
    Candidate candidate = std::move(*next);
    m_waiting.erase(next);
    probe(std::move(candidate));
}

void SocketRegistry::probe(Candidate candidate)
{
    if (!candidate.error.code.empty()) {
        const std::string address = candidate.endpoint;
        reject(std::move(candidate));
        return probeNext(address);
    }
    ++m_probes;
    const ApiClient api(candidate.address, {}, m_timings);
    api.ping([this, candidate](const base::Result<HttpReply> &reply) { probed(candidate, candidate.address, reply); }, &m_calls)->start();
}

void SocketRegistry::probed(Candidate candidate, const Endpoint &endpoint, const base::Result<HttpReply> &reply)
{
    const auto dialect = reply ? dialectOf(reply->head, reply->body) : base::Result<Dialect>(std::unexpected(reply.error()));
    const std::string address = candidate.endpoint;
    if (!dialect) {
        candidate.error = dialect.error();
        reject(std::move(candidate));
    } else if (!hasEngineAt(address)) {
        add(endpoint.isLocal() ? endpoint.path : address, endpoint, *dialect);
    }
    if (hasEngineAt(address))
        std::erase_if(m_waiting, [&](const Candidate &each) { return each.endpoint == address; });
    probeNext(address);
    probeEnded();
}

void SocketRegistry::reject(Candidate candidate)
{
    candidate.fix = fixFor(candidate);
    m_seen[candidate.endpoint] = socketAt(candidate.address);
    const auto at = std::ranges::upper_bound(m_failed, rank(candidate.endpoint), {}, [this](const Candidate &each) { return rank(each.endpoint); });
    m_failed.insert(at, std::move(candidate));
}

void SocketRegistry::add(const std::string &idPath, const Endpoint &endpoint, const Dialect &dialect)
{
    auto engine = std::make_unique<SocketEngine>(idOf(dialect, idPath), endpoint, dialect, m_timings);
    Engine *const added = engine.get();
    // Answers come in any order, and what is listed first must not depend on which engine is quicker today.
    const auto at = std::ranges::upper_bound(m_engines, rank(added->endpoint()), {}, [this](const auto &each) { return rank(each->endpoint()); });
    m_engines.insert(at, std::move(engine));
    Q_EMIT engineAdded(added);
}

void SocketRegistry::probeEnded()
{
    if (--m_probes > 0)
        return;
    if (m_engines.empty() && m_options.startsPodman)
        startService();
    watchFailed();
    Q_EMIT changed();
}

// Sockets come with their daemons. The nearest folder that exists is watched, which costs nothing while nothing happens.
void SocketRegistry::watchFailed()
{
    m_watcher.reset();
    QStringList folders;
    for (const Candidate &candidate : m_failed) {
        if (!candidate.address.isLocal() || candidate.address.path.empty())
            continue;
        QFileInfo folder(QFileInfo(QString::fromStdString(candidate.address.path)).path());
        while (!folder.exists() && !folder.isRoot())
            folder.setFile(folder.path());
        if (!folders.contains(folder.filePath()))
            folders << folder.filePath();
    }
    if (folders.isEmpty())
        return;
    m_watcher = std::make_unique<QFileSystemWatcher>(folders);
    connect(m_watcher.get(), &QFileSystemWatcher::directoryChanged, this, &SocketRegistry::onFolderChanged);
}

void SocketRegistry::onFolderChanged()
{
    m_watcher.release()->deleteLater(); // this runs inside its signal; what happens meanwhile is seen by lookAgain()
    m_look.start();
}

void SocketRegistry::lookAgain()
{
    if (isSearching() || m_appeared.isActive())
        return; // which ends in watchFailed()
    watchFailed(); // a folder on the way to a socket may have come or gone; before the look, so that nothing falls between
    if (hasAppeared())
        m_appeared.start();
}

bool SocketRegistry::hasAppeared() const
{
    return std::ranges::any_of(m_failed, [this](const Candidate &candidate) {
        const auto seen = m_seen.find(candidate.endpoint);
        const auto now = socketAt(candidate.address);
        return now.inode != 0 && seen != m_seen.end() && now != seen->second;
    });
}

SocketRegistry::SocketFile SocketRegistry::socketAt(const Endpoint &endpoint)
{
    struct stat info{};
    if (!endpoint.isLocal() || endpoint.path.empty() || ::stat(endpoint.path.c_str(), &info) != 0)
        return {};
    return {info.st_ino, info.st_ctim.tv_sec, info.st_ctim.tv_nsec};
}

void SocketRegistry::setControlDir(Endpoint &endpoint) const
{
    if (endpoint.scheme != Endpoint::Scheme::Ssh)
        return;
    const std::string dir = PodmanService::runtimeDir(m_options.environment, m_options.uid);
    // sun_path has 107 bytes; ssh adds 40 for %C and 17 while it makes the socket.
    constexpr std::size_t kLongest = 107 - 40 - 17 - sizeof "/ssh-";
    if (dir.size() <= kLongest && PodmanService::makePrivate(dir))
        endpoint.controlDir = dir;
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
    const Endpoint *endpoint = &candidate.address;
    if (endpoint->scheme == Endpoint::Scheme::Ssh) {
        const bool refused = candidate.error.detail.find("Permission denied") != std::string::npos;
        return (refused ? "ssh-copy-id " : "ssh ") + (endpoint->port == 22 ? "" : "-p " + std::to_string(endpoint->port) + ' ') + endpoint->host
            + (refused ? "" : " true"); // asks whether the machine's key is the right one
    }
    if (endpoint->scheme == Endpoint::Scheme::Tcp || endpoint->scheme == Endpoint::Scheme::Tls)
        return fixForTcp(candidate);
    if (endpoint->path.empty() || candidate.error.is("engine.refused")) // it answers, and is too old
        return {};
    const bool docker = candidate.expected == EngineKind::Docker;
    const bool exists = ::access(endpoint->path.c_str(), F_OK) == 0;
    if (exists && ::access(endpoint->path.c_str(), W_OK) != 0)
        return docker && !endpoint->path.starts_with("/run/user/") ? "sudo usermod -aG docker $USER" : ""; // another user's own
    const bool systemd = QFileInfo::exists(QStringLiteral("/run/systemd/system"));
    const bool own = endpoint->path.starts_with("/run/user/") || m_options.uid == 0;
    const bool rootless = docker && own && m_options.uid != 0;
    const bool hasUnit = docker ? rootless || endpoint->path == "/var/run/docker.sock" || endpoint->path == "/run/docker.sock" : endpoint->path.ends_with("/podman/podman.sock");
    const bool isInstalled = !findProgram(docker ? "dockerd" : "podman").isEmpty();
    // It says nothing, or nonsense: a second one beside it would not help.
    const bool listens = exists && !candidate.error.message.starts_with("Nothing listens");
    if (listens && (candidate.error.is("engine.protocol") || !(isInstalled && systemd && hasUnit)))
        return whoListens(endpoint->path);
    if (!isInstalled)
        return docker ? "sudo apt-get install docker.io" : "sudo apt-get install podman";
    const bool hangs = candidate.error.is("engine.timeout");
    const std::string start = hangs ? "restart " : "start ";
    if (rootless) { // rootless: a unit and a program of its own, once they are set up
        const bool isSetUp = ::access((m_options.home + "/.config/systemd/user/docker.service").c_str(), F_OK) == 0;
        return !systemd ? std::string("dockerd-rootless.sh") : isSetUp ? "systemctl --user " + start + "docker" : "dockerd-rootless-setuptool.sh install";
    }
    if (docker && !hasUnit)
        return std::string(own ? "" : "sudo ") + "dockerd --host unix://" + endpoint->path;
    if (docker)
        return std::string(own ? "" : "sudo ") + (systemd ? "systemctl " + start + "docker" : "dockerd");
    if (systemd && hasUnit)
        return (m_options.uid == 0 ? "systemctl " : own ? "systemctl --user " : "sudo systemctl ") + start + "podman.socket" + (hangs ? " podman.service" : "");
    return "podman system service --time=0 unix://" + endpoint->path;
}

std::string SocketRegistry::whoListens(const std::string &path) const
{
    struct stat info{};
    const bool mine = m_options.uid == 0 || (::stat(path.c_str(), &info) == 0 && info.st_uid == m_options.uid);
    return (mine ? "ss -xlp src " : "sudo ss -xlp src ") + shellQuoted(path);
}

// Nobody listens there: it is started on this machine, or on that one by who may log in there.
std::string SocketRegistry::fixForTcp(const Candidate &candidate) const
{
    const Endpoint &endpoint = candidate.address;
    if (candidate.error.detail == kWantsTls)
        return candidate.source == "DOCKER_HOST" ? "export DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=~/.docker" : updateOfContext(candidate);
    if (endpoint.scheme == Endpoint::Scheme::Tls && candidate.error.detail.find("certificate") != std::string::npos)
        return fixForTrust(candidate);
    if (endpoint.host.empty() || !candidate.error.is("engine.unreachable") || candidate.error.detail.find("refused") == std::string::npos)
        return {};
    const bool docker = candidate.expected == EngineKind::Docker;
    if (endpoint.host != "localhost" && endpoint.host != "::1" && !endpoint.host.starts_with("127."))
        return "ssh " + shellQuoted(endpoint.host) + " sudo systemctl start " + (docker ? "docker" : "podman.socket");
    Endpoint plain = endpoint;
    plain.scheme = Endpoint::Scheme::Tcp;
    // Podman 5.7 and newer. The service's own certificate and key only who made them knows; clients' are signed by whom we trust.
    if (!docker && endpoint.scheme == Endpoint::Scheme::Tls)
        return "podman system service --time=0 --tls-cert server.pem --tls-key server-key.pem"
            + (endpoint.tls.cert.empty() || endpoint.tls.ca.empty() ? std::string() : " --tls-client-ca " + shellQuoted(endpoint.tls.ca)) + ' ' + shellQuoted(plain.text());
    if (!docker)
        return "podman system service --time=0 " + shellQuoted(plain.text());
    return std::string(m_options.uid == 0 ? "" : "sudo ") + "dockerd --host unix:///var/run/docker.sock --host " + shellQuoted(plain.text())
        + (endpoint.scheme == Endpoint::Scheme::Tls ? " --tlsverify" : "");
}

// One of the two does not trust the other: the files that whoever runs that engine has given out are not where they are looked for.
std::string SocketRegistry::fixForTrust(const Candidate &candidate)
{
    for (const char *notOurs : {"host name", "expired", "not yet valid"}) { // its own certificate is at fault
        if (candidate.error.detail.find(notOurs) != std::string::npos)
            return {};
    }
    if (std::string command = updateOfContext(candidate); !command.empty())
        return command;
    const std::string &known = candidate.address.tls.ca.empty() ? candidate.address.tls.cert : candidate.address.tls.ca;
    return known.empty() ? std::string() : "cp ca.pem cert.pem key.pem " + shellQuoted(QFileInfo(QString::fromStdString(known)).path().toStdString());
}

// Empty for what is no context.
std::string SocketRegistry::updateOfContext(const Candidate &candidate)
{
    constexpr std::string_view kContext = "docker context '";
    if (!candidate.source.starts_with(kContext))
        return {};
    Endpoint plain = candidate.address;
    plain.scheme = Endpoint::Scheme::Tcp;
    const std::string name = candidate.source.substr(kContext.size(), candidate.source.size() - kContext.size() - 1);
    return "docker context update " + shellQuoted(name) + " --docker " + shellQuoted("host=" + plain.text() + ",ca=ca.pem,cert=cert.pem,key=key.pem");
}

bool SocketRegistry::canStartPodman() const
{
    const bool answers = std::ranges::any_of(m_engines, [](const auto &engine) {
        const auto endpoint = parseEndpoint(engine->endpoint());
        return engine->kind() == EngineKind::Podman && endpoint && endpoint->isLocal();
    });
    return !m_service && !answers && !findProgram("podman").isEmpty();
}

void SocketRegistry::startPodman()
{
    if (!canStartPodman())
        return;
    std::erase_if(m_failed, [](const Candidate &candidate) { return candidate.source == kServiceSource; }); // of the last attempt
    startService();
    if (m_service)
        Q_EMIT changed();
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
