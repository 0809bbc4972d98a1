#include "core/control/instances.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>

namespace core::control {
namespace {

namespace fs = std::filesystem;

base::UniqueFd connectTo(const std::string &path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return {};
    std::memcpy(address.sun_path, path.data(), path.size());
    base::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (fd && ::connect(fd.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        return fd;
    return {};
}

std::string socketOf(const std::string &runtimeDir, const std::string &id)
{
    return runtimeDir + "/instances/" + id + "/control.sock";
}

// Ids are ours to make: hex. Anything else in --instance must not become a path.
bool isId(const std::string &text)
{
    return !text.empty() && text.size() <= 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::vector<std::string> newestFirst(const std::string &runtimeDir)
{
    std::vector<std::pair<fs::file_time_type, std::string>> found;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(runtimeDir + "/instances", error)) {
        const std::string id = entry.path().filename().string();
        const auto time = fs::last_write_time(socketOf(runtimeDir, id), error); // the socket's: made once, at start
        if (!error && isId(id))
            found.emplace_back(time, id);
        error.clear();
    }
    std::sort(found.rbegin(), found.rend());
    std::vector<std::string> ids;
    for (auto &[time, id] : found)
        ids.push_back(std::move(id));
    return ids;
}

} // namespace

std::vector<std::string> runningInstances(const std::string &runtimeDir)
{
    std::vector<std::string> ids = newestFirst(runtimeDir);
    std::erase_if(ids, [&](const std::string &id) { return !connectTo(socketOf(runtimeDir, id)); });
    return ids;
}

base::Result<base::UniqueFd> connectInstance(const std::string &runtimeDir, const std::string &id)
{
    const std::vector<std::string> wanted = id.empty() ? newestFirst(runtimeDir) : std::vector<std::string>{id};
    for (const std::string &one : wanted) {
        if (!isId(one))
            continue;
        base::UniqueFd fd = connectTo(socketOf(runtimeDir, one));
        if (!fd)
            continue;
        ucred peer{};
        socklen_t size = sizeof peer;
        if (::getsockopt(fd.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.uid != ::geteuid())
            return base::fail("control.foreign", "The control socket belongs to another user.");
        return fd;
    }
    return id.empty() ? base::fail("control.no_instance", "No Berth is running. Start berth or berthd first.")
                      : base::fail("control.no_instance", "No running Berth has the id " + id + ".");
}

} // namespace core::control
