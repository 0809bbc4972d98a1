#include "core/engine/run_line.h"


#include <algorithm>
#include <array>
#include <charconv>

namespace core::engine {
namespace {

constexpr std::size_t kShortId = 12; // an engine's own hostname for a container

class Line
{
public:
    explicit Line(std::string start) : m_text(std::move(start)) {}
    void word(std::string_view word) { m_text += ' ' + shellQuoted(word); }
    void option(const char *name, std::string_view value) { m_text += std::string(" ") + name + ' ' + shellQuoted(value); }
    void flag(const char *name, bool on) { m_text += on ? std::string(" ") + name : std::string(); }
    void text(const char *name, const std::string &value)
    {
        if (!value.empty())
            option(name, value);
    }
    void list(const char *name, const std::vector<std::string> &values)
    {
        for (const std::string &value : values)
            option(name, value);
    }
    std::string take() && { return std::move(m_text); }

private:
    std::string m_text;
};

std::string portText(const PortMapping &port)
{
    std::string out;
    if (!port.hostIp.empty() && port.hostIp != "0.0.0.0")
        out = (port.hostIp.find(':') == std::string::npos ? port.hostIp : '[' + port.hostIp + ']') + ':';
    if (port.hostPort > 0)
        out += std::to_string(port.hostPort) + ':';
    else if (!out.empty())
        out += ':';
    out += std::to_string(port.containerPort);
    return port.protocol.empty() || port.protocol == "tcp" ? out : out + '/' + port.protocol;
}

std::string csvField(const std::string &text)
{
    if (text.find_first_of(",\"\n") == std::string::npos)
        return text;
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

void addMount(Line &line, const Mount &mount)
{
    const bool bind = mount.type == Mount::Type::Bind;
    const std::string &source = bind ? mount.source : mount.name;
    if (mount.type == Mount::Type::Tmpfs)
        return line.option("--tmpfs", mount.destination);
    // As it is asked for over the API: with -v a folder that is not there would be made, as root.
    if (bind || source.find_first_of(":,\"") != std::string::npos || mount.destination.find_first_of(":,\"") != std::string::npos)
        return line.option("--mount", std::string("type=") + (bind ? "bind" : "volume") + (source.empty() ? "" : ',' + csvField("source=" + source)) + ','
                                          + csvField("target=" + mount.destination) + (mount.writable ? "" : ",readonly"));
    line.option("-v", (source.empty() ? "" : source + ':') + mount.destination + (mount.writable ? "" : ":ro"));
}

std::string sizeText(std::int64_t bytes)
{
    static constexpr std::pair<std::int64_t, char> kUnits[] = {{1 << 30, 'g'}, {1 << 20, 'm'}, {1 << 10, 'k'}};
    for (const auto &[unit, letter] : kUnits) {
        if (bytes % unit == 0)
            return std::to_string(bytes / unit) + letter;
    }
    return std::to_string(bytes);
}

std::string cpuText(double cpus)
{
    char text[32]; // the shortest that is the same number
    const auto [end, error] = std::to_chars(text, text + sizeof text, cpus, std::chars_format::fixed);
    return error == std::errc() ? std::string(text, end) : std::to_string(cpus);
}

void addEnvironment(Line &line, const std::vector<std::string> &environment, const std::function<bool(std::string_view)> &hides)
{
    for (const std::string &variable : environment) {
        const std::string name = variable.substr(0, variable.find('='));
        line.option("-e", hides && hides(name) ? name : variable);
    }
}

void addLimits(Line &line, const CreateSpec &spec)
{
    if (!spec.restart.isOff())
        line.option("--restart", spec.restart.name + (spec.restart.maxRetries > 0 ? ':' + std::to_string(spec.restart.maxRetries) : std::string()));
    if (spec.resources.memoryBytes > 0)
        line.option("--memory", sizeText(spec.resources.memoryBytes));
    if (spec.resources.cpus > 0)
        line.option("--cpus", cpuText(spec.resources.cpus));
    if (spec.resources.processes > 0)
        line.option("--pids-limit", std::to_string(spec.resources.processes));
    line.flag("--privileged", spec.privileged);
    line.list("--cap-drop", spec.capDrop);
    line.list("--cap-add", spec.capAdd);
    line.list("--security-opt", spec.securityOptions);
    for (const Device &device : spec.devices)
        line.option("--device", device.host + (device.container != device.host || !device.permissions.empty() ? ':' + device.container : std::string())
                                    + (device.permissions.empty() ? "" : ':' + device.permissions));
    line.flag("--read-only", spec.readOnlyRoot);
    for (const auto &[path, options] : spec.tmpfs)
        line.option("--tmpfs", options.empty() ? path : path + ':' + options);
}

// Words that are somebody's arguments: with what `hides` names in them hidden.
class SecretWords
{
public:
    explicit SecretWords(const std::function<bool(std::string_view)> &hides) : m_hides(hides) {}

    std::string shown(const std::string &word)
    {
        if (!m_hides)
            return word;
        const bool isOption = word.starts_with('-');
        if (std::exchange(m_isSecret, false) && !isOption)
            return std::string(kHidden);
        const auto equals = word.find('=');
        std::string_view name = std::string_view(word).substr(0, equals);
        name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
        if (name.empty() || !m_hides(name))
            return word;
        if (equals != std::string::npos)
            return word.substr(0, equals + 1) + std::string(kHidden);
        m_isSecret = isOption; // its value is the next word
        return word;
    }

private:
    const std::function<bool(std::string_view)> &m_hides;
    bool m_isSecret = false;
};

bool carriesCredentials(std::string_view header) // whatever its value; RFC 9110, RFC 6265
{
    constexpr std::array<std::string_view, 3> kHeaders{"authorization", "proxy-authorization", "cookie"};
    if (header.starts_with("-H")) // curl's, without a space; wget has --header=
        header.remove_prefix(2);
    header.remove_prefix(header.rfind('=') + 1); // all of it where there is none
    const auto isSame = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? char(a - 'A' + 'a') : a) == b; };
    return std::ranges::any_of(kHeaders, [&](std::string_view known) { return std::ranges::equal(header, known, isSame); });
}

void addHealthCheck(Line &line, const HealthCheck &check, const std::function<bool(std::string_view)> &hides)
{
    if (!check.test.empty() && check.test.front() == "NONE")
        return line.flag("--no-healthcheck", true);
    std::string command;
    bool isSecret = false;
    for (std::size_t i = 1; i < check.test.size(); ++i) // the option takes a shell's words
        command += (command.empty() ? "" : " ") + (check.test.front() == "CMD-SHELL" ? check.test[i] : shellQuoted(check.test[i]));
    const auto isSeparator = [](char c) { return std::string_view(" \t\n;&|()'\"").find(c) != std::string_view::npos; };
    SecretWords words(hides);
    for (std::size_t at = 0, end = 0; hides && at < command.size(); at = end + 1) {
        end = std::size_t(std::find_if(command.begin() + std::ptrdiff_t(at), command.end(), isSeparator) - command.begin());
        const std::string word = command.substr(at, end - at);
        isSecret |= !word.empty() && words.shown(word) != word;
    }
    for (std::size_t at = command.find_first_of("=:"); hides && at != std::string::npos; at = command.find_first_of("=:", at + 1)) {
        const bool isHeader = command[at] == ':'; // -H "X-Api-Key: …"
        const auto before = command.find_last_of(isHeader ? " \t;&|('\"" : " \t;&|('\"-", at);
        const auto begin = before == std::string::npos ? 0 : before + 1;
        const std::string_view name = std::string_view(command).substr(begin, at - begin);
        isSecret |= hides(name) || (isHeader && carriesCredentials(name));
    }
    line.text("--health-cmd", isSecret ? std::string(kHidden) : command);
    for (const auto &[option, value] : {std::pair{"--health-interval", check.interval}, {"--health-timeout", check.timeout}, {"--health-start-period", check.startPeriod}}) {
        if (value.count() > 0)
            line.option(option, std::to_string(value.count()) + 's');
    }
    if (check.retries > 0)
        line.option("--health-retries", std::to_string(check.retries));
}

// Podman lists what it sets in every container among its variables; Docker does not. What an image sets itself may have
// been set back by a person.
void removeEnginesOwn(std::vector<std::string> &environment, const ContainerDetails &details, const ImageDetails *image)
{
    const std::string mark = "container=podman";
    if (std::ranges::find(details.environment, mark) == details.environment.end())
        return;
    const std::array own{mark, "HOSTNAME=" + (details.hostname.empty() ? details.id.substr(0, kShortId) : details.hostname), std::string("TERM=xterm"),
                         std::string("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")};
    std::erase_if(environment, [&](const std::string &variable) {
        const std::string name = variable.substr(0, variable.find('=') + 1);
        const bool isImages = image ? std::ranges::any_of(image->environment, [&](const std::string &each) { return each.starts_with(name); }) : name == "TERM=" || name == "PATH=";
        return !isImages && std::ranges::find(own, variable) != own.end();
    });
}

template<class T>
void removeAll(std::vector<T> &from, const std::vector<T> &what)
{
    std::erase_if(from, [&](const T &item) { return std::ranges::find(what, item) != what.end(); });
}

} // namespace

