#include "core/shell/nested_shell.h"

#include "core/shell/command_words.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace core::shell {
namespace {

using Kind = NestedShell::Kind;
using Words = std::span<const std::string>;
using Names = std::initializer_list<std::string_view>;
using Nested = std::optional<NestedShell>;

constexpr int kMaxWrappers = 8; // sudo env nohup …

bool isOneOf(std::string_view word, Names names)
{
    return std::ranges::find(names, word) != names.end();
}

std::string baseName(std::string_view program)
{
    program.remove_prefix(program.rfind('/') + 1); // npos + 1 is 0
    if (program.starts_with('-'))
        program.remove_prefix(1);
    return std::string(program);
}

// Options up to the first operand, or up to `--`.
struct Options
{
    std::string shorts;                  // -it: "it"
    std::vector<std::string_view> longs; // without value: "--tty"
    Words operands;

    bool has(char shortName) const { return shorts.find(shortName) != std::string::npos; }
    bool has(std::string_view longName) const { return std::ranges::find(longs, longName) != longs.end(); }
};

// Which options take a value: those of one letter in `shorts`; of the long ones those in `longs`, or all others.
struct Values
{
    std::string_view shorts;
    Names longs = {};
    bool allOtherLongs = false;
};

Options optionsOf(Words words, const Values &values)
{
    Options out;
    std::size_t i = 0;
    for (; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word == "--") {
            ++i;
            break;
        }
        if (word.size() < 2 || word[0] != '-')
            break;
        if (word[1] == '-') {
            const auto name = word.substr(2, word.find('=') - 2);
            out.longs.push_back(name);
            if (word.find('=') == std::string_view::npos && isOneOf(name, values.longs) != values.allOtherLongs)
                ++i;
            continue;
        }
        for (std::size_t c = 1; c < word.size(); ++c) {
            out.shorts += word[c];
            if (values.shorts.find(word[c]) != std::string_view::npos) { // the value is the rest, or the next word
                i += c + 1 == word.size();
                break;
            }
        }
    }
    out.operands = words.subspan(std::min(i, words.size()));
    return out;
}

Nested nested(Words words, int depth);

// What a program that starts others is called when it starts a shell.
Nested through(Words command, Kind kind, const std::string &program, int depth)
{
    auto inner = nested(command, depth);
    if (inner && inner->kind == Kind::Shell)
        return NestedShell{kind, program};
    return inner;
}

Nested shellProgram(const std::string &program, Words arguments)
{
    const auto options = optionsOf(arguments, {program == "fish" ? "Cdo" : "oO", {"rcfile", "init-file", "init-command"}});
    if (options.has('c') || options.has("command") || options.has("version") || options.has("help") || !options.operands.empty())
        return {};
    return NestedShell{Kind::Shell, program};
}

Nested ssh(const std::string &program, Words arguments)
{
    const auto options = optionsOf(arguments, {program == "autossh" ? "BbcDEeFIiJLlMmOopQRSWw" : "BbcDEeFIiJLlmOopQRSWw"});
    const bool command = options.operands.size() > 1;
    if (options.operands.empty() || (command && !options.has('t')) || options.has('N') || options.has('W') || options.has('f') || options.has('T'))
        return {};
    return NestedShell{Kind::Remote, program};
}

Nested switchUser(const std::string &program, Words arguments) // su, whose options may follow the user
{
    for (const auto &word : arguments)
        if (word.starts_with("-c") || word.starts_with("--command") || word == "--help" || word == "--version")
            return {};
    return NestedShell{Kind::User, program};
}

Nested sudo(const std::string &program, Words arguments, int depth)
{
    const auto options = optionsOf(arguments, {program == "sudo" ? "ACDghpRrTtUu" : "Cu", {"user", "group", "host", "prompt", "chdir", "chroot", "close-from", "other-user", "role", "type"}});
    Words command = options.operands;
    while (!command.empty() && command.front().find('=') != std::string::npos)
        command = command.subspan(1);
    if (command.empty()) {
        const bool shell = options.has('i') || options.has('s') || options.has("login") || options.has("shell");
        return shell ? Nested(NestedShell{Kind::User, program}) : std::nullopt;
    }
    return through(command, Kind::User, program, depth);
}

