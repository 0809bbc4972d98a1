#include "core/engine/dialect.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <charconv>
#include <sys/stat.h>

namespace core::engine {
namespace {

// What this client was written against. Of what 1.42 changed it uses the size of a new terminal; the rest are fields that it
// does not read and a way to prune that it does not go.
constexpr int kApiMinor = 42;
constexpr int kTerminalSizeMinor = 42;
constexpr int kOldestApiMinor = 24; // exec resize, events filters
constexpr std::size_t kMaxWords = 400;

// "1.41" -> 41
std::optional<int> minorOf(std::string_view version)
{
    int minor = 0;
    if (!version.starts_with("1."))
        return std::nullopt;
    const auto [end, error] = std::from_chars(version.data() + 2, version.data() + version.size(), minor);
    return error == std::errc() && end == version.data() + version.size() ? std::optional(minor) : std::nullopt;
}

// "Docker/20.10.24+dfsg1 (linux)" -> "20.10.24"
std::string versionIn(std::string_view server)
{
    const auto slash = server.find('/');
    if (slash == std::string_view::npos)
        return {};
    server.remove_prefix(slash + 1);
    return std::string(server.substr(0, std::min(server.find_first_not_of("0123456789."), std::size_t(20))));
}

std::string shortVersion(const std::string &version)
{
    const auto second = version.find('.', version.find('.') + 1);
    return version.substr(0, second);
}

} // namespace

base::Result<Dialect> dialectOf(const HttpHead &ping, std::string_view body)
{
    // As Go says it: "Client sent an HTTP request to an HTTPS server."
    if (ping.status == 400 && body.substr(0, kMaxWords).find("HTTP request to an HTTPS server") != std::string_view::npos)
        return base::fail("engine.protocol", "The engine there wants TLS: set DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or use a docker context with certificates.", kWantsTls);
    const auto offered = minorOf(ping.header("api-version"));
    if (!ping.isSuccess() || !offered)
        return base::fail("engine.protocol", "What answers there is not a container engine.", "no Api-Version in /_ping");
    if (*offered < kOldestApiMinor)
        return base::fail("engine.refused", "The engine is too old: it speaks API 1." + std::to_string(*offered) + ", Berth needs 1.24 or newer.");
    Dialect dialect;
    const std::string_view libpod = ping.header("libpod-api-version");
    dialect.kind = libpod.empty() ? EngineKind::Docker : EngineKind::Podman;
    dialect.version = libpod.empty() ? versionIn(ping.header("server"))
                                     : std::string(libpod.substr(0, std::min(libpod.find_first_not_of("0123456789."), std::size_t(20))));
    dialect.asksForStats = dialect.kind == EngineKind::Podman;
    if (dialect.kind == EngineKind::Podman) {
        dialect.archivedFolder.clear();
        dialect.listsSlowly = true;
        dialect.stopTimeoutOfNone = 0;
        dialect.sizesBeforeStart = true;
    }
    dialect.apiPath = "/v1." + std::to_string(std::min(*offered, kApiMinor));
    dialect.takesTerminalSize = *offered >= kTerminalSizeMinor;
    // A first key that no common program uses is held until the next one; the whole is too long to be hit by chance.
    if (dialect.kind == EngineKind::Docker)
        dialect.detachKeys = "ctrl-^,ctrl-_,ctrl-^,ctrl-@,ctrl-^,ctrl-_,ctrl-^,ctrl-@";
    return dialect;
}

bool offersNewer(const HttpHead &ping)
{
    return minorOf(ping.header("api-version")).value_or(0) > kApiMinor;
}

void raiseTo(Dialect &dialect, std::string_view minimumVersion)
{
    const auto minimum = minorOf(minimumVersion);
    if (minimum && *minimum > kApiMinor && *minimum < 1000) // the newest answers differ from ours by fields, which are ignored
        dialect.apiPath = "/v1." + std::to_string(*minimum); // and offered was newer still, so that sizes are taken
}

std::string Dialect::title(const Endpoint &endpoint) const
{
    std::string out = kind == EngineKind::Docker ? "Docker" : "Podman";
    if (!version.empty())
        out += ' ' + shortVersion(version);
    if (!endpoint.isLocal())
        return out + " · " + endpoint.host;
    struct stat info{};
    if (::stat(endpoint.path.c_str(), &info) == 0 && info.st_uid != 0)
        out += " · rootless";
    return out;
}

bool changesList(const QString &action)
{
    // "exec_start: sh -c …" (Docker) and "exec" (Podman) follow every shell and probe of ours.
    static constexpr const char *kIgnored[] = {"exec", "top", "resize", "attach", "detach", "copy", "archive-path", "extract-to-dir", "export"};
    return std::ranges::none_of(kIgnored, [&](const char *prefix) { return action.startsWith(QLatin1String(prefix)); });
}

std::optional<Stored> changedStore(const QString &type, const QString &action)
{
    const auto isOneOf = [&](std::initializer_list<const char *> actions) { return std::ranges::any_of(actions, [&](const char *each) { return action == QLatin1String(each); }); };
    if (type == QLatin1String("image") && !isOneOf({"save", "push", "mount", "unmount"}))
        return Stored::Images;
    if (type == QLatin1String("volume") && !isOneOf({"mount", "unmount"}))
        return Stored::Volumes;
    if (type == QLatin1String("network") && !isOneOf({"connect", "disconnect"}))
        return Stored::Networks;
    return std::nullopt;
}

bool saysNoProgram(std::string_view words, std::string_view program)
{
    words = words.substr(0, kMaxWords);
    if (program.empty())
        return false;
    const std::string named(program);
    if (words.find("executable file `" + named + "` not found") != std::string_view::npos)
        return true;
    const std::string exec = "exec: \"" + named + "\": ";
    const auto at = words.find(exec);
    if (at == std::string_view::npos)
        return false;
    const std::string_view why = words.substr(at + exec.size());
    return std::ranges::any_of(std::initializer_list<std::string_view>{"no such file or directory", "executable file not found", "permission denied"},
                               [&](std::string_view each) { return why.find(each) != std::string_view::npos; });
}

std::string engineWords(std::string_view text)
{
    std::string out;
    for (const char c : text.substr(0, kMaxWords)) {
        const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        if (!control)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    while (!out.empty() && (out.back() == ' ' || out.back() == '.'))
        out.pop_back();
    return out;
}

base::Error answerError(const Dialect &dialect, int status, std::string_view body)
{
    const auto json = QJsonDocument::fromJson(QByteArray(body.data(), qsizetype(body.size())));
    std::string words = engineWords(json.object().value(QLatin1String("message")).toString().toStdString());
    if (words.empty())
        words = "status " + std::to_string(status);
    std::string code = status == 404 ? "engine.not_found" : status == 409 ? "engine.conflict" : "engine.refused";
    // Podman 4 answers 500 for some of what Docker calls a conflict.
    if (dialect.kind == EngineKind::Podman && status == 500
        && (words.find("already in use") != std::string::npos || words.find("state improper") != std::string::npos))
        code = "engine.conflict";
    const char *name = dialect.kind == EngineKind::Docker ? "Docker" : "Podman";
    return {code, std::string(name) + " says: " + words + '.', "status " + std::to_string(status)};
}

} // namespace core::engine
