#include "core/engine/archive_files.h"

#include "core/base/random.h"
#include "core/base/unique_fd.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>

namespace core::engine {
namespace {

constexpr std::size_t kPiece = 256u << 10;

base::Result<void> pump(int from, int to, const std::string &path)
{
    std::vector<char> buffer(kPiece);
    for (;;) {
        const ssize_t count = ::read(from, buffer.data(), buffer.size());
        if (count == 0)
            return {};
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return base::fail("engine.local_file", "\"" + path + "\" cannot be read: " + std::strerror(errno) + '.');
        for (ssize_t done = 0; done < count;) {
            const ssize_t written = ::write(to, buffer.data() + done, std::size_t(count - done));
            if (written < 0 && errno != EINTR)
                return base::fail("engine.local_file", "\"" + path + "\" cannot be copied: " + std::strerror(errno) + '.');
            done += std::max<ssize_t>(0, written);
        }
    }
}

} // namespace

base::Result<void> sendFile(int fd, const std::string &path)
{
    const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file)
        return base::fail("engine.local_file", "The file \"" + path + "\" cannot be read: " + std::strerror(errno) + '.');
    return pump(file.get(), fd, path);
}

base::Result<void> receiveFile(int fd, const std::string &path, const std::atomic<bool> &isWhole)
{
    // A name that nobody can have put a link under.
    const std::string part = path.substr(0, path.find_last_of('/') + 1) + ".berth-" + base::randomHex(8) + ".part";
    base::UniqueFd file(::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file)
        return base::fail("engine.local_file", "The file \"" + path + "\" cannot be written: " + std::strerror(errno) + '.');
    base::Result<void> result = pump(fd, file.get(), path);
    if (result && !isWhole)
        result = base::fail("engine.local_file", "The copy was broken off.");
    if (result && ::rename(part.c_str(), path.c_str()) != 0)
        result = base::fail("engine.local_file", "The file \"" + path + "\" cannot be written: " + std::strerror(errno) + '.');
    if (!result)
        ::unlink(part.c_str());
    return result;
}

} // namespace core::engine
