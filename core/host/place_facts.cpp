#include "core/host/place_facts.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <pwd.h>
#include <set>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace core::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNames = 20'000;
constexpr std::size_t kMostOutput = 1u << 20;
constexpr std::size_t kWaiting = 256;

// No argument is put into it: it reads the container's own PATH.
constexpr const char *kPathScript =
    "IFS=:; for d in $PATH; do for f in \"$d\"/*; do [ -f \"$f\" ] && [ -x \"$f\" ] && printf '%s\\n' \"${f##*/}\"; done; done; :";

auto refuse(const char *message)
{
    return base::fail("host.facts", message);
}

bool isUsable(const std::string &path)
{
    return path.starts_with('/') && path.size() <= 4096 && path.find('\0') == std::string::npos;
}

std::vector<std::string> programsIn(const std::string &path)
{
    std::set<std::string> names;
    std::istringstream folders(path);
    for (std::string folder; std::getline(folders, folder, ':');) {
        std::error_code failed;
        for (auto entry = fs::directory_iterator(folder, failed); !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
            if (names.size() >= kMostNames)
                break;
            if (std::error_code unknown; entry->is_regular_file(unknown) && ::access(entry->path().c_str(), X_OK) == 0)
                names.insert(entry->path().filename().string());
        }
    }
    return {names.begin(), names.end()};
}

std::string ownerName(unsigned uid)
{
    struct passwd entry;
    struct passwd *found = nullptr;
    std::array<char, 16384> buffer;
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found)
        return found->pw_name;
    return std::to_string(uid);
}

base::Result<std::vector<std::string>> describe(const std::string &path)
{
    struct stat info;
    if (::stat(path.c_str(), &info) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return std::vector<std::string>{"missing", "", ""};
        return base::fail("host.facts", std::string("The path cannot be looked at: ") + std::strerror(errno) + '.');
    }
    std::array<char, 8> mode;
    std::snprintf(mode.data(), mode.size(), "%o", static_cast<unsigned>(info.st_mode & 07777));
    return std::vector<std::string>{S_ISDIR(info.st_mode) ? "dir" : "file", mode.data(), ownerName(info.st_uid)};
}

base::Result<std::vector<std::string>> listing(const std::string &path)
{
    std::vector<std::string> names;
    std::error_code failed;
    for (auto entry = fs::directory_iterator(path, failed); !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
        names.push_back(entry->path().filename().string());
        if (names.size() >= kMostNames)
            break;
    }
    if (failed)
        return base::fail("host.facts", "The folder cannot be listed: " + failed.message() + '.');
    std::ranges::sort(names);
    return names;
}

std::vector<std::string> linesOf(const std::string &text)
{
    std::set<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; lines.size() < kMostNames && std::getline(stream, line);) {
        if (!line.empty())
            lines.insert(line);
    }
    return {lines.begin(), lines.end()};
}

// "regular file|644|root", as `stat -c %F|%a|%U` prints it.
base::Result<std::vector<std::string>> describedBy(const engine::ExecOutput &output)
{
    if (output.exitCode != 0) {
        if (output.err.find("No such file") != std::string::npos || output.err.find("Not a directory") != std::string::npos)
            return std::vector<std::string>{"missing", "", ""};
        return refuse("The path cannot be looked at in the container.");
    }
    const std::size_t first = output.out.find('|');
    const std::size_t second = output.out.find('|', first == std::string::npos ? first : first + 1);
    if (second == std::string::npos)
        return refuse("The container's answer was not understood.");
    const std::size_t end = output.out.find('\n');
    return std::vector<std::string>{output.out.starts_with("directory") ? "dir" : "file", output.out.substr(first + 1, second - first - 1),
                                    output.out.substr(second + 1, end == std::string::npos ? end : end - second - 1)};
}

base::Result<std::vector<std::string>> namesIfListed(const engine::ExecOutput &output)
{
    if (output.exitCode != 0)
        return refuse("The folder cannot be listed in the container.");
    return linesOf(output.out);
}

} // namespace

PlaceFacts::PlaceFacts(PlaceOf placeOf, engine::Registry &engines, std::string path)
    : m_placeOf(std::move(placeOf)), m_engines(engines), m_path(std::move(path)), m_inbox(kWaiting)
{
    m_workers.setMaxThreadCount(2);
}

std::string PlaceFacts::containerName(const session::SessionInfo &info) const
{
    const engine::Engine *const engine = info.place.isContainer() ? m_engines.engine(info.place.engine) : nullptr;
    const engine::Container *const container = engine ? engine->find(info.place.containerId) : nullptr;
    return container ? container->name : info.place.containerName;
}

void PlaceFacts::commandsInPath(base::SessionId session, Done done)
{
    const auto place = m_placeOf(session);
    if (!place)
        return done(refuse("The session is gone."));
    if (place->isContainer())
        return ask(*place, {"sh", "-c", kPathScript}, [](const engine::ExecOutput &output) -> Names { return linesOf(output.out); }, std::move(done));
    look([path = m_path]() -> Names { return programsIn(path); }, std::move(done));
}

void PlaceFacts::describePath(base::SessionId session, const std::string &path, Done done)
{
    const auto place = m_placeOf(session);
    if (!place || !isUsable(path))
        return done(refuse(place ? "Only absolute paths can be looked at." : "The session is gone."));
    if (place->isContainer())
        return ask(*place, {"stat", "-L", "-c", "%F|%a|%U", "--", path}, describedBy, std::move(done));
    look([path] { return describe(path); }, std::move(done));
}

void PlaceFacts::namesIn(base::SessionId session, const std::string &path, Done done)
{
    const auto place = m_placeOf(session);
    if (!place || !isUsable(path))
        return done(refuse(place ? "Only absolute paths can be listed." : "The session is gone."));
    if (place->isContainer())
        return ask(*place, {"ls", "-1A", "--", path}, namesIfListed, std::move(done));
    look([path] { return listing(path); }, std::move(done));
}

void PlaceFacts::look(std::function<Names()> work, Done done)
{
    // Shared, because QThreadPool's tasks are copied; called once, on the owner's thread.
    const auto answer = std::make_shared<Done>(std::move(done));
    m_workers.start([this, work = std::move(work), answer] {
        const auto names = std::make_shared<Names>(work());
        // Refused only when the owner is going away: then nobody waits.
        [[maybe_unused]] const bool taken = m_inbox.post([answer, names] { (*answer)(std::move(*names)); });
    });
}

void PlaceFacts::ask(const session::Place &place, std::vector<std::string> argv, std::function<Names(const engine::ExecOutput &)> read, Done done)
{
    engine::Engine *engine = m_engines.engine(place.engine);
    if (!engine)
        return done(refuse("The container's engine is gone."));
    engine::ExecSpec exec;
    exec.command = std::move(argv);
    exec.user = place.user;
    engine->execCollect(place.containerId, exec, kMostOutput, [read = std::move(read), done = std::move(done)](base::Result<engine::ExecOutput> output) mutable {
        done(output ? read(*output) : Names(std::unexpected(output.error())));
    });
}

} // namespace core::host
