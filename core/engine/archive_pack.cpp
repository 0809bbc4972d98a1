#include "core/engine/archive_files.h"
#include "core/engine/archive_handle.h"
#include "core/engine/saturated.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/unique_fd.h"

namespace core::engine {
namespace {

constexpr std::size_t kPiece = 256u << 10;
constexpr int kMostCounted = 200'000; // files looked at before copying begins, for the progress

// Where the archive goes. libarchive 3.6 leaks its buffer when a write fails or the archive is given up, so it hears of
// neither: what comes after the failure is dropped, and whoever packs looks here.
struct Sink
{
    int fd;
    int error = 0;         // errno of the write that failed
    bool discards = false;
};

la_ssize_t writeTo(archive *, void *data, const void *bytes, std::size_t length)
{
    Sink &sink = *static_cast<Sink *>(data);
    for (std::size_t done = 0; done < length && !sink.discards;) {
        const ssize_t count = ::write(sink.fd, static_cast<const char *>(bytes) + done, length - done);
        if (count >= 0)
            done += std::size_t(count);
        else if (errno != EINTR)
            sink = {sink.fd, errno, true};
    }
    return la_ssize_t(length);
}

std::unexpected<base::Error> brokenOff(std::string why)
{
    return base::fail("engine.local_file", "The copy was broken off.", std::move(why));
}

std::unexpected<base::Error> unreadable(const std::string &path, const std::string &why)
{
    return base::fail("engine.local_file", "The file \"" + path + "\" cannot be read: " + why + '.');
}

base::Result<void> writeContent(archive *out, const Sink &sink, const std::string &path)
{
    const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file)
        return unreadable(path, std::strerror(errno));
    std::vector<char> buffer(kPiece);
    for (;;) {
        const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return unreadable(path, std::strerror(errno));
        if (count == 0)
            return {}; // libarchive fills up one that has shrunk meanwhile
        const la_ssize_t written = archive_write_data(out, buffer.data(), std::size_t(count));
        if (sink.error != 0)
            return brokenOff(std::strerror(sink.error));
        if (written < 0)
            return brokenOff(archiveWords(out));
        if (written < count) // it has grown meanwhile
            return {};
    }
}

// Owned by root, without what only this machine knows (its users, attributes, hard links). Nullopt: neither file, folder nor link.
base::Result<std::optional<struct stat>> addHeader(archive *out, const std::string &path, const std::string &name)
{
    struct stat info{};
    if (::lstat(path.c_str(), &info) != 0)
        return unreadable(path, std::strerror(errno));
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode) && !S_ISLNK(info.st_mode))
        return std::nullopt;
    const ArchiveEntryPtr entry(archive_entry_new());
    archive_entry_copy_stat(entry.get(), &info);
    archive_entry_copy_pathname(entry.get(), name.c_str());
    archive_entry_set_uid(entry.get(), 0);
    archive_entry_set_gid(entry.get(), 0);
    archive_entry_copy_uname(entry.get(), "root");
    archive_entry_copy_gname(entry.get(), "root");
    archive_entry_set_nlink(entry.get(), 1);
    if (S_ISLNK(info.st_mode)) {
        std::error_code error;
        const auto target = std::filesystem::read_symlink(path, error);
        if (error)
            return unreadable(path, error.message());
        archive_entry_copy_symlink(entry.get(), target.c_str());
        archive_entry_set_size(entry.get(), 0);
    } else if (S_ISDIR(info.st_mode)) {
        archive_entry_set_size(entry.get(), 0);
    }
    if (archive_write_header(out, entry.get()) < ARCHIVE_WARN)
        return brokenOff(archiveWords(out));
    return info;
}

// True: it is a folder, and what is in it comes next.
base::Result<bool> packOne(archive *out, const Sink &sink, const std::string &path, const std::string &name)
{
    const auto info = addHeader(out, path, name);
    if (!info)
        return std::unexpected(info.error());
    if (sink.error != 0)
        return brokenOff(std::strerror(sink.error));
    if (!*info)
        return false;
    if (S_ISREG((*info)->st_mode) && (*info)->st_size > 0) {
        if (auto written = writeContent(out, sink, path); !written)
            return std::unexpected(written.error());
    }
    return S_ISDIR((*info)->st_mode);
}

// Entries are named from the folder that `root` lies in. libarchive's own walk changes the process' working directory.
base::Result<void> packTree(archive *out, const Sink &sink, const std::string &root)
{
    namespace fs = std::filesystem;
    const auto slash = root.find_last_of('/');
    const std::size_t start = slash == std::string::npos ? 0 : slash + 1;
    const auto isFolder = packOne(out, sink, root, root.substr(start));
    if (!isFolder || !*isFolder)
        return isFolder ? base::Result<void>() : std::unexpected(isFolder.error());
    std::error_code error;
    fs::recursive_directory_iterator it(root, error), end; // links to folders are not followed
    for (; !error && it != end; it.increment(error)) {
        const std::string &path = it->path().native();
        if (auto packed = packOne(out, sink, path, path.substr(start)); !packed)
            return std::unexpected(packed.error());
    }
    return error ? base::Result<void>(unreadable(root, error.message())) : base::Result<void>();
}

} // namespace

std::int64_t bytesBelow(const std::vector<std::string> &paths)
{
    namespace fs = std::filesystem;
    std::int64_t sum = 0;
    int count = 0;
    for (const std::string &path : paths) {
        std::error_code error;
        if (fs::is_regular_file(fs::symlink_status(path, error)))
            addSaturated(sum, std::int64_t(fs::file_size(path, error)));
        fs::recursive_directory_iterator it(path, fs::directory_options::skip_permission_denied, error), end;
        for (; !error && it != end && count < kMostCounted; it.increment(error), ++count) {
            std::error_code none;
            if (it->symlink_status(none).type() == fs::file_type::regular)
                addSaturated(sum, std::int64_t(it->file_size(none)));
        }
    }
    return sum;
}

base::Result<void> packFiles(int fd, const std::vector<std::string> &paths)
{
    Sink sink{fd};
    const ArchivePtr out(archive_write_new()); // its end writes to the sink
    archive_write_set_format_pax_restricted(out.get());
    archive_write_set_options(out.get(), "hdrcharset=BINARY"); // names are bytes, whatever the locale
    archive_write_set_bytes_per_block(out.get(), int(kPiece));
    archive_write_set_bytes_in_last_block(out.get(), 1);
    if (archive_write_open(out.get(), &sink, nullptr, writeTo, nullptr) != ARCHIVE_OK)
        return base::fail("engine.local_file", "The copy could not be begun.", archiveWords(out.get()));
    for (std::string path : paths) {
        while (path.size() > 1 && path.ends_with('/'))
            path.pop_back();
        if (auto packed = packTree(out.get(), sink, path); !packed) {
            sink.discards = true; // no trailer: half an archive must not look whole
            return packed;
        }
    }
    if (archive_write_close(out.get()) != ARCHIVE_OK)
        return brokenOff(archiveWords(out.get()));
    if (sink.error != 0)
        return brokenOff(std::strerror(sink.error));
    return {};
}

} // namespace core::engine
