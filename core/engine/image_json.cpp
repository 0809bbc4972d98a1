#include "core/engine/health_json.h"
#include "core/engine/store_json.h"

#include <algorithm>

namespace core::engine {
namespace {

std::vector<std::string> tagsIn(const QJsonObject &object)
{
    std::vector<std::string> out = textsIn(object, "RepoTags");
    std::erase_if(out, [](const std::string &tag) { return tag.empty() || tag.starts_with("<none>"); });
    return out;
}

std::vector<std::string> keysIn(const QJsonObject &object, const char *key)
{
    std::vector<std::string> out;
    for (const QString &name : objectIn(object, key).keys())
        out.push_back(name.toStdString());
    return out;
}

} // namespace

base::Result<std::vector<Image>> imagesIn(std::string_view body)
{
    const auto items = arrayIn(body);
    if (!items)
        return std::unexpected(items.error());
    std::vector<Image> out;
    for (const QJsonValue &value : *items) {
        const QJsonObject object = value.toObject();
        Image image;
        image.id = textIn(object, "Id");
        image.tags = tagsIn(object);
        image.sizeBytes = std::max<std::int64_t>(0, numberIn(object, "Size"));
        image.created = fromUnix(object.value(QLatin1String("Created")).toDouble());
        out.push_back(std::move(image));
    }
    return out;
}

base::Result<ImageDetails> imageDetailsIn(std::string_view body)
{
    const auto object = objectIn(body);
    if (!object)
        return std::unexpected(object.error());
    const QJsonObject config = objectIn(*object, "Config");
    ImageDetails out;
    out.id = textIn(*object, "Id");
    if (out.id.empty())
        return std::unexpected(nonsense("an image without Id"));
    out.tags = tagsIn(*object);
    out.digests = textsIn(*object, "RepoDigests");
    out.created = timeIn(*object, "Created");
    out.sizeBytes = std::max<std::int64_t>(0, numberIn(*object, "Size"));
    out.architecture = textIn(*object, "Architecture");
    out.os = textIn(*object, "Os");
    out.author = textIn(*object, "Author");
    out.comment = textIn(*object, "Comment");
    out.entrypoint = textsIn(config, "Entrypoint");
    out.command = textsIn(config, "Cmd");
    out.healthCheck = healthCheckIn(config);
    out.environment = textsIn(config, "Env");
    out.exposedPorts = keysIn(config, "ExposedPorts");
    out.volumes = keysIn(config, "Volumes");
    out.labels = mapIn(config, "Labels");
    out.user = textIn(config, "User");
    out.workingDir = textIn(config, "WorkingDir");
    out.layers = textsIn(objectIn(*object, "RootFS"), "Layers");
    constexpr std::size_t kMaxRaw = 1u << 20;
    out.raw = indented(*object, kMaxRaw);
    return out;
}

base::Result<std::vector<ImageLayer>> layersIn(std::string_view body)
{
    const auto items = arrayIn(body);
    if (!items)
        return std::unexpected(items.error());
    std::vector<ImageLayer> out;
    for (const QJsonValue &value : *items) {
        const QJsonObject object = value.toObject();
        out.push_back({textIn(object, "Id"), fromUnix(object.value(QLatin1String("Created")).toDouble()), textIn(object, "CreatedBy"),
                       textIn(object, "Comment"), std::max<std::int64_t>(0, numberIn(object, "Size")), textsIn(object, "Tags")});
    }
    return out;
}

base::Result<std::vector<std::string>> removedImagesIn(std::string_view body)
{
    const auto items = arrayIn(body);
    if (!items)
        return std::unexpected(items.error());
    std::vector<std::string> out;
    for (const QJsonValue &value : *items) {
        for (const char *key : {"Untagged", "Deleted"}) {
            if (const std::string text = textIn(value.toObject(), key); !text.empty())
                out.push_back(std::string(key) + ": " + text);
        }
    }
    return out;
}

} // namespace core::engine
