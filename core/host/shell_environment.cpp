#include "core/host/shell_environment.h"

#include <algorithm>
#include <array>
#include <pwd.h>
#include <string_view>
#include <unistd.h>

namespace core::host {
namespace {

// BERTH_RUNTIME_DIR, BERTH_DATA_DIR and the settings stay: berthctl inside the shell must find the same instance.
constexpr std::array<std::string_view, 33> kRemoved{
    // our integration's, when Berth was started from a shell in Berth
    "BERTH_NONCE_FILE", "BERTH_REMOVE", "BERTH_ENV", "BERTH_ZDOTDIR",
    // another terminal's or multiplexer's
    "TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TERM_SESSION_ID", "TERMCAP", "COLUMNS", "LINES", "WINDOWID", "VTE_VERSION",
    "KONSOLE_VERSION", "KITTY_WINDOW_ID", "ALACRITTY_WINDOW_ID", "WEZTERM_PANE", "TMUX", "TMUX_PANE", "STY",
    // of the start of this program
    "DESKTOP_STARTUP_ID", "XDG_ACTIVATION_TOKEN", "GIO_LAUNCHED_DESKTOP_FILE", "GIO_LAUNCHED_DESKTOP_FILE_PID", "NOTIFY_SOCKET", "LISTEN_FDS",
    "LISTEN_PID", "INVOCATION_ID", "JOURNAL_STREAM", "PWD", "OLDPWD", "_",
};

constexpr std::array<std::pair<const char *, const char *>, 4> kTerminal{
    {{"TERM", "xterm-256color"}, {"COLORTERM", "truecolor"}, {"TERM_PROGRAM", "berth"}, {"TERM_PROGRAM_VERSION", BERTH_VERSION}}};

bool canRun(const std::string &program)
{
    return program.starts_with('/') && ::access(program.c_str(), X_OK) == 0;
}

} // namespace

std::vector<std::pair<std::string, std::string>> shellEnvironment(const Environment &program, const std::string &shell)
{
    Environment environment = program;
    for (const std::string_view name : kRemoved)
        environment.erase(std::string(name));
    for (const auto &[name, value] : kTerminal)
        environment[name] = value;
    environment.try_emplace("SHELL", shell);
    return {environment.begin(), environment.end()};
}

std::vector<std::string> containerEnvironment()
{
    std::vector<std::string> environment;
    for (const auto &[name, value] : kTerminal)
        environment.push_back(std::string(name) + '=' + value);
    return environment;
}

std::string loginShell(const Environment &program, unsigned uid)
{
    if (const auto shell = program.find("SHELL"); shell != program.end() && canRun(shell->second))
        return shell->second;
    struct passwd entry;
    struct passwd *found = nullptr;
    std::array<char, 16384> buffer;
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found && found->pw_shell && canRun(found->pw_shell))
        return found->pw_shell;
    return "/bin/sh";
}

} // namespace core::host