const Names kFlagsOfEngines{"attach", "debug", "detach", "disable-content-trust", "help", "init", "interactive", "no-deps", "no-healthcheck", "no-TTY",
                                "oom-kill-disable", "privileged", "publish-all", "quiet", "read-only", "remote", "rm", "service-ports", "sig-proxy", "stdin", "tls", "tlsverify", "tty"};

Nested containerTool(const std::string &program, Words arguments)
{
    const auto global = optionsOf(arguments, {"Hcflnsp", kFlagsOfEngines, true});
    Words words = global.operands;
    bool compose = program.ends_with("-compose");
    if (!words.empty() && isOneOf(words.front(), {"compose", "container"})) {
        compose = words.front() == "compose";
        words = optionsOf(words.subspan(1), {"fp", kFlagsOfEngines, true}).operands;
    }
    if (words.empty())
        return {};
    const auto verb = words.front();
    const bool kubernetes = isOneOf(program, {"kubectl", "oc", "k3s", "microk8s.kubectl"});
    auto options = optionsOf(words.subspan(1), {kubernetes ? "cnlfLo" : "acehlmpuvw", kFlagsOfEngines, true});
    for (Words rest = options.operands; kubernetes && !rest.empty() && rest.front() != "--"; rest = rest.subspan(1)) { // options after the pod's name
        if (!rest.front().starts_with('-'))
            continue;
        const auto more = optionsOf(rest.first(1), {"", kFlagsOfEngines, true});
        options.shorts += more.shorts;
        options.longs.insert(options.longs.end(), more.longs.begin(), more.longs.end());
    }
    const bool terminal = compose ? !options.has('T') && !options.has("no-TTY") : options.has('t') || options.has("tty");
    const bool detached = options.has('d') || options.has("detach");
    const bool is = isOneOf(verb, {"exec", "run", "debug"}) ? terminal && !detached
        : verb == "start" ? options.has('i') || options.has('a') || options.has("interactive") || options.has("attach")
                          : isOneOf(verb, {"attach", "rsh"});
    return is ? Nested(NestedShell{Kind::Container, program}) : std::nullopt;
}

// Its second word says that it opens a shell somewhere.
Nested byVerb(Kind kind, const std::string &program, Words arguments, Names verbs)
{
    const auto found = std::ranges::find_if(arguments, [&](const std::string &word) { return isOneOf(word, verbs); });
    return found != arguments.end() ? Nested(NestedShell{kind, program}) : std::nullopt;
}

Nested otherRoot(const std::string &program, Words arguments, int depth)
{
    const bool root = program.ends_with("chroot");
    const auto options = optionsOf(arguments, {root ? "Nu" : "tSGR", {"target", "setuid", "setgid", "root", "wd", "map-user", "map-group"}});
    const Words command = options.operands.subspan(std::min<std::size_t>(root, options.operands.size()));
    if (root && options.operands.empty())
        return {};
    return command.empty() ? Nested(NestedShell{Kind::Namespace, program}) : through(command, Kind::Namespace, program, depth);
}

Nested multiplexer(const std::string &program, Words arguments)
{
    const NestedShell yes{Kind::Multiplexer, program};
    if (program == "screen") {
        const auto no = [](const std::string &word) { return isOneOf(word, {"-ls", "-list", "-X", "-Q", "-wipe", "-v", "-dm", "-Dm"}); };
        return std::ranges::none_of(arguments, no) ? Nested(yes) : std::nullopt;
    }
    const auto options = optionsOf(arguments, {program == "tmux" ? "cfLST" : "csnl"});
    if (options.operands.empty())
        return options.has('V') || options.has("version") || options.has("help") ? std::nullopt : Nested(yes);
    const bool opens = isOneOf(options.operands.front(), {"new", "new-session", "a", "at", "attach", "attach-session", "-s"});
    const bool detached = options.operands.size() > 1 && std::ranges::find(options.operands, "-d") != options.operands.end() && options.operands.front().starts_with("new");
    return opens && !detached ? Nested(yes) : std::nullopt;
}

