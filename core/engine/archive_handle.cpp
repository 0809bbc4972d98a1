#include "core/engine/archive_handle.h"

#include <climits>

namespace core::engine {
namespace {
constexpr std::size_t kPiece = 128u << 10;
}

std::string archiveWords(archive *a)
{
    const char *words = archive_error_string(a);
    return words ? words : "unknown error";
}

base::Error brokenArchive(archive *a)
{
    return {"engine.protocol", "The engine's archive makes no sense or ended early.", archiveWords(a)};
}

base::Result<ArchivePtr> openTar(int fd)
{
    ArchivePtr in(archive_read_new());
    archive_read_support_format_tar(in.get());
    archive_read_support_format_empty(in.get());
    if (archive_read_open_fd(in.get(), fd, kPiece) != ARCHIVE_OK)
        return base::fail("engine.protocol", "The engine sent something that is not an archive.", archiveWords(in.get()));
    return in;
}

std::string nameOf(archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    if (!name)
        name = archive_entry_pathname(entry);
    return name ? name : "";
}

std::optional<std::string> safeName(std::string_view name)
{
    if (name.size() > PATH_MAX)
        return std::nullopt;
    std::string out;
    while (!name.empty()) {
        const auto slash = name.find('/');
        const std::string_view part = name.substr(0, slash);
        name.remove_prefix(slash == std::string_view::npos ? name.size() : slash + 1);
        if (part == "..")
            return std::nullopt;
        if (part.empty() || part == ".")
            continue;
        out += (out.empty() ? "" : "/") + std::string(part);
    }
    return out;
}

} // namespace core::engine
