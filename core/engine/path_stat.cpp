#include "core/engine/path_stat.h"

#include "core/engine/json_values.h"

#include <QJsonDocument>
#include <algorithm>

namespace core::engine {
namespace {

// Go's fs.FileMode: its own bits, not those of stat(2). pkg.go.dev/io/fs#FileMode
constexpr std::uint64_t kGoDirectory = 1ull << 31, kGoLink = 1ull << 27, kGoDevice = 1ull << 26, kGoPipe = 1ull << 25, kGoSocket = 1ull << 24,
                        kGoCharDevice = 1ull << 21, kGoIrregular = 1ull << 19,
                        kGoSetUid = 1ull << 23, kGoSetGid = 1ull << 22, kGoSticky = 1ull << 20;

FileInfo::Type typeOf(std::uint64_t mode)
{
    if (mode & kGoDirectory)
        return FileInfo::Type::Directory;
    if (mode & kGoLink)
        return FileInfo::Type::Link;
    return mode & (kGoDevice | kGoPipe | kGoSocket | kGoCharDevice | kGoIrregular) ? FileInfo::Type::Other : FileInfo::Type::File;
}

unsigned permissionsOf(std::uint64_t mode)
{
    return unsigned(mode & 0777) | (mode & kGoSetUid ? 04000 : 0) | (mode & kGoSetGid ? 02000 : 0) | (mode & kGoSticky ? 01000 : 0);
}

} // namespace

base::Error pathError(base::Error error)
{
    if (error.is("engine.not_found"))
        error.message = "There is no such file or folder, or the container is gone.";
    else if (error.is("engine.refused"))
        error.message = "The engine cannot look at this path; a link that leads to itself is one reason. " + error.message;
    return error;
}

std::optional<FileInfo> pathStatIn(const HttpHead &head)
{
    const std::string_view encoded = head.header("x-docker-container-path-stat");
    if (encoded.empty())
        return std::nullopt;
    const QByteArray json = QByteArray::fromBase64(QByteArray(encoded.data(), qsizetype(encoded.size())));
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    if (object.isEmpty())
        return std::nullopt;
    const auto mode = std::uint64_t(std::max<std::int64_t>(0, numberIn(object, "mode")));
    return FileInfo{typeOf(mode), textIn(object, "name"), std::max<std::int64_t>(0, numberIn(object, "size")), permissionsOf(mode),
                    timeIn(object, "mtime"), {}, textIn(object, "linkTarget")};
}

} // namespace core::engine
