#include "core/host/instance_dir.h"

#include "core/base/random.h"
#include "core/config/settings.h"
#include "core/telemetry/log.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>

namespace core::host {
namespace {

namespace fs = std::filesystem;

auto refuse(const char *what, const std::string &path)
{
    return base::fail("host.runtime_dir", std::string("The folder for running instances cannot be used: ") + std::strerror(errno) + '.', what + (' ' + path));
}

base::Result<void> makePrivate(const std::string &path)
{
    auto made = config::ensurePrivateDir(path);
    if (!made)
        return base::fail("host.runtime_dir", made.error().message, made.error().detail);
    return made;
}

base::UniqueFd openFile(const std::string &path)
{
    return base::UniqueFd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
}

bool isAlive(const std::string &folder)
{
    const base::UniqueFd pid(::open((folder + "/pid").c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    return pid && ::flock(pid.get(), LOCK_EX | LOCK_NB) != 0;
}

// REQUIRES the lock on all instances: a folder without a locked pid file is then not one that is being made.
void removeLeftOvers(const std::string &instances)
{
    std::error_code failed;
    for (const auto &entry : fs::directory_iterator(instances, failed)) {
        if (entry.is_symlink(failed) || !entry.is_directory(failed) || isAlive(entry.path().string()))
            continue;
        fs::remove_all(entry.path(), failed);
        if (failed)
            qCWarning(telemetry::lcHost, "a left-over instance stays: %s", failed.message().c_str());
    }
}

} // namespace

base::Result<InstanceDir> InstanceDir::create(const std::string &runtimeDir)
{
    const std::string instances = runtimeDir + "/instances";
    for (const std::string &folder : {runtimeDir, instances}) {
        if (const auto made = makePrivate(folder); !made)
            return std::unexpected(made.error());
    }
    const base::UniqueFd all = openFile(runtimeDir + "/instances.lock");
    if (!all || ::flock(all.get(), LOCK_EX) != 0)
        return refuse("lock", runtimeDir);
    removeLeftOvers(instances);

    InstanceDir dir;
    const std::string id = base::randomHex(4);
    const std::string path = instances + '/' + id;
    if (::mkdir(path.c_str(), 0700) != 0)
        return refuse("mkdir", path);
    dir.m_id = id;
    dir.m_path = path;
    dir.m_lock = openFile(path + "/pid");
    const std::string pid = std::to_string(::getpid()) + '\n';
    if (!dir.m_lock || ::flock(dir.m_lock.get(), LOCK_EX | LOCK_NB) != 0
        || ::write(dir.m_lock.get(), pid.data(), pid.size()) != static_cast<ssize_t>(pid.size()))
        return refuse("pid", path);
    return dir;
}

InstanceDir::~InstanceDir()
{
    if (!m_lock && m_path.empty())
        return;
    std::error_code failed;
    fs::remove_all(m_path, failed);
}

} // namespace core::host
