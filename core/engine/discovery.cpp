#include "core/engine/discovery.h"

#include "core/engine/endpoint.h"
#include "core/engine/podman_connections.h"
#include "core/engine/socket_registry.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace core::engine {
namespace {

constexpr qint64 kMaxConfig = 1 << 20;
constexpr int kMaxContexts = 100;

struct Search
{
    const std::map<std::string, std::string> &environment;
    std::vector<Candidate> found;
    std::vector<Endpoint> seen; // comparable ones

    std::string variable(const char *name) const
    {
        const auto it = environment.find(name);
        return it == environment.end() ? std::string() : it->second;
    }

    void add(std::string source, const std::string &text, EngineKind expected, const TlsMaterial &tls = {}, const std::string &identity = {})
    {
        if (text.empty())
            return;
        Candidate candidate{std::move(source), text, expected, {}, {}};
        if (auto endpoint = parseEndpoint(text, !tls.ca.empty() || !tls.cert.empty() || tls.skipVerify)) {
            if (endpoint->scheme == Endpoint::Scheme::Tls) {
                endpoint->tls = tls;
            } else if (endpoint->scheme == Endpoint::Scheme::Ssh) {
                endpoint->identity = identity;
                endpoint->remoteProgram = expected == EngineKind::Podman ? "podman" : "docker";
            }
            candidate.address = *endpoint;
            candidate.endpoint = endpoint->text();
            const QString real = endpoint->isLocal() ? QFileInfo(QString::fromStdString(endpoint->path)).canonicalFilePath() : QString();
            if (!real.isEmpty()) // /var/run is /run, and podman-docker links one socket to the other
                endpoint->path = real.toStdString();
            if (std::ranges::find(seen, *endpoint) != seen.end())
                return;
            seen.push_back(*std::move(endpoint));
        } else {
            if (std::ranges::any_of(found, [&](const Candidate &each) { return !each.error.code.empty() && each.endpoint == text; }))
                return;
            candidate.error = endpoint.error();
        }
        found.push_back(std::move(candidate));
    }
};

QJsonObject jsonFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.read(kMaxConfig)).object() : QJsonObject();
}

// As Docker's own tools name the files; one that is absent is not used.
TlsMaterial materialIn(const QString &folder)
{
    const auto file = [&folder](const char *name) {
        const QString path = folder + QLatin1Char('/') + QLatin1String(name);
        return QFileInfo::exists(path) ? path.toStdString() : std::string();
    };
    TlsMaterial tls{file("ca.pem"), file("cert.pem"), file("key.pem"), false};
    if (tls.cert.empty() || tls.key.empty())
        tls.cert = tls.key = {};
    return tls;
}

// DOCKER_TLS_VERIFY, or DOCKER_TLS for TLS without a check; the files are in DOCKER_CERT_PATH or Docker's own folder.
TlsMaterial environmentTls(const Search &search, const std::string &configDir)
{
    const bool verify = !search.variable("DOCKER_TLS_VERIFY").empty();
    if (!verify && search.variable("DOCKER_TLS").empty())
        return {};
    const std::string folder = search.variable("DOCKER_CERT_PATH");
    TlsMaterial tls = materialIn(QString::fromStdString(folder.empty() ? configDir : folder));
    tls.skipVerify = !verify;
    if (tls == TlsMaterial()) // TLS is wanted; parseEndpoint() sees it by the name of a file
        tls.ca = (folder.empty() ? configDir : folder) + "/ca.pem";
    return tls;
}

void addContexts(Search &search, const QString &configDir)
{
    const std::string chosen = search.variable("DOCKER_CONTEXT");
    const QString current = chosen.empty() ? jsonFile(configDir + QStringLiteral("/config.json")).value(QLatin1String("currentContext")).toString()
                                           : QString::fromStdString(chosen);
    struct Context
    {
        QString name;
        QString host;
        TlsMaterial tls;
    };
    std::vector<Context> contexts;
    const QDir meta(configDir + QStringLiteral("/contexts/meta"));
    for (const QString &folder : meta.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name).mid(0, kMaxContexts)) {
        const QJsonObject context = jsonFile(meta.filePath(folder) + QStringLiteral("/meta.json"));
        const QJsonObject docker = context.value(QLatin1String("Endpoints")).toObject().value(QLatin1String("docker")).toObject();
        TlsMaterial tls = materialIn(configDir + QStringLiteral("/contexts/tls/") + folder + QStringLiteral("/docker"));
        tls.skipVerify = docker.value(QLatin1String("SkipTLSVerify")).toBool();
        contexts.push_back({context.value(QLatin1String("Name")).toString(), docker.value(QLatin1String("Host")).toString(), tls});
    }
    std::ranges::stable_sort(contexts, {}, [&](const Context &c) { return c.name != current; });
    for (const Context &c : contexts)
        search.add("docker context '" + c.name.toStdString() + '\'', c.host.toStdString(), EngineKind::Docker, c.tls);
}

} // namespace

std::vector<Candidate> candidates(const std::map<std::string, std::string> &environment, unsigned uid, const std::string &home, bool systemSockets)
{
    Search search{environment, {}, {}};
    std::string configDir = search.variable("DOCKER_CONFIG");
    if (configDir.empty())
        configDir = home + "/.docker";
    std::string runtime = search.variable("XDG_RUNTIME_DIR");
    if (runtime.empty())
        runtime = "/run/user/" + std::to_string(uid);

    search.add("DOCKER_HOST", search.variable("DOCKER_HOST"), EngineKind::Docker, environmentTls(search, configDir));
    search.add("CONTAINER_HOST", search.variable("CONTAINER_HOST"), EngineKind::Podman, {}, search.variable("CONTAINER_SSHKEY"));
    addContexts(search, QString::fromStdString(configDir));
    for (const PodmanConnection &connection : podmanConnections(environment, home))
        search.add("podman connection '" + connection.name + '\'', connection.uri, EngineKind::Podman, {}, connection.identity);
    if (systemSockets)
        search.add("default Docker socket", "unix:///var/run/docker.sock", EngineKind::Docker);
    search.add("rootless Docker socket", "unix://" + runtime + "/docker.sock", EngineKind::Docker);
    search.add("rootless Podman socket", "unix://" + runtime + "/podman/podman.sock", EngineKind::Podman);
    if (systemSockets)
        search.add("system Podman socket", "unix:///run/podman/podman.sock", EngineKind::Podman);
    return std::move(search.found);
}

Engine *Registry::engine(const std::string &id) const
{
    const auto all = engines();
    const auto it = std::ranges::find_if(all, [&](const Engine *engine) { return engine->id() == id; });
    return it == all.end() ? nullptr : *it;
}

std::unique_ptr<Registry> Registry::create(Options options)
{
    return std::make_unique<SocketRegistry>(std::move(options), Timings());
}

} // namespace core::engine
