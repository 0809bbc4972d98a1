#include "core/engine/mount_json.h"

#include "core/engine/json_values.h"

#include <algorithm>

namespace core::engine {
namespace {

Mount::Type typeOf(const std::string &text)
{
    if (text == "bind")
        return Mount::Type::Bind;
    if (text == "volume")
        return Mount::Type::Volume;
    return text == "tmpfs" ? Mount::Type::Tmpfs : Mount::Type::Other;
}

bool holdsEngineSocket(std::string_view source)
{
    static constexpr std::string_view kFolders[] = {"/", "/run", "/var", "/var/run", "/run/podman", "/var/run/podman"};
    return source.ends_with("/docker.sock") || source.ends_with("/podman.sock") || std::ranges::find(kFolders, source) != std::end(kFolders);
}

} // namespace

std::vector<Mount> mountsIn(const QJsonArray &mounts)
{
    std::vector<Mount> out;
    for (const QJsonValue &value : mounts) {
        const QJsonObject mount = value.toObject();
        out.push_back({typeOf(textIn(mount, "Type")), textIn(mount, "Name"), textIn(mount, "Source"), textIn(mount, "Destination"),
                       flagIn(mount, "RW")});
    }
    std::ranges::sort(out, {}, &Mount::destination); // Docker's order changes from answer to answer
    return out;
}

void addReach(Reach &reach, const std::vector<Mount> &mounts)
{
    for (const Mount &mount : mounts) {
        if (mount.type != Mount::Type::Bind)
            continue;
        // A socket on a read-only mount still takes connections.
        reach.engineSocket |= holdsEngineSocket(mount.source) || mount.destination.ends_with("/docker.sock");
        if (!mount.source.ends_with(".sock") && mount.writable)
            ++reach.writableHostMounts;
    }
}

} // namespace core::engine
