#include "core/engine/folder_writer.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace core::engine {
namespace {

constexpr int kFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

std::string leafOf(const std::string &name)
{
    const auto slash = name.find_last_of('/');
    return slash == std::string::npos ? name : name.substr(slash + 1);
}

std::string folderOf(const std::string &name)
{
    const auto slash = name.find_last_of('/');
    return slash == std::string::npos ? std::string() : name.substr(0, slash);
}

} // namespace

FolderWriter::FolderWriter(std::string path, base::UniqueFd root, Existing existing)
    : m_path(std::move(path))
    , m_root(std::move(root))
    , m_existing(existing)
{
}

base::Result<FolderWriter> FolderWriter::open(const std::string &folder, Existing existing)
{
    base::UniqueFd root(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)); // links in the caller's own path are his
    if (!root)
        return base::fail("engine.local_file", "The folder \"" + folder + "\" cannot be written: " + std::strerror(errno) + '.');
    return FolderWriter(folder, std::move(root), existing);
}

std::unexpected<base::Error> FolderWriter::failed(const std::string &name, int error) const
{
    const std::string path = m_path + '/' + name;
    if (error == EEXIST)
        return base::fail("engine.conflict", "\"" + path + "\" is there already.");
    if (error == ENOTDIR || error == ELOOP || error == EISDIR)
        return base::fail("engine.conflict", "\"" + path + "\" is in the way: one is a folder, and the other is not.");
    return base::fail("engine.local_file", "\"" + path + "\" cannot be written: " + std::strerror(error) + '.');
}

base::Result<int> FolderWriter::parentOf(const std::string &name)
{
    const std::string parent = folderOf(name);
    if (parent.empty())
        return m_root.get();
    if (m_lastFd && parent == m_lastParent)
        return m_lastFd.get();
    base::UniqueFd fd;
    for (std::size_t from = 0; from < parent.size();) {
        const auto slash = std::min(parent.find('/', from), parent.size());
        const std::string part = parent.substr(from, slash - from);
        const int at = fd ? fd.get() : m_root.get();
        if (from == 0 && !m_begun) { // an entry of the folder comes before the folder's own
            if (auto made = directory(part, {.permissions = 0777}); !made)
                return std::unexpected(made.error());
        } else if (::mkdirat(at, part.c_str(), 0777) != 0 && errno != EEXIST) {
            return failed(parent.substr(0, slash), errno);
        }
        base::UniqueFd next(::openat(at, part.c_str(), kFolder));
        if (!next)
            return failed(parent.substr(0, slash), errno);
        fd = std::move(next);
        from = slash + 1;
    }
    m_lastParent = parent;
    m_lastFd = std::move(fd);
    return m_lastFd.get();
}

// An archive may name a file twice: the last one counts. Nothing that exists is opened for writing, it may be a link.
base::Result<void> FolderWriter::makeRoom(int parent, const std::string &name)
{
    const std::string leaf = leafOf(name);
    if (!m_begun && m_existing == Existing::Refuse) {
        struct stat info{};
        if (::fstatat(parent, leaf.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0)
            return failed(name, EEXIST);
    } else if (::unlinkat(parent, leaf.c_str(), 0) != 0 && errno != ENOENT) {
        return failed(name, errno);
    }
    m_begun = true;
    return {};
}

base::Result<void> FolderWriter::directory(const std::string &name, const Meta &meta)
{
    const auto parent = parentOf(name);
    if (!parent)
        return std::unexpected(parent.error());
    const std::string leaf = leafOf(name);
    // Ours to write into until finish().
    const bool made = ::mkdirat(*parent, leaf.c_str(), 0700 | (meta.permissions & 0777)) == 0;
    if (!made && (errno != EEXIST || (!m_begun && m_existing == Existing::Refuse)))
        return failed(name, errno);
    m_begun = true;
    const base::UniqueFd fd(::openat(*parent, leaf.c_str(), kFolder));
    if (!fd)
        return failed(name, errno);
    m_folders.push_back({name, meta});
    return {};
}

base::Result<base::UniqueFd> FolderWriter::file(const std::string &name, unsigned permissions)
{
    const auto parent = parentOf(name);
    if (!parent)
        return std::unexpected(parent.error());
    if (auto room = makeRoom(*parent, name); !room)
        return std::unexpected(room.error());
    base::UniqueFd fd(::openat(*parent, leafOf(name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(permissions & 0777)));
    if (!fd)
        return failed(name, errno);
    return fd;
}

void FolderWriter::setModified(int fd, std::timespec modified)
{
    const std::timespec times[2] = {{0, UTIME_OMIT}, modified};
    (void)::futimens(fd, times); // a file system without times is no reason to give up
}

base::Result<void> FolderWriter::symlink(const std::string &name, const std::string &target, std::timespec modified)
{
    const auto parent = parentOf(name);
    if (!parent)
        return std::unexpected(parent.error());
    if (auto room = makeRoom(*parent, name); !room)
        return room;
    const std::string leaf = leafOf(name);
    if (::symlinkat(target.c_str(), *parent, leaf.c_str()) != 0)
        return failed(name, errno);
    const std::timespec times[2] = {{0, UTIME_OMIT}, modified};
    (void)::utimensat(*parent, leaf.c_str(), times, AT_SYMLINK_NOFOLLOW);
    return {};
}

base::Result<void> FolderWriter::hardlink(const std::string &name, const std::string &target)
{
    const auto parent = parentOf(target);
    if (!parent)
        return std::unexpected(parent.error());
    const base::UniqueFd from(::fcntl(*parent, F_DUPFD_CLOEXEC, 3)); // the next walk may close it
    const auto to = parentOf(name);
    if (!to)
        return std::unexpected(to.error());
    if (name == target)
        return {};
    if (auto room = makeRoom(*to, name); !room)
        return room;
    if (::linkat(from.get(), leafOf(target).c_str(), *to, leafOf(name).c_str(), 0) != 0)
        return failed(name, errno);
    return {};
}

void FolderWriter::finish()
{
    for (auto it = m_folders.rbegin(); it != m_folders.rend(); ++it) { // the inner ones first
        const auto parent = parentOf(it->name);
        const base::UniqueFd fd(parent ? ::openat(*parent, leafOf(it->name).c_str(), kFolder) : -1);
        struct stat info{};
        if (!fd || ::fstat(fd.get(), &info) != 0)
            continue;
        (void)::fchmod(fd.get(), info.st_mode & (it->meta.permissions | S_ISUID | S_ISGID | S_ISVTX)); // what the umask has left of it
        setModified(fd.get(), it->meta.modified);
    }
    m_folders.clear();
}

} // namespace core::engine
