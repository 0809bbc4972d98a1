#include "core/engine/registry_auth.h"

#include "core/engine/json_values.h"

#include <QFile>
#include <QJsonDocument>
#include <QPointer>
#include <QProcess>
#include <QTimer>
#include <algorithm>

namespace core::engine {
namespace {

constexpr const char *kDockerHub = "https://index.docker.io/v1/";
constexpr qint64 kMaxConfig = 1 << 20;
constexpr qsizetype kMaxAnswer = 64 << 10;
constexpr std::size_t kMostLogins = 6; // each may be a program to ask
constexpr int kHelperMilliseconds = 10'000; // it may ask for a keychain's password

// "https://registry.example/v2/" and "registry.example" are the same registry; Docker's own has several names.
std::string hostOf(std::string_view key)
{
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (key.starts_with(scheme))
            key.remove_prefix(scheme.size());
    }
    const std::string_view host = key.substr(0, key.find('/'));
    return host == "docker.io" || host == "registry-1.docker.io" ? "index.docker.io" : std::string(host);
}

bool isHelperName(std::string_view name) // it becomes part of a program's name
{
    return !name.empty() && name.size() < 64 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    });
}

} // namespace

std::string registryOf(const std::string &reference)
{
    const auto slash = reference.find('/');
    const std::string first = reference.substr(0, slash);
    const bool isHost = slash != std::string::npos && (first.find_first_of(".:") != std::string::npos || first == "localhost");
    return !isHost || first == "docker.io" || first == "index.docker.io" ? kDockerHub : first;
}

std::string authHeader(const std::string &user, const std::string &password, const std::string &identityToken, const std::string &registry)
{
    QJsonObject object{{QStringLiteral("serveraddress"), QString::fromStdString(registry)}};
    if (!identityToken.empty()) {
        object.insert(QStringLiteral("identitytoken"), QString::fromStdString(identityToken));
    } else {
        object.insert(QStringLiteral("username"), QString::fromStdString(user));
        object.insert(QStringLiteral("password"), QString::fromStdString(password));
    }
    return QByteArray::fromStdString(compact(object)).toBase64(QByteArray::Base64UrlEncoding).toStdString();
}

std::vector<StoredLogin> loginsIn(const QJsonObject &config, const std::string &registry)
{
    std::vector<StoredLogin> out;
    const std::string host = hostOf(registry);
    const QJsonObject helpers = objectIn(config, "credHelpers");
    for (auto it = helpers.begin(); it != helpers.end(); ++it) {
        if (hostOf(it.key().toStdString()) == host && isHelperName(it.value().toString().toStdString()))
            out.push_back({{}, it.value().toString().toStdString()});
    }
    const QJsonObject logins = objectIn(config, "auths");
    for (auto it = logins.begin(); it != logins.end(); ++it) {
        if (hostOf(it.key().toStdString()) != host)
            continue;
        const QJsonObject login = it.value().toObject();
        const std::string token = textIn(login, "identitytoken", 16384);
        const QByteArray pair = QByteArray::fromBase64(login.value(QLatin1String("auth")).toString().toUtf8());
        const auto colon = pair.indexOf(':');
        if (!token.empty())
            out.push_back({authHeader({}, {}, token, registry), {}});
        else if (colon > 0)
            out.push_back({authHeader(pair.left(colon).toStdString(), pair.mid(colon + 1).toStdString(), {}, registry), {}});
    }
    const std::string store = textIn(config, "credsStore");
    if (isHelperName(store))
        out.push_back({{}, store});
    return out;
}

QStringList RegistryAuth::defaultFiles()
{
    QStringList files;
    const QString docker = qEnvironmentVariable("DOCKER_CONFIG");
    files << (docker.isEmpty() ? qEnvironmentVariable("HOME") + QStringLiteral("/.docker") : docker) + QStringLiteral("/config.json");
    if (const QString own = qEnvironmentVariable("REGISTRY_AUTH_FILE"); !own.isEmpty())
        files << own;
    if (const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR"); !runtime.isEmpty())
        files << runtime + QStringLiteral("/containers/auth.json");
    return files;
}

void RegistryAuth::find(const QStringList &files, const std::string &registry, Found found)
{
    std::vector<StoredLogin> logins;
    for (const QString &path : files) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (StoredLogin &login : loginsIn(QJsonDocument::fromJson(file.read(kMaxConfig)).object(), registry)) {
            if (std::ranges::find(logins, login) == logins.end() && logins.size() < kMostLogins)
                logins.push_back(std::move(login));
        }
    }
    QTimer::singleShot(0, this, [this, logins = std::move(logins), registry, found = std::move(found)]() mutable { tryNext(std::move(logins), registry, std::move(found)); });
}

void RegistryAuth::tryNext(std::vector<StoredLogin> logins, const std::string &registry, Found found)
{
    if (logins.empty())
        return found({});
    const StoredLogin first = std::move(logins.front());
    logins.erase(logins.begin());
    if (first.helper.empty())
        return found(first.header);
    ask(first.helper, registry, [this, logins = std::move(logins), registry, found = std::move(found)](const std::string &header) mutable {
        if (header.empty())
            tryNext(std::move(logins), registry, std::move(found));
        else
            found(header);
    });
}

// github.com/docker/docker-credential-helpers: "get" reads the registry and prints {"Username","Secret"}.
void RegistryAuth::ask(const std::string &helper, const std::string &registry, Found found)
{
    auto *process = new QProcess(this);
    auto answer = [process, registry, found = std::move(found), told = false](bool ok) mutable {
        if (std::exchange(told, true))
            return;
        const QJsonObject object = ok ? QJsonDocument::fromJson(process->readAllStandardOutput().left(kMaxAnswer)).object() : QJsonObject();
        const std::string user = textIn(object, "Username"), secret = textIn(object, "Secret", 16384);
        process->deleteLater();
        if (secret.empty())
            found({});
        else
            found(user == "<token>" ? authHeader({}, {}, secret, registry) : authHeader(user, secret, {}, registry));
    };
    auto shared = std::make_shared<decltype(answer)>(std::move(answer));
    connect(process, &QProcess::finished, this, [shared](int code, QProcess::ExitStatus status) { (*shared)(code == 0 && status == QProcess::NormalExit); });
    connect(process, &QProcess::errorOccurred, this, [shared](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            (*shared)(false);
    });
    QTimer::singleShot(kHelperMilliseconds, process, [process] { process->kill(); });
    process->start(QStringLiteral("docker-credential-") + QString::fromStdString(helper), {QStringLiteral("get")});
    process->write(registry.c_str());
    process->closeWriteChannel();
}

} // namespace core::engine
