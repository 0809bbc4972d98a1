#include "core/engine/network_users.h"
#include "core/engine/store_json.h"

#include <algorithm>

namespace core::engine {
namespace {

Volume volumeOf(const QJsonObject &object)
{
    return {textIn(object, "Name"), textIn(object, "Driver"), textIn(object, "Mountpoint"), timeIn(object, "CreatedAt"), mapIn(object, "Labels"),
            mapIn(object, "Options")};
}

Network networkOf(const QJsonObject &object)
{
    Network out;
    out.id = textIn(object, "Id");
    out.name = textIn(object, "Name");
    out.driver = textIn(object, "Driver");
    out.scope = textIn(object, "Scope");
    out.created = timeIn(object, "Created");
    out.internal = flagIn(object, "Internal");
    out.ipv6 = flagIn(object, "EnableIPv6");
    out.labels = mapIn(object, "Labels");
    for (const QJsonValue &value : arrayIn(objectIn(object, "IPAM"), "Config")) {
        const QJsonObject config = value.toObject();
        out.subnets.push_back(textIn(config, "Subnet"));
        out.gateways.push_back(textIn(config, "Gateway"));
    }
    for (const QString &id : objectIn(object, "Containers").keys())
        out.containers.push_back(id.toStdString());
    return out;
}

} // namespace

bool Volume::isAnonymous() const
{
    return name.size() == 64 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::vector<const Container *> usersOfVolume(const std::vector<Container> &containers, const std::string &name)
{
    std::vector<const Container *> out;
    for (const Container &c : containers) {
        if (std::ranges::any_of(c.mounts, [&](const Mount &m) { return m.type == Mount::Type::Volume && m.name == name; }))
            out.push_back(&c);
    }
    return out;
}

std::vector<const Container *> usersOfNetwork(const std::vector<Container> &containers, const Network &network)
{
    std::vector<const Container *> out;
    for (const Container &c : containers) {
        if (std::ranges::find(c.networks, network.name) != c.networks.end() || std::ranges::find(network.containers, c.id) != network.containers.end())
            out.push_back(&c);
    }
    return out;
}

void usePodmanNames(std::vector<Network> &networks)
{
    const auto named = [&](const char *name) { return std::ranges::find(networks, name, &Network::name); };
    if (const auto own = named("bridge"); own != networks.end() && named("podman") == networks.end())
        own->name = "podman";
    std::ranges::sort(networks, {}, &Network::name);
}

base::Result<std::vector<Volume>> volumesIn(std::string_view body)
{
    const auto object = objectIn(body);
    if (!object)
        return std::unexpected(object.error());
    std::vector<Volume> out;
    for (const QJsonValue &value : arrayIn(*object, "Volumes"))
        out.push_back(volumeOf(value.toObject()));
    std::ranges::sort(out, {}, &Volume::name);
    return out;
}

base::Result<Volume> volumeIn(std::string_view body)
{
    const auto object = objectIn(body);
    if (!object)
        return std::unexpected(object.error());
    Volume out = volumeOf(*object);
    if (out.name.empty())
        return std::unexpected(nonsense("a volume without Name"));
    return out;
}

std::string createBody(const VolumeSpec &spec)
{
    return compact({{QStringLiteral("Name"), QString::fromStdString(spec.name)},
                    {QStringLiteral("Driver"), QString::fromStdString(spec.driver)},
                    {QStringLiteral("Labels"), toObject(spec.labels)},
                    {QStringLiteral("DriverOpts"), toObject(spec.options)}});
}

base::Result<std::vector<Network>> networksIn(std::string_view body)
{
    const auto items = arrayIn(body);
    if (!items)
        return std::unexpected(items.error());
    std::vector<Network> out;
    for (const QJsonValue &value : *items)
        out.push_back(networkOf(value.toObject()));
    std::ranges::sort(out, {}, &Network::name);
    return out;
}

base::Result<Network> networkIn(std::string_view body)
{
    const auto object = objectIn(body);
    if (!object)
        return std::unexpected(object.error());
    Network out = networkOf(*object);
    if (out.id.empty())
        return std::unexpected(nonsense("a network without Id"));
    return out;
}

std::string createBody(const NetworkSpec &spec)
{
    QJsonObject body{{QStringLiteral("Name"), QString::fromStdString(spec.name)},
                     {QStringLiteral("Driver"), QString::fromStdString(spec.driver)},
                     {QStringLiteral("CheckDuplicate"), true}, // Docker before 25 would make a second one of this name
                     {QStringLiteral("Internal"), spec.internal},
                     {QStringLiteral("Labels"), toObject(spec.labels)}};
    if (!spec.subnet.empty())
        body.insert(QStringLiteral("IPAM"),
                    QJsonObject{{QStringLiteral("Config"), QJsonArray{QJsonObject{{QStringLiteral("Subnet"), QString::fromStdString(spec.subnet)}}}}});
    return compact(body);
}

} // namespace core::engine
