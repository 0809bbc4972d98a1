#include "core/engine/archive_files.h"
#include "core/engine/archive_handle.h"
#include "core/engine/wall_time.h"

#include <algorithm>

namespace core::engine {
namespace {

constexpr std::size_t kMostEntries = 100'000; // of one folder
constexpr std::size_t kMostHeaders = 5'000'000; // of all below it, which are read over

FileInfo infoOf(archive_entry *entry, std::string name)
{
    FileInfo info;
    info.name = std::move(name);
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG: info.type = FileInfo::Type::File; break;
    case AE_IFDIR: info.type = FileInfo::Type::Directory; break;
    case AE_IFLNK: info.type = FileInfo::Type::Link; break;
    default: info.type = archive_entry_hardlink(entry) ? FileInfo::Type::File : FileInfo::Type::Other;
    }
    info.size = std::max<std::int64_t>(0, archive_entry_size(entry));
    info.permissions = unsigned(archive_entry_perm(entry)) & 07777;
    info.modified = wallTimeAt(archive_entry_mtime(entry));
    if (const char *owner = archive_entry_uname(entry))
        info.owner = owner;
    if (info.owner.empty())
        info.owner = std::to_string(archive_entry_uid(entry));
    if (const char *target = archive_entry_symlink(entry))
        info.linkTarget = target;
    return info;
}

} // namespace

base::Result<std::vector<FileInfo>> archivedFolder(int fd)
{
    auto in = openTar(fd);
    if (!in)
        return std::unexpected(in.error());
    std::vector<FileInfo> out;
    std::optional<std::string> root;
    archive_entry *entry = nullptr;
    int result = ARCHIVE_OK;
    std::size_t headers = 0;
    while ((result = archive_read_next_header(in->get(), &entry)) >= ARCHIVE_WARN && result != ARCHIVE_EOF) {
        if (++headers > kMostHeaders)
            return base::fail("engine.limit", "There are more files below the folder than Berth reads.");
        const std::string name = safeName(nameOf(entry)).value_or(std::string());
        if (!root) {
            if (archive_entry_filetype(entry) != AE_IFDIR)
                return base::fail("engine.conflict", "It is not a folder.");
            root = name.empty() ? name : name + '/';
            continue;
        }
        if (name.size() <= root->size() || !name.starts_with(*root) || name.find('/', root->size()) != std::string::npos)
            continue;
        if (out.size() >= kMostEntries)
            return base::fail("engine.limit", "The folder has more files than Berth shows.");
        out.push_back(infoOf(entry, name.substr(root->size())));
    }
    if (result < ARCHIVE_WARN)
        return std::unexpected(brokenArchive(in->get()));
    return out;
}

base::Result<std::string> archivedFile(int fd, std::size_t maxBytes)
{
    auto in = openTar(fd);
    if (!in)
        return std::unexpected(in.error());
    archive_entry *entry = nullptr;
    if (archive_read_next_header(in->get(), &entry) < ARCHIVE_WARN)
        return std::unexpected(brokenArchive(in->get()));
    if (archive_entry_filetype(entry) != AE_IFREG)
        return base::fail("engine.conflict", "It is not a file.");
    const auto size = std::uint64_t(std::max<std::int64_t>(0, archive_entry_size(entry)));
    std::string out(std::min<std::uint64_t>(size, maxBytes), '\0');
    std::size_t have = 0;
    while (have < out.size()) {
        const la_ssize_t count = archive_read_data(in->get(), out.data() + have, out.size() - have);
        if (count < 0)
            return std::unexpected(brokenArchive(in->get()));
        if (count == 0)
            break;
        have += std::size_t(count);
    }
    out.resize(have);
    return out;
}

} // namespace core::engine
