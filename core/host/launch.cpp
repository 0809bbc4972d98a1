#include "core/host/launch.h"

#include "core/shell/injection.h"

namespace core::host {
namespace {

// macOS starts login shells in terminals; elsewhere the session has read the profile already.
#ifdef __APPLE__
constexpr bool kLogin = true;
#else
constexpr bool kLogin = false;
#endif

} // namespace

std::string baseName(const std::string &path)
{
    return path.substr(path.rfind('/') + 1);
}

LocalLaunch localLaunch(const LocalShell &wish, const config::Settings &settings, const Environment &environment, const std::string &loginShell,
                        const std::string &scriptDir, const std::string &nonceFile)
{
    LocalLaunch launch;
    launch.pty.size = base::clamped(wish.size);
    launch.pty.workingDirectory = wish.workingDirectory;
    launch.pty.environment = shellEnvironment(environment, loginShell);
    launch.pty.program = wish.program;
    const auto wished = wish.program.empty() ? shell::plainShell(wish.arguments) : std::nullopt;
    if (!wish.arguments.empty() && !wished) { // a command of its own
        if (launch.pty.program.empty())
            launch.pty.program = wish.arguments.front();
        launch.pty.arguments = wish.arguments;
        launch.shell = baseName(launch.pty.program);
        return launch;
    }
    if (wished)
        launch.pty.program = wished->program;
    else if (launch.pty.program.empty())
        launch.pty.program = settings.text("terminal.shell").empty() ? loginShell : settings.text("terminal.shell");
    const std::string named = wished && !wished->applet.empty() ? wished->applet : launch.pty.program;
    launch.shell = baseName(named);
    const bool login = wished ? wished->login : kLogin;
    launch.pty.arguments = {(login ? "-" : "") + launch.shell};
    if (scriptDir.empty() || !settings.flag("terminal.shell_integration"))
        return launch;
    const shell::Injection injection = shell::localInjection(named, login, nonceFile, scriptDir, launch.pty.environment);
    if (injection.kind == shell::Kind::Other)
        return launch;
    launch.integration = true;
    launch.pty.arguments = injection.arguments;
    for (const auto &[name, value] : injection.environment) {
        std::erase_if(launch.pty.environment, [&](const auto &variable) { return variable.first == name; });
        launch.pty.environment.emplace_back(name, value);
    }
    return launch;
}

std::optional<shell::PlainShell> containerShell(const std::vector<std::string> &command)
{
    auto wished = shell::plainShell(command);
    if (wished && (wished->login || !wished->applet.empty() || wished->program.find('/') != std::string::npos))
        wished.reset();
    return wished;
}

engine::ExecSpec containerExec(const ContainerShell &wish, const std::vector<std::string> &command, const config::Settings &settings,
                               const std::string &nonce)
{
    engine::ExecSpec exec;
    exec.user = wish.user;
    exec.workingDir = wish.workingDir;
    exec.environment = containerEnvironment();
    exec.environment.insert(exec.environment.end(), wish.environment.begin(), wish.environment.end());
    exec.size = base::clamped(wish.size);
    const auto wished = containerShell(command);
    if (!command.empty() && !wished) {
        exec.command = command;
        return exec;
    }
    shell::ContainerLaunch launch = wished ? shell::containerLaunch(nonce, wished->program, shell::Ladder::No)
                                           : shell::containerLaunch(nonce, settings.text("containers.preferred_shell"));
    exec.command = std::move(launch.command);
    exec.input = std::move(launch.input);
    exec.ready = std::move(launch.ready);
    return exec;
}

session::SessionOptions sessionOptions(const config::Settings &settings)
{
    session::SessionOptions options;
    options.ambiguousWide = settings.text("terminal.ambiguous_width") == "wide";
    options.checksumReports = settings.flag("terminal.checksum_reports");
    options.terminal.historyLines = static_cast<std::size_t>(settings.integer("terminal.scrollback_lines"));
    options.terminal.historyBytes = static_cast<std::size_t>(settings.integer("terminal.scrollback_mib")) << 20;
    options.terminal.stringBytes = static_cast<std::size_t>(settings.integer("terminal.string_kib")) << 10;
    options.terminal.links = static_cast<std::size_t>(settings.integer("terminal.links"));
    options.terminal.linkBytes = options.terminal.links * vt::Limits().linkBytes / vt::Limits().links;
    options.synchronizedLimit = std::chrono::milliseconds(settings.integer("terminal.synchronized_ms"));
    options.clipboardBytes = static_cast<std::size_t>(settings.integer("terminal.clipboard_kib")) << 10;
    options.frameInterval = std::chrono::milliseconds(settings.integer("terminal.frame_interval_ms"));
    options.tapBytes = static_cast<std::size_t>(settings.integer("attach.ring_kib")) << 10;
    return options;
}

} // namespace core::host
