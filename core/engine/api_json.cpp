#include "core/engine/api_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <tuple>

namespace core::engine {
namespace {

// Far beyond any real machine; a list that is longer is nonsense.
constexpr qsizetype kMaxItems = 100'000;
constexpr qsizetype kMaxText = 4096;

base::Error nonsense(std::string detail)
{
    return {"engine.protocol", "The engine gave an answer that makes no sense.", std::move(detail)};
}

std::string text(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1String(key)).toString().left(kMaxText).toStdString();
}

QJsonArray array(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1String(key)).toArray();
}

base::WallTime fromUnix(double seconds)
{
    constexpr double kYear10000 = 253402300800.0;
    return base::WallTime(std::chrono::seconds(seconds > 0 && seconds < kYear10000 ? std::int64_t(seconds) : 0));
}

std::vector<PortMapping> portsIn(const QJsonArray &ports)
{
    std::vector<PortMapping> out;
    for (const QJsonValue &value : ports) {
        const QJsonObject port = value.toObject();
        const auto number = [&port](const char *key) { return std::clamp(port.value(QLatin1String(key)).toInt(), 0, 65535); };
        out.push_back({text(port, "IP"), number("PublicPort"), number("PrivatePort"), text(port, "Type")});
    }
    return out;
}

bool holdsEngineSocket(std::string_view source)
{
    static constexpr std::string_view kFolders[] = {"/", "/run", "/var", "/var/run", "/run/podman", "/var/run/podman"};
    return source.ends_with("/docker.sock") || source.ends_with("/podman.sock") || std::ranges::find(kFolders, source) != std::end(kFolders);
}

void addMounts(Reach &reach, const QJsonArray &mounts)
{
    for (const QJsonValue &value : mounts) {
        const QJsonObject mount = value.toObject();
        if (text(mount, "Type") != "bind")
            continue;
        // A socket on a read-only mount still takes connections.
        const bool socket = holdsEngineSocket(text(mount, "Source")) || text(mount, "Destination").ends_with("/docker.sock");
        reach.engineSocket |= socket;
        if (!text(mount, "Source").ends_with(".sock") && mount.value(QLatin1String("RW")).toBool())
            ++reach.writableHostMounts;
    }
}

Container containerIn(const QJsonObject &object)
{
    Container c;
    c.id = text(object, "Id");
    c.name = array(object, "Names").at(0).toString().left(kMaxText).toStdString();
    if (c.name.starts_with('/'))
        c.name.erase(0, 1);
    c.image = text(object, "Image");
    c.imageId = text(object, "ImageID");
    c.state = text(object, "State");
    c.status = text(object, "Status");
    c.created = fromUnix(object.value(QLatin1String("Created")).toDouble());
    const QJsonObject labels = object.value(QLatin1String("Labels")).toObject();
    c.project = text(labels, "com.docker.compose.project");
    c.service = text(labels, "com.docker.compose.service");
    c.keepsNoHistory = text(labels, "berth.history") == "off";
    c.ports = portsIn(array(object, "Ports"));
    addMounts(c.reach, array(object, "Mounts"));
    c.reach.hostNetwork = text(object.value(QLatin1String("HostConfig")).toObject(), "NetworkMode") == "host";
    return c;
}

base::Result<QJsonArray> arrayIn(std::string_view body)
{
    const auto document = QJsonDocument::fromJson(QByteArray::fromRawData(body.data(), qsizetype(body.size())));
    if (!document.isArray())
        return std::unexpected(nonsense("not a JSON array"));
    if (document.array().size() > kMaxItems)
        return base::fail("engine.limit", "The engine's list is longer than Berth accepts.");
    return document.array();
}

QJsonArray strings(const std::vector<std::string> &list)
{
    QJsonArray out;
    for (const std::string &item : list)
        out.append(QString::fromStdString(item));
    return out;
}

std::string compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace

base::Result<QJsonObject> objectIn(std::string_view body)
{
    const auto document = QJsonDocument::fromJson(QByteArray::fromRawData(body.data(), qsizetype(body.size())));
    if (!document.isObject())
        return std::unexpected(nonsense("not a JSON object"));
    return document.object();
}

