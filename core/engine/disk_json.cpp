#include "core/engine/store_json.h"

#include <algorithm>
#include <set>

namespace core::engine {
namespace {

constexpr std::size_t kShortId = 12;

std::string shortId(std::string id)
{
    if (id.starts_with("sha256:"))
        id.erase(0, 7);
    return id.substr(0, kShortId);
}

std::int64_t atLeastZero(std::int64_t value) // -1: the engine has not counted
{
    return std::max<std::int64_t>(0, value);
}

DiskItem containerItem(const QJsonObject &object)
{
    DiskItem item{.kind = DiskItem::Kind::Container, .id = textIn(object, "Id"), .name = {}, .project = {}};
    const auto names = textsIn(object, "Names");
    item.name = names.empty() ? shortId(item.id) : names.front();
    if (item.name.starts_with('/'))
        item.name.erase(0, 1);
    item.sizeBytes = atLeastZero(numberIn(object, "SizeRw"));
    const std::string state = textIn(object, "State");
    item.inUse = state == "running" || state == "paused" || state == "restarting" || state == "removing";
    item.project = textIn(objectIn(object, "Labels"), "com.docker.compose.project");
    item.created = fromUnix(object.value(QLatin1String("Created")).toDouble());
    return item;
}

DiskItem imageItem(const QJsonObject &object, const std::set<std::string> &usedImages)
{
    DiskItem item{.kind = DiskItem::Kind::Image, .id = textIn(object, "Id"), .name = {}, .project = {}};
    std::vector<std::string> tags = textsIn(object, "RepoTags");
    std::erase_if(tags, [](const std::string &tag) { return tag.empty() || tag.starts_with("<none>"); });
    item.isDangling = tags.empty();
    for (const std::string &tag : tags)
        item.name += (item.name.empty() ? "" : ", ") + tag;
    if (item.isDangling)
        item.name = shortId(item.id);
    item.tags = std::move(tags);
    item.sizeBytes = atLeastZero(atLeastZero(numberIn(object, "Size")) - atLeastZero(numberIn(object, "SharedSize")));
    item.inUse = numberIn(object, "Containers") > 0 || usedImages.contains(shortId(item.id));
    item.created = fromUnix(object.value(QLatin1String("Created")).toDouble());
    return item;
}

DiskItem volumeItem(const QJsonObject &object)
{
    DiskItem item{.kind = DiskItem::Kind::Volume, .id = textIn(object, "Name"), .name = textIn(object, "Name"), .project = {}};
    const QJsonObject usage = objectIn(object, "UsageData");
    item.sizeBytes = atLeastZero(numberIn(usage, "Size"));
    item.inUse = numberIn(usage, "RefCount") > 0;
    Volume volume;
    volume.name = item.name;
    item.isAnonymous = volume.isAnonymous();
    item.project = textIn(objectIn(object, "Labels"), "com.docker.compose.project");
    item.created = timeIn(object, "CreatedAt");
    return item;
}

DiskItem cacheItem(const QJsonObject &object)
{
    DiskItem item{.kind = DiskItem::Kind::BuildCache, .id = textIn(object, "ID"), .name = textIn(object, "Description"), .project = {}};
    item.sizeBytes = flagIn(object, "Shared") ? 0 : atLeastZero(numberIn(object, "Size"));
    item.inUse = flagIn(object, "InUse");
    item.created = timeIn(object, "CreatedAt");
    return item;
}

} // namespace

base::Result<DiskUsage> diskUsageIn(std::string_view body)
{
    const auto object = objectIn(body);
    if (!object)
        return std::unexpected(object.error());
    DiskUsage out;
    out.layersBytes = atLeastZero(numberIn(*object, "LayersSize"));
    std::set<std::string> usedImages;
    for (const QJsonValue &value : arrayIn(*object, "Containers")) {
        out.items.push_back(containerItem(value.toObject()));
        usedImages.insert(shortId(textIn(value.toObject(), "ImageID")));
    }
    for (const QJsonValue &value : arrayIn(*object, "Images"))
        out.items.push_back(imageItem(value.toObject(), usedImages));
    for (const QJsonValue &value : arrayIn(*object, "Volumes"))
        out.items.push_back(volumeItem(value.toObject()));
    for (const QJsonValue &value : arrayIn(*object, "BuildCache"))
        out.items.push_back(cacheItem(value.toObject()));
    std::erase_if(out.items, [](const DiskItem &item) { return item.id.empty(); });
    std::ranges::stable_sort(out.items, [](const DiskItem &a, const DiskItem &b) {
        return a.kind != b.kind ? a.kind < b.kind : a.sizeBytes > b.sizeBytes;
    });
    return out;
}

} // namespace core::engine
