#include "core/engine/archive_files.h"
#include "core/engine/archive_handle.h"
#include "core/engine/folder_writer.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace core::engine {
namespace {

// Entry names as they are to be on this machine.
class Renaming
{
public:
    explicit Renaming(const std::string &asked) : m_asked(asked) {}
    // Nullopt: it is not what was asked for.
    std::optional<std::string> localName(std::string_view name) const
    {
        auto safe = safeName(name);
        if (!safe)
            return std::nullopt;
        if (m_asked.empty())
            return safe->empty() ? std::string(kRoot) : kRoot + ('/' + *safe);
        return *safe == m_asked || safe->starts_with(m_asked + '/') ? safe : std::nullopt;
    }

private:
    static constexpr const char *kRoot = "rootfs";
    std::string m_asked;
};

std::timespec modifiedOf(archive_entry *entry)
{
    if (!archive_entry_mtime_is_set(entry))
        return {0, UTIME_OMIT};
    return {std::time_t(archive_entry_mtime(entry)), std::clamp(archive_entry_mtime_nsec(entry), 0L, 999'999'999L)};
}

base::Result<void> unwritable(const std::string &name)
{
    return base::fail("engine.local_file", "The file \"" + name + "\" cannot be written: " + std::strerror(errno) + '.');
}

base::Result<void> copyContent(archive *in, int file, const std::string &name, std::int64_t size)
{
    for (;;) {
        const void *data = nullptr;
        std::size_t count = 0;
        la_int64_t offset = 0;
        const int result = archive_read_data_block(in, &data, &count, &offset);
        if (result == ARCHIVE_EOF)
            break;
        if (result < ARCHIVE_WARN)
            return std::unexpected(brokenArchive(in));
        for (std::size_t done = 0; done < count;) { // holes of a sparse file stay holes
            const ssize_t written = ::pwrite(file, static_cast<const char *>(data) + done, count - done, off_t(offset) + off_t(done));
            if (written < 0 && errno != EINTR)
                return unwritable(name);
            done += std::size_t(std::max<ssize_t>(0, written));
        }
    }
    return size > 0 && ::ftruncate(file, off_t(size)) != 0 ? unwritable(name) : base::Result<void>(); // a hole at its end
}

base::Result<void> writeEntry(archive *in, archive_entry *entry, const Renaming &names, FolderWriter &out)
{
    const char *hardlink = archive_entry_hardlink(entry);
    const auto type = archive_entry_filetype(entry);
    if (!hardlink && type != AE_IFREG && type != AE_IFDIR && type != AE_IFLNK)
        return {};
    const auto name = names.localName(nameOf(entry));
    const auto target = hardlink ? names.localName(hardlink) : name;
    if (!name || !target)
        return base::fail("engine.protocol", "The engine sent other files than what was asked for.", nameOf(entry));
    if (hardlink)
        return out.hardlink(*name, *target);
    if (type == AE_IFDIR)
        return out.directory(*name, {unsigned(archive_entry_perm(entry)), modifiedOf(entry)});
    if (type == AE_IFLNK) {
        const char *to = archive_entry_symlink(entry);
        return out.symlink(*name, to ? to : "", modifiedOf(entry));
    }
    const auto file = out.file(*name, unsigned(archive_entry_perm(entry)));
    if (!file)
        return std::unexpected(file.error());
    auto copied = copyContent(in, file->get(), *name, archive_entry_size(entry));
    FolderWriter::setModified(file->get(), modifiedOf(entry));
    return copied;
}

} // namespace

base::Result<void> unpackFiles(int fd, const std::string &folder, const std::string &name, Existing existing, std::size_t mostEntries)
{
    auto out = FolderWriter::open(folder, existing);
    if (!out)
        return std::unexpected(out.error());
    auto in = openTar(fd);
    if (!in)
        return std::unexpected(in.error());
    const Renaming names(name);
    archive_entry *entry = nullptr;
    std::size_t count = 0;
    base::Result<void> result;
    for (;;) {
        const int next = archive_read_next_header(in->get(), &entry);
        if (next == ARCHIVE_EOF)
            break;
        if (next < ARCHIVE_WARN)
            result = std::unexpected(brokenArchive(in->get()));
        else if (++count > mostEntries)
            result = base::fail("engine.limit", "There are more files in it than Berth copies at once.");
        else
            result = writeEntry(in->get(), entry, names, *out);
        if (!result)
            break;
    }
    out->finish();
    if (result && count == 0)
        return base::fail("engine.protocol", "The engine sent an archive with nothing in it.");
    return result;
}

} // namespace core::engine
