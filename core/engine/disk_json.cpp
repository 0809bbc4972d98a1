#include "core/engine/store_json.h"

#include <algorithm>
#include <set>
#include <unordered_map>

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
    constexpr std::size_t kDigits = 64; // Podman leaves the algorithm away, and then takes it for no id
    if (item.id.size() == kDigits && item.id.find(':') == item.id.npos)
        item.id.insert(0, "sha256:");
    std::vector<std::string> tags = textsIn(object, "RepoTags");
    std::erase_if(tags, [](const std::string &tag) { return tag.empty() || tag.starts_with("<none>"); });
    item.isDangling = tags.empty();
    std::erase_if(tags, [](const std::string &tag) { return tag.find(':') == tag.npos; }); // Podman's "1" of "app:1"
    item.tags = std::move(tags);
    item.sizeBytes = atLeastZero(atLeastZero(numberIn(object, "Size")) - atLeastZero(numberIn(object, "SharedSize")));
    item.inUse = numberIn(object, "Containers") > 0 || usedImages.contains(shortId(item.id));
    item.created = fromUnix(object.value(QLatin1String("Created")).toDouble());
    return item;
}

void nameByTags(DiskItem &image)
{
    image.name.clear();
    for (const std::string &tag : image.tags)
        image.name += (image.name.empty() ? "" : ", ") + tag;
    if (image.name.empty())
        image.name = shortId(image.id);
}

// Podman has a row for each name.
std::vector<DiskItem> imageItems(const QJsonArray &rows, const std::set<std::string> &usedImages)
{
    std::vector<DiskItem> out;
    std::unordered_map<std::string, std::size_t> known; // by id
    for (const QJsonValue &value : rows) {
        DiskItem item = imageItem(value.toObject(), usedImages);
        const auto [it, isNew] = known.emplace(item.id, out.size());
        if (isNew) {
            out.push_back(std::move(item));
            continue;
        }
        DiskItem &same = out[it->second];
        same.sizeBytes = std::max(same.sizeBytes, item.sizeBytes);
        same.inUse = same.inUse || item.inUse;
        same.isDangling = same.isDangling && item.isDangling;
        same.tags.insert(same.tags.end(), item.tags.begin(), item.tags.end());
    }
    std::ranges::for_each(out, nameByTags);
    return out;
}

// What images take together, where the engine does not say (Podman): what each has for itself, and what the one that shares
// most shares. Less than the truth when there are several families of images.
std::int64_t leastBytes(const QJsonArray &rows, const std::vector<DiskItem> &images)
{
    std::int64_t own = 0, shared = 0;
    for (const DiskItem &image : images)
        own += image.sizeBytes;
    for (const QJsonValue &value : rows)
        shared = std::max(shared, atLeastZero(numberIn(value.toObject(), "SharedSize")));
    return own + shared;
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
    std::vector<DiskItem> images = imageItems(arrayIn(*object, "Images"), usedImages);
    if (out.layersBytes == 0)
        out.layersBytes = leastBytes(arrayIn(*object, "Images"), images);
    std::ranges::move(images, std::back_inserter(out.items));
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

bool lacksNames(const DiskUsage &usage)
{
    return std::ranges::any_of(usage.items, [](const DiskItem &item) { return item.kind == DiskItem::Kind::Image && !item.isDangling && item.tags.empty(); });
}

void addNames(DiskUsage &usage, const std::vector<Image> &images)
{
    const auto bare = [](const std::string &id) { return id.starts_with("sha256:") ? id.substr(7) : id; };
    std::unordered_map<std::string, const Image *> known;
    for (const Image &image : images)
        known.emplace(bare(image.id), &image);
    for (DiskItem &item : usage.items) {
        const auto it = item.kind == DiskItem::Kind::Image ? known.find(bare(item.id)) : known.end();
        if (it == known.end() || item.isDangling || !item.tags.empty())
            continue;
        item.tags = it->second->tags;
        nameByTags(item);
    }
}

} // namespace core::engine