CreateSpec specOf(const ContainerDetails &details, const ImageDetails *image)
{
    CreateSpec spec;
    spec.image = details.image;
    spec.name = details.name;
    spec.command = details.command;
    if (!details.entrypoint.empty())
        spec.entrypoint = details.entrypoint;
    spec.tty = details.tty;
    spec.openStdin = details.openStdin;
    spec.init = details.init;
    spec.labels = details.labels;
    if (!details.networkMode.empty() && details.networkMode != "default" && details.networkMode != "bridge")
        spec.network = details.networkMode;
    spec.environment = details.environment;
    removeEnginesOwn(spec.environment, details, image);
    spec.user = details.user;
    spec.workingDir = details.workingDir;
    spec.hostname = details.id.starts_with(details.hostname) && details.hostname.size() == kShortId ? std::string() : details.hostname;
    spec.ports = details.ports;
    std::erase_if(spec.ports, [](const PortMapping &port) { return port.containerPort == 0; });
    spec.mounts = details.mounts;
    for (Mount &mount : spec.mounts) {
        const bool anonymous = mount.name.size() == 64 && mount.name.find_first_not_of("0123456789abcdef") == std::string::npos;
        if (mount.type == Mount::Type::Volume && anonymous)
            mount.name.clear();
    }
    std::erase_if(spec.mounts, [&](const Mount &mount) { return mount.type == Mount::Type::Tmpfs && details.tmpfs.contains(mount.destination); });
    spec.restart = details.restart;
    spec.resources = details.resources;
    spec.capAdd = details.capAdd;
    spec.capDrop = details.capDrop;
    spec.devices = details.devices;
    for (Device &device : spec.devices) {
        if (device.permissions == "rwm")
            device.permissions.clear();
    }
    spec.healthCheck = details.healthCheck;
    spec.securityOptions = details.securityOptions;
    spec.dns = details.dns;
    spec.extraHosts = details.extraHosts;
    spec.tmpfs = details.tmpfs;
    spec.pidMode = details.pidMode == "private" ? std::string() : details.pidMode; // Podman's word for none
    spec.privileged = details.privileged;
    spec.readOnlyRoot = details.readOnlyRoot;
    spec.autoRemove = details.autoRemove;
    if (!image)
        return spec;
    removeAll(spec.environment, image->environment);
    if (spec.healthCheck == image->healthCheck)
        spec.healthCheck = {};
    if (spec.command == image->command)
        spec.command.clear();
    if (spec.entrypoint == image->entrypoint)
        spec.entrypoint.reset();
    if (spec.user == image->user)
        spec.user.clear();
    if (spec.workingDir == image->workingDir || (spec.workingDir == "/" && image->workingDir.empty())) // as Podman says it
        spec.workingDir.clear();
    std::erase_if(spec.labels, [&](const auto &label) {
        const auto it = image->labels.find(label.first);
        return it != image->labels.end() && it->second == label.second;
    });
    return spec;
}

