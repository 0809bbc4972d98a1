#include "core/recording/cast_file.h"

#include "core/base/random.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace core::recording {
namespace {

std::unexpected<base::Error> failure(int error)
{
    if (error == ENOSPC || error == EDQUOT || error == EFBIG)
        return base::fail("recording.disk_full", "There is no room left where the recording is written.", std::strerror(error));
    if (error == EEXIST)
        return base::fail("recording.exists", "There is a file of that name already; it was left as it is.");
    return base::fail("recording.write", std::string("The recording cannot be written: ") + std::strerror(error) + '.');
}

int writeAll(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? errno : EIO;
        bytes.remove_prefix(std::size_t(n));
    }
    return 0;
}

base::UniqueFd lockedUnlessWritten(const std::string &path)
{
    base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
        fd.reset();
    return fd;
}

} // namespace

// Under another name first: what is at `path` is a recording from its first moment, and never half of somebody else's file.
base::Result<CastFile> CastFile::create(const std::string &path, std::string_view first)
{
    const std::string temporary = path + '.' + base::randomHex(6) + ".part";
    base::UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW | O_APPEND, 0600));
    if (!fd)
        return failure(errno);
    int error = ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0 ? writeAll(fd.get(), first) : errno;
    if (error == 0 && ::link(temporary.c_str(), path.c_str()) != 0) {
        error = errno;
        // File systems without hard links: not as sure against a file that appears at this moment.
        if ((error == EPERM || error == EOPNOTSUPP || error == ENOSYS) && ::access(path.c_str(), F_OK) != 0 && ::rename(temporary.c_str(), path.c_str()) == 0)
            return CastFile(std::move(fd), first.size());
    }
    ::unlink(temporary.c_str());
    if (error != 0)
        return failure(error);
    return CastFile(std::move(fd), first.size());
}

base::Result<void> CastFile::append(std::string_view lines)
{
    if (const int error = writeAll(m_fd.get(), lines); error != 0) {
        [[maybe_unused]] const int cut = ::ftruncate(m_fd.get(), off_t(m_size)); // best effort: a reader passes over half a line too
        return failure(error);
    }
    m_size += lines.size();
    return {};
}

bool isBeingWritten(const std::string &path)
{
    return ::access(path.c_str(), R_OK) == 0 && !lockedUnlessWritten(path);
}

bool removeRecording(const std::string &path)
{
    const base::UniqueFd lock = lockedUnlessWritten(path);
    return lock && ::unlink(path.c_str()) == 0;
}

} // namespace core::recording