// A program that only starts the rest of its words; `skip` operands come first.
struct Wrapper
{
    std::string_view name;
    std::string_view values;
    std::size_t skip = 0;
};
constexpr Wrapper kWrappers[] = {{"builtin", ""}, {"chrt", "TPD", 1}, {"command", ""}, {"env", "uCS"}, {"exec", "a"}, {"ionice", "cnpPu"}, {"nice", "n"}, {"nohup", ""},
                                 {"setsid", ""}, {"sshpass", "fdpPe"}, {"stdbuf", "ioe"}, {"taskset", "p", 1}, {"time", "fo"}, {"timeout", "ks", 1}};

Nested wrapped(const Wrapper &wrapper, Words arguments, int depth)
{
    Words rest = optionsOf(arguments, {wrapper.values}).operands;
    rest = rest.subspan(std::min(wrapper.skip, rest.size()));
    while (wrapper.name == "env" && !rest.empty() && rest.front().find('=') != std::string::npos)
        rest = rest.subspan(1);
    auto found = nested(rest, depth);
    if (found && wrapper.name == "exec")
        found->inPlace = true;
    return found;
}

Nested nested(Words words, int depth)
{
    if (words.empty() || depth > kMaxWrappers)
        return {};
    const auto program = baseName(words.front());
    const Words arguments = words.subspan(1);
    if (isOneOf(program, {"bash", "zsh", "sh", "dash", "ash", "fish", "ksh", "mksh", "rbash", "csh", "tcsh", "nu", "xonsh", "elvish", "pwsh"}))
        return shellProgram(program, arguments);
    if (isOneOf(program, {"ssh", "autossh"}))
        return ssh(program, arguments);
    if (isOneOf(program, {"mosh", "mosh-client", "telnet", "rlogin", "et"}) && !arguments.empty())
        return NestedShell{Kind::Remote, program};
    if (isOneOf(program, {"su", "runuser"}))
        return switchUser(program, arguments);
    if (isOneOf(program, {"sudo", "doas", "pkexec"}))
        return sudo(program, arguments, depth + 1);
    if (program == "script")
        return NestedShell{Kind::Shell, program};
    if (isOneOf(program, {"login", "newgrp"}))
        return NestedShell{Kind::User, program};
    if (isOneOf(program, {"docker", "podman", "nerdctl", "docker-compose", "podman-compose", "crictl", "kubectl", "oc"}))
        return containerTool(program, arguments);
    if (isOneOf(program, {"lxc", "incus", "lxc-attach", "distrobox", "toolbox", "machinectl", "multipass", "limactl", "systemd-nspawn"}))
        return program == "lxc-attach" || program == "systemd-nspawn" ? Nested(NestedShell{Kind::Container, program})
                                                                      : byVerb(Kind::Container, program, arguments, {"exec", "shell", "enter", "login"});
    if (isOneOf(program, {"vagrant", "gcloud", "tsh"}))
        return byVerb(Kind::Remote, program, arguments, {"ssh"});
    if (isOneOf(program, {"nsenter", "unshare", "chroot", "arch-chroot"}))
        return otherRoot(program, arguments, depth + 1);
    if (isOneOf(program, {"tmux", "screen", "zellij", "byobu", "dvtm", "abduco"}))
        return multiplexer(program, arguments);
    const auto wrapper = std::ranges::find(kWrappers, program, &Wrapper::name);
    return wrapper != std::end(kWrappers) ? wrapped(*wrapper, arguments, depth + 1) : std::nullopt;
}

} // namespace

std::optional<NestedShell> nestedShell(std::span<const std::string> arguments)
{
    return nested(arguments, 0);
}

std::optional<NestedShell> nestedShell(std::string_view commandLine)
{
    for (const auto &command : simpleCommands(commandLine)) {
        if (command.readsElsewhere || command.inBackground)
            continue;
        if (auto found = nested(command.words, 0))
            return found;
    }
    return {};
}

} // namespace core::shell
