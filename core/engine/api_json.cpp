#include "core/engine/api_json.h"

#include "core/engine/mount_json.h"
#include "core/engine/reach.h"

#include <algorithm>
#include <tuple>

namespace core::engine {
namespace {

std::vector<PortMapping> portsIn(const QJsonArray &ports)
{
    std::vector<PortMapping> out;
    for (const QJsonValue &value : ports) {
        const QJsonObject port = value.toObject();
        const auto number = [&port](const char *key) { return int(std::clamp<std::int64_t>(numberIn(port, key), 0, 65535)); };
        out.push_back({textIn(port, "IP"), number("PublicPort"), number("PrivatePort"), textIn(port, "Type")});
    }
    std::ranges::sort(out, {}, [](const PortMapping &p) { return std::tie(p.containerPort, p.protocol, p.hostPort, p.hostIp); });
    return out;
}

Container containerIn(const QJsonObject &object)
{
    Container c;
    c.id = textIn(object, "Id");
    const auto names = textsIn(object, "Names");
    c.name = names.empty() ? std::string() : names.front().substr(0, 4096);
    if (c.name.starts_with('/'))
        c.name.erase(0, 1);
    c.image = textIn(object, "Image");
    c.imageId = textIn(object, "ImageID");
    c.state = textIn(object, "State");
    c.status = textIn(object, "Status");
    c.health = healthIn(c.status);
    c.created = fromUnix(object.value(QLatin1String("Created")).toDouble());
    const QJsonObject labels = objectIn(object, "Labels");
    c.project = textIn(labels, "com.docker.compose.project");
    c.service = textIn(labels, "com.docker.compose.service");
    c.keepsNoHistory = textIn(labels, "berth.history") == "off";
    c.ports = portsIn(arrayIn(object, "Ports"));
    c.mounts = mountsIn(arrayIn(object, "Mounts"));
    addReach(c.ownReach, c.mounts);
    for (const QString &network : objectIn(objectIn(object, "NetworkSettings"), "Networks").keys())
        c.networks.push_back(network.toStdString());
    const std::string network = textIn(objectIn(object, "HostConfig"), "NetworkMode");
    c.ownReach.hostNetwork = network == "host";
    c.ownReach.unknown = isByPath(network);
    c.sharedWith.network = sharedIn(network);
    return c;
}

// A line's words, at most so many; the last one takes what is left.
std::vector<std::string> columnsOf(const std::string &line, std::size_t most)
{
    std::vector<std::string> out;
    std::size_t at = line.find_first_not_of(' ');
    while (at != line.npos) {
        const std::size_t end = out.size() + 1 == most ? line.npos : line.find(' ', at);
        out.push_back(line.substr(at, end == line.npos ? end : end - at));
        at = end == line.npos ? end : line.find_first_not_of(' ', end);
    }
    return out;
}

} // namespace

Health healthIn(std::string_view status)
{
    if (status.ends_with("(healthy)"))
        return Health::Healthy;
    if (status.ends_with("(unhealthy)"))
        return Health::Unhealthy;
    return status.ends_with("starting)") ? Health::Starting : Health::None; // "(health: starting)", Podman "(starting)"
}

base::Result<std::string> idIn(std::string_view body)
{
    const auto object = objectIn(body);
    if (!object)
        return std::unexpected(object.error());
    std::string id = textIn(*object, "Id");
    if (id.empty())
        return std::unexpected(nonsense("no Id"));
    return id;
}

void sortContainers(std::vector<Container> &containers)
{
    std::ranges::sort(containers, {}, [](const Container &c) { return std::tie(c.project, c.service, c.name, c.id); });
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
    sortContainers(out);
    return out;
}

base::Result<ProcessTable> processesIn(std::string_view body)
{
    const auto object = objectIn(body);
    if (!object)
        return std::unexpected(object.error());
    ProcessTable table{textsIn(*object, "Titles"), {}};
    constexpr std::size_t kMostColumns = 64; // ps has no more; every row is given as many cells as there are titles
    if (table.titles.size() > kMostColumns)
        return std::unexpected(nonsense("a table of too many columns"));
    // Podman 4 runs the container's own ps and hands on lines that it does not understand, busybox's, uncut.
    const bool isUncut = table.titles.size() == 1 && table.titles[0].find(' ') != std::string::npos;
    if (isUncut)
        table.titles = columnsOf(table.titles[0], kMostColumns);
    if (table.titles.empty())
        return std::unexpected(nonsense("a table without titles"));
    for (const QJsonValue &row : arrayIn(*object, "Processes")) {
        std::vector<std::string> &cells = table.rows.emplace_back();
        for (const QJsonValue &cell : row.toArray())
            cells.push_back(cell.toString().toStdString());
        if (isUncut && cells.size() == 1)
            cells = columnsOf(cells[0], table.titles.size());
        cells.resize(table.titles.size()); // a row without its cells is not one to index out of
    }
    return table;
}

base::Result<std::vector<FileChange>> changesIn(std::string_view body)
{
    if (body.starts_with("null")) // Go's empty list
        return std::vector<FileChange>();
    const auto items = arrayIn(body);
    if (!items)
        return std::unexpected(items.error());
    std::vector<FileChange> out;
    for (const QJsonValue &value : *items) {
        const QJsonObject object = value.toObject();
        const auto kind = std::clamp<std::int64_t>(numberIn(object, "Kind"), 0, 2);
        out.push_back({FileChange::Kind(kind), textIn(object, "Path", 16384)});
    }
    std::ranges::sort(out, {}, &FileChange::path);
    return out;
}

base::Result<int> exitCodeIn(std::string_view body)
{
    const auto object = objectIn(body);
    if (!object)
        return std::unexpected(object.error());
    const QJsonValue code = object->value(QLatin1String("StatusCode"));
    if (!code.isDouble())
        return std::unexpected(nonsense("no StatusCode"));
    return code.toInt();
}

} // namespace core::engine