std::string runLine(EngineKind kind, const CreateSpec &spec, const std::function<bool(std::string_view)> &hides, RunAs as)
{
    Line line(kind == EngineKind::Docker ? "docker run" : "podman run");
    line.flag("-d", as == RunAs::Detached);
    line.flag("-i", spec.openStdin);
    line.flag("-t", spec.tty);
    line.flag("--rm", spec.autoRemove);
    line.flag("--init", spec.init);
    line.text("--name", spec.name);
    line.text("--hostname", spec.hostname);
    line.text("--user", spec.user);
    line.text("--workdir", spec.workingDir);
    if (spec.network)
        line.option("--network", *spec.network);
    line.text("--pid", spec.pidMode);
    for (const PortMapping &port : spec.ports)
        line.option("-p", portText(port));
    for (const Mount &mount : spec.mounts)
        addMount(line, mount);
    addEnvironment(line, spec.environment, hides);
    for (const auto &[key, value] : spec.labels)
        line.option("--label", key + '=' + (hides && hides(key) ? std::string(kHidden) : value));
    addLimits(line, spec);
    addHealthCheck(line, spec.healthCheck, hides);
    line.list("--dns", spec.dns);
    line.list("--add-host", spec.extraHosts);
    // --entrypoint takes one word; the others come before the command's.
    if (spec.entrypoint)
        line.option("--entrypoint", spec.entrypoint->empty() ? std::string() : spec.entrypoint->front());
    line.word(spec.image);
    SecretWords arguments(hides);
    for (std::size_t i = 1; spec.entrypoint && i < spec.entrypoint->size(); ++i)
        line.word(arguments.shown((*spec.entrypoint)[i]));
    for (const std::string &word : spec.command)
        line.word(arguments.shown(word));
    return std::move(line).take();
}

} // namespace core::engine
