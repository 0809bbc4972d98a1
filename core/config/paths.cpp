#include "core/config/settings.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace core::config {
namespace {

std::string lookUp(const std::map<std::string, std::string> &environment, const char *name)
{
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
}

// The XDG base directory specification: a relative path is invalid and is ignored.
std::string absoluteOr(const std::string &path, const std::string &otherwise)
{
    return path.starts_with('/') ? path : otherwise;
}

std::string homeOf(const std::map<std::string, std::string> &environment, unsigned uid)
{
    if (const std::string home = lookUp(environment, "HOME"); home.starts_with('/'))
        return home;
    struct passwd entry;
    struct passwd *found = nullptr;
    std::array<char, 16384> buffer;
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found && found->pw_dir && *found->pw_dir == '/')
        return found->pw_dir;
    return "/";
}

base::Result<void> makeFolders(const std::string &path)
{
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        const std::string part = path.substr(0, slash);
        if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST)
            return base::fail("config.runtime_dir", std::string("A private folder cannot be made: ") + std::strerror(errno) + '.', part);
        if (slash == std::string::npos)
            return {};
    }
}

} // namespace

Paths defaultPaths(const std::map<std::string, std::string> &environment, unsigned uid)
{
    const std::string home = homeOf(environment, uid);
    const std::string under = home == "/" ? "" : home;
    const std::string runtime = lookUp(environment, "XDG_RUNTIME_DIR");
    const std::string temporary = absoluteOr(lookUp(environment, "TMPDIR"), "/tmp");
    Paths paths;
    paths.configFile = absoluteOr(lookUp(environment, "XDG_CONFIG_HOME"), under + "/.config") + "/berth/berth.toml";
    paths.dataDir = absoluteOr(lookUp(environment, "BERTH_DATA_DIR"),
                               absoluteOr(lookUp(environment, "XDG_DATA_HOME"), under + "/.local/share") + "/berth");
    paths.runtimeDir = absoluteOr(lookUp(environment, "BERTH_RUNTIME_DIR"),
                                  runtime.starts_with('/') ? runtime + "/berth" : temporary + "/berth-" + std::to_string(uid));
    return paths;
}

base::Result<void> ensurePrivateDir(const std::string &path)
{
    const auto refuse = [&](const char *why) {
        return base::fail("config.runtime_dir", std::string("A private folder cannot be used: ") + why + '.', path);
    };
    if (!path.starts_with('/'))
        return refuse("its path is not absolute");
    if (auto made = makeFolders(path); !made)
        return made;
    struct stat info;
    if (::lstat(path.c_str(), &info) != 0)
        return refuse(std::strerror(errno));
    if (S_ISLNK(info.st_mode))
        return refuse("it is a symbolic link");
    if (!S_ISDIR(info.st_mode))
        return refuse("something that is not a folder has its name");
    if (info.st_uid != ::geteuid())
        return refuse("it belongs to another user");
    if (info.st_mode & 022)
        return refuse("others can write to it; check what is in it and remove it");
    if ((info.st_mode & 0777) != 0700 && ::chmod(path.c_str(), 0700) != 0)
        return refuse(std::strerror(errno));
    return {};
}

} // namespace core::config