base::Result<std::string> idIn(std::string_view body)
{
    const auto object = objectIn(body);
    if (!object)
        return std::unexpected(object.error());
    std::string id = text(*object, "Id");
    if (id.empty())
        return std::unexpected(nonsense("no Id"));
    return id;
}

base::Result<std::vector<Container>> containersIn(std::string_view body)
{
    const auto items = arrayIn(body);
    if (!items)
        return std::unexpected(items.error());
    std::vector<Container> out;
    for (const QJsonValue &value : *items) {
        out.push_back(containerIn(value.toObject()));
        if (out.back().id.empty())
            return std::unexpected(nonsense("a container without Id"));
    }
    std::ranges::sort(out, {}, [](const Container &c) { return std::tie(c.project, c.service, c.name, c.id); });
    return out;
}

base::Result<Reach> reachIn(std::string_view body)
{
    const auto object = objectIn(body);
    if (!object)
        return std::unexpected(object.error());
    const QJsonObject host = object->value(QLatin1String("HostConfig")).toObject();
    Reach reach;
    addMounts(reach, array(*object, "Mounts"));
    reach.privileged = host.value(QLatin1String("Privileged")).toBool();
    reach.hostNetwork = text(host, "NetworkMode") == "host";
    reach.hostPid = text(host, "PidMode") == "host";
    return reach;
}

base::Result<std::vector<Image>> imagesIn(std::string_view body)
{
    const auto items = arrayIn(body);
    if (!items)
        return std::unexpected(items.error());
    std::vector<Image> out;
    for (const QJsonValue &value : *items) {
        const QJsonObject object = value.toObject();
        Image image;
        image.id = text(object, "Id");
        for (const QJsonValue &tag : array(object, "RepoTags")) {
            const std::string name = tag.toString().left(kMaxText).toStdString();
            if (!name.empty() && !name.starts_with("<none>"))
                image.tags.push_back(name);
        }
        image.sizeBytes = std::max<std::int64_t>(0, object.value(QLatin1String("Size")).toInteger());
        image.created = fromUnix(object.value(QLatin1String("Created")).toDouble());
        out.push_back(std::move(image));
    }
    return out;
}

std::string createBody(const CreateSpec &spec)
{
    QJsonObject labels;
    for (const auto &[key, value] : spec.labels)
        labels.insert(QString::fromStdString(key), QString::fromStdString(value));
    QJsonObject host{{QStringLiteral("Init"), spec.init}};
    if (spec.network)
        host.insert(QStringLiteral("NetworkMode"), QString::fromStdString(*spec.network));
    QJsonObject body{
        {QStringLiteral("Image"), QString::fromStdString(spec.image)},
        {QStringLiteral("Tty"), spec.tty},
        {QStringLiteral("OpenStdin"), spec.openStdin},
        {QStringLiteral("Labels"), labels},
        {QStringLiteral("HostConfig"), host},
    };
    if (!spec.command.empty())
        body.insert(QStringLiteral("Cmd"), strings(spec.command));
    return compact(body);
}

std::string execBody(const ExecSpec &spec, bool terminal, const std::string &detachKeys)
{
    QJsonObject body{
        {QStringLiteral("AttachStdin"), terminal},
        {QStringLiteral("AttachStdout"), true},
        {QStringLiteral("AttachStderr"), true},
        {QStringLiteral("Tty"), terminal},
        {QStringLiteral("Cmd"), strings(spec.command)},
        {QStringLiteral("Env"), strings(spec.environment)},
    };
    if (terminal)
        body.insert(QStringLiteral("DetachKeys"), QString::fromStdString(detachKeys));
    if (!spec.user.empty())
        body.insert(QStringLiteral("User"), QString::fromStdString(spec.user));
    if (!spec.workingDir.empty())
        body.insert(QStringLiteral("WorkingDir"), QString::fromStdString(spec.workingDir));
    return compact(body);
}

} // namespace core::engine
