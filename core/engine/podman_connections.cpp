#include "core/engine/podman_connections.h"

#include "core/engine/json_values.h"

#include <QFile>
#include <QJsonDocument>
#include <algorithm>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace core::engine {
namespace {

constexpr qint64 kMaxConfig = 1 << 20;
constexpr std::size_t kMaxConnections = 100;

struct Known
{
    std::map<std::string, PodmanConnection> byName;
    std::string chosen;
    void add(PodmanConnection connection)
    {
        if (byName.size() < kMaxConnections && !connection.uri.empty())
            byName[connection.name] = std::move(connection);
    }
};

QByteArray contents(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.read(kMaxConfig) : QByteArray();
}

void addToml(Known &known, const std::string &path)
{
    const QByteArray text = contents(path);
    const toml::parse_result result = toml::parse(std::string_view(text.constData(), std::size_t(text.size())));
    if (!result)
        return;
    if (const auto active = result.table()["engine"]["active_service"].value<std::string>())
        known.chosen = *active;
    const toml::table *destinations = result.table()["engine"]["service_destinations"].as_table();
    if (!destinations)
        return;
    for (const auto &[name, node] : *destinations) {
        if (const toml::table *one = node.as_table())
            known.add({std::string(name.str()), (*one)["uri"].value_or(std::string()), (*one)["identity"].value_or(std::string())});
    }
}

void addJson(Known &known, const std::string &path)
{
    const QJsonObject connection = objectIn(QJsonDocument::fromJson(contents(path)).object(), "Connection");
    if (const std::string chosen = textIn(connection, "Default"); !chosen.empty())
        known.chosen = chosen;
    const QJsonObject all = objectIn(connection, "Connections");
    for (auto it = all.begin(); it != all.end(); ++it)
        known.add({it.key().toStdString(), textIn(it.value().toObject(), "URI"), textIn(it.value().toObject(), "Identity")});
}

} // namespace

std::vector<PodmanConnection> podmanConnections(const std::map<std::string, std::string> &environment, const std::string &home)
{
    const auto variable = [&](const char *name, const std::string &otherwise) {
        const auto it = environment.find(name);
        return it == environment.end() || it->second.empty() ? otherwise : it->second;
    };
    const std::string config = variable("XDG_CONFIG_HOME", home + "/.config") + "/containers";
    Known known;
    // Stronger ones come later. CONTAINERS_CONF stands in for all of the files.
    if (const std::string own = variable("CONTAINERS_CONF", {}); !own.empty()) {
        addToml(known, own);
    } else {
        for (const std::string &path : {std::string("/usr/share/containers/containers.conf"), std::string("/etc/containers/containers.conf"), config + "/containers.conf"})
            addToml(known, path);
    }
    addJson(known, variable("PODMAN_CONNECTIONS_CONF", config + "/podman-connections.json"));
    known.chosen = variable("CONTAINER_CONNECTION", known.chosen);
    std::vector<PodmanConnection> out;
    for (auto &[name, connection] : known.byName)
        out.push_back(std::move(connection));
    std::ranges::stable_sort(out, {}, [&](const PodmanConnection &c) { return c.name != known.chosen; });
    return out;
}

} // namespace core::engine
