#include "core/engine/archive_files.h"
#include "core/engine/archive_handle.h"

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <optional>

namespace core::engine {
namespace {

constexpr std::size_t kPiece = 128u << 10;
constexpr std::size_t kMostEntries = 100'000; // of one folder

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

// "./a//b/" -> "a/b"; nothing for what would leave the folder.
std::optional<std::string> safeName(std::string_view name)
{
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
    info.permissions = unsigned(archive_entry_perm(entry)) & 0777;
    info.modified = base::WallTime(std::chrono::seconds(archive_entry_mtime(entry)));
    if (const char *owner = archive_entry_uname(entry))
        info.owner = owner;
    if (info.owner.empty())
        info.owner = std::to_string(archive_entry_uid(entry));
    if (const char *target = archive_entry_symlink(entry))
        info.linkTarget = target;
    return info;
}

base::Result<void> copyData(archive *in, archive *out)
{
    for (;;) {
        const void *data = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        const int result = archive_read_data_block(in, &data, &size, &offset);
        if (result == ARCHIVE_EOF)
            return {};
        if (result < ARCHIVE_WARN)
            return base::fail("engine.protocol", "The engine's archive ended early.", archiveWords(in));
        if (archive_write_data_block(out, data, size, offset) < ARCHIVE_WARN)
            return base::fail("engine.local_file", "A file could not be written: " + archiveWords(out) + '.');
    }
}

// Names as they are to be on this machine; false: leave this one out.
bool redirect(archive_entry *entry, const std::string &folder)
{
    const auto type = archive_entry_filetype(entry);
    const char *hardlink = archive_entry_hardlink(entry);
    if (!hardlink && type != AE_IFREG && type != AE_IFDIR && type != AE_IFLNK)
        return false;
    const auto name = safeName(nameOf(entry));
    if (!name || name->empty())
        return false;
    archive_entry_copy_pathname(entry, (folder + '/' + *name).c_str());
    if (hardlink) {
        const auto target = safeName(hardlink);
        if (!target || target->empty())
            return false;
        archive_entry_copy_hardlink(entry, (folder + '/' + *target).c_str());
    }
    return true;
}

} // namespace

base::Result<void> unpackFiles(int fd, const std::string &folder)
{
    // Without links in the folder's own path every link that the writer meets below is the archive's doing.
    char real[PATH_MAX];
    if (!::realpath(folder.c_str(), real))
        return base::fail("engine.local_file", "The folder \"" + folder + "\" is not there.");
    auto in = openTar(fd);
    if (!in)
        return std::unexpected(in.error());
    const ArchivePtr out(archive_write_disk_new());
    archive_write_disk_set_options(out.get(), ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_SECURE_SYMLINKS | ARCHIVE_EXTRACT_SECURE_NODOTDOT);
    archive_entry *entry = nullptr;
    for (;;) {
        const int result = archive_read_next_header(in->get(), &entry);
        if (result == ARCHIVE_EOF)
            break;
        if (result < ARCHIVE_WARN)
            return base::fail("engine.protocol", "The engine's archive makes no sense or ended early.", archiveWords(in->get()));
        if (!redirect(entry, real))
            continue;
        if (archive_write_header(out.get(), entry) < ARCHIVE_WARN)
            return base::fail("engine.local_file", "A file could not be written: " + archiveWords(out.get()) + '.');
        if (archive_entry_size(entry) > 0) {
            if (auto copied = copyData(in->get(), out.get()); !copied)
                return copied;
        }
        if (archive_write_finish_entry(out.get()) < ARCHIVE_WARN)
            return base::fail("engine.local_file", "A file could not be written: " + archiveWords(out.get()) + '.');
    }
    if (archive_write_close(out.get()) < ARCHIVE_WARN) // folders get their times now
        return base::fail("engine.local_file", "A folder could not be written: " + archiveWords(out.get()) + '.');
    return {};
}

base::Result<std::vector<FileInfo>> archivedFolder(int fd)
{
    auto in = openTar(fd);
    if (!in)
        return std::unexpected(in.error());
    std::vector<FileInfo> out;
    std::optional<std::string> root;
    archive_entry *entry = nullptr;
    int result = ARCHIVE_OK;
    while ((result = archive_read_next_header(in->get(), &entry)) >= ARCHIVE_WARN && result != ARCHIVE_EOF) {
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
        return base::fail("engine.protocol", "The engine's archive makes no sense or ended early.", archiveWords(in->get()));
    return out;
}

base::Result<std::string> archivedFile(int fd, std::size_t maxBytes)
{
    auto in = openTar(fd);
    if (!in)
        return std::unexpected(in.error());
    archive_entry *entry = nullptr;
    if (archive_read_next_header(in->get(), &entry) < ARCHIVE_WARN)
        return base::fail("engine.protocol", "The engine's archive makes no sense or ended early.", archiveWords(in->get()));
    if (archive_entry_filetype(entry) != AE_IFREG)
        return base::fail("engine.conflict", "It is not a file.");
    const auto size = std::uint64_t(std::max<std::int64_t>(0, archive_entry_size(entry)));
    std::string out(std::min<std::uint64_t>(size, maxBytes), '\0');
    std::size_t have = 0;
    while (have < out.size()) {
        const la_ssize_t count = archive_read_data(in->get(), out.data() + have, out.size() - have);
        if (count < 0)
            return base::fail("engine.protocol", "The engine's archive ended early.", archiveWords(in->get()));
        if (count == 0)
            break;
        have += std::size_t(count);
    }
    out.resize(have);
    return out;
}

} // namespace core::engine
