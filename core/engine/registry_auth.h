// Credentials for an image registry, as `docker login` and `podman login` keep them: in config.json or auth.json, or with
// a helper program that one of them names. Only what a pull needs; nothing is ever written.
#pragma once
#include "core/base/result.h"

#include <QJsonObject>
#include <QObject>
#include <QStringList>
#include <functional>
#include <vector>

namespace core::engine {

// "team/app" and "docker.io/team/app" -> "https://index.docker.io/v1/", the key under which Docker keeps its own
// registry; "localhost:5000/app" -> "localhost:5000".
std::string registryOf(const std::string &reference);

struct StoredLogin // one of the two
{
    std::string header; // value of X-Registry-Auth
    std::string helper; // "secretservice": ask docker-credential-secretservice
    friend bool operator==(const StoredLogin &, const StoredLogin &) = default;
};
// What a configuration file says of a registry, in the order in which it is tried: the helper for this registry, what is
// in the file, the helper for all. A helper that knows nothing is no answer.
std::vector<StoredLogin> loginsIn(const QJsonObject &config, const std::string &registry);

std::string authHeader(const std::string &user, const std::string &password, const std::string &identityToken, const std::string &registry);

class RegistryAuth : public QObject
{
    Q_OBJECT
public:
    using Found = std::function<void(std::string header)>; // empty: none
    // $DOCKER_CONFIG/config.json or ~/.docker/config.json, $REGISTRY_AUTH_FILE, $XDG_RUNTIME_DIR/containers/auth.json.
    static QStringList defaultFiles();

    explicit RegistryAuth(QObject *parent) : QObject(parent) {}
    // Calls back from the event loop, once; within some seconds also when a helper hangs.
    void find(const QStringList &files, const std::string &registry, Found found);

private:
    void tryNext(std::vector<StoredLogin> logins, const std::string &registry, Found found);
    void ask(const std::string &helper, const std::string &registry, Found found);
};

} // namespace core::engine
