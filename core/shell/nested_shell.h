// Whether a program that runs is another shell's terminal (ssh, su, docker exec, tmux): what is typed there is not heard
// by the session's own shell, so there are no blocks of it. Known by name and arguments; never guessed from output.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace core::shell {

struct NestedShell
{
    enum class Kind : unsigned char {
        Shell,       // another shell, or one in this one's place (exec)
        User,        // su, sudo -i: another user's
        Remote,      // ssh: on another machine
        Container,   // docker exec -it, kubectl exec -it: in another container
        Namespace,   // nsenter, chroot
        Multiplexer, // tmux, screen: many
        Unknown,     // something that shows prompts of its own
    };
    Kind kind = Kind::Unknown;
    std::string program;  // base name: "ssh". Unknown: empty
    bool inPlace = false; // exec: it has become the shell's own process, and what runs in front of it tells nothing of it
    bool operator==(const NestedShell &) const = default;
};

// Of a running program's arguments, argv[0] included. Wrappers (sudo, env, nohup, exec, …) are looked through.
std::optional<NestedShell> nestedShell(std::span<const std::string> arguments);
// Of a command line: its simple commands in turn, the first that is one. Words are split as shells do; what only the
// shell can know (aliases, expansions) is not.
std::optional<NestedShell> nestedShell(std::string_view commandLine);

} // namespace core::shell
