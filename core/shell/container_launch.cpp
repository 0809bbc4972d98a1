// How a shell inside a container gets its integration: shell text comes by the exec's standard input, which no one else is
// shown. That writes a script into /dev/shm, which exists nearly everywhere, is writable for any user and with a read-only
// root, and is not in the container's diff; then it becomes the shell. Only builtins are needed.
#include "core/base/random.h"
#include "core/shell/injection.h"
#include "core/shell/scripts.h"

#include <algorithm>
#include <array>

namespace core::shell {
namespace {

// The input assigns the nonce and the text, and ends with the terminal's end-of-file, which ends the reading alone. `.` takes it
// a line at a time; `read`, which takes it byte by byte, is for where the terminal cannot be opened once more. A variable of
// the image's that has a name of ours would stay exported when it is assigned, and every program would have the nonce.
constexpr const char *kLauncher = "unset berth_n berth_t berth_l berth_s berth_d berth_f berth_k berth_i\n"
                                  "if [ -r /dev/stdin ]; then . /dev/stdin\n"
                                  "else\n"
                                  "while IFS= read -r berth_l; do berth_t=\"$berth_t$berth_l\n\"; done\n"
                                  "eval \"$berth_t\"\n"
                                  "fi\n"
                                  "[ -n \"$berth_n\" ] || exit 1\n"
                                  "eval \"$berth_t\"\n";
constexpr char kEndOfFile = 4; // VEOF of a terminal that nobody has changed yet

// Only what has a path counts: a busybox finds an `ash` in itself that it cannot exec where /proc is missing. No process is
// started on the way but the one that writes the file: in a container that has just begun each costs a millisecond or more.
// A shell that does not read our script would leave the nonce in its file: sh as a script may become any shell, a bash in
// posix mode reads no rcfile (a launcher that is one hands that on with an exported SHELLOPTS), and a system's zshenv that sets
// ZDOTDIR hides ours. Those have no integration.
// zsh reads its script only from a folder of its own, which it makes itself where there is no mkdir.
constexpr const char *kFindShell = R"(berth_find() {
case $1 in */*) [ -f "$1" ] && [ -x "$1" ]; return;; esac
IFS=:
for berth_d in $PATH; do
if [ -f "$berth_d/$1" ] && [ -x "$berth_d/$1" ]; then berth_s=$berth_d/$1; return; fi
done
return 1
}
berth_f=; berth_k=; berth_i=$IFS
for berth_s in @SHELLS@; do
if berth_find "$berth_s"; then
case ${berth_s##*/} in bash) berth_k=bash;; zsh) berth_k=zsh;; fish) berth_k=fish;; sh|ash|dash) berth_l=; IFS= read -r berth_l 2>/dev/null <"$berth_s"; case $berth_l in '#!'*) ;; *) berth_k=sh;; esac;; esac
break
fi
IFS=$berth_i
done
IFS=$berth_i
[ -z "${SHELLOPTS+x}" ] || { (set +o posix) 2>/dev/null && set +o posix; }
case $berth_k in
bash) [ -z "${POSIXLY_CORRECT+x}" ] || case $(export -p) in *POSIXLY_CORRECT*) berth_k=;; esac;;
zsh)
for berth_f in /etc/zsh/zshenv /etc/zshenv; do
[ ! -r "$berth_f" ] || while IFS= read -r berth_l; do case $berth_l in '#'*) ;; *ZDOTDIR*) berth_k=;; esac; done <"$berth_f"
done
berth_f=;;
esac
berth_d=/dev/shm/.berth-@ID@
berth_t=
case $berth_k in
)";

constexpr const char *kStartShell = R"(esac
if [ -n "$berth_k" ] && [ -d /dev/shm ] && [ -w /dev/shm ]; then
if [ $berth_k = zsh ]; then berth_f=$berth_d/.zshenv; else berth_f=$berth_d; fi
if (umask 077; set -C; { [ $berth_k != zsh ] || mkdir "$berth_d" || "$berth_s" -fc 'zmodload zsh/files && mkdir "$0"' "$berth_d"; } && printf %s "$berth_t" >"$berth_f" && printf '%s\n' "$berth_n" >"$berth_d.n") 2>/dev/null; then :; else rm -rf "$berth_d" "$berth_d.n" 2>/dev/null; berth_f=; fi
fi
export TERM=xterm-256color COLORTERM=truecolor TERM_PROGRAM=berth TERM_PROGRAM_VERSION=@VERSION@
if [ -n "$berth_f" ]; then
[ $berth_k = fish ] || export BERTH_NONCE_FILE="$berth_d.n" BERTH_REMOVE="$berth_d"
case $berth_k in
bash) set -- "$berth_s" --rcfile "$berth_f" -i;;
fish) set -- "$berth_s" --init-command "source $berth_f $berth_d.n $berth_d" -i;;
zsh) [ -n "${ZDOTDIR+x}" ] && export BERTH_ZDOTDIR="$ZDOTDIR"; export ZDOTDIR="$berth_d"; set -- "$berth_s" -i;;
sh) [ -n "${ENV+x}" ] && export BERTH_ENV="$ENV"; export ENV="$berth_f"; set -- "$berth_s" -i;;
esac
else
set -- "$berth_s"
fi
printf '%s%s\033]633;P;Shell=%s;%s\007' berth-ready- @ID@ "${berth_s##*/}" "$berth_n"
unset berth_n berth_t berth_l
exec "$@"
)";

void replaceAll(std::string &text, const std::string &what, const std::string &with)
{
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
}

std::string quoted(const std::string &text)
{
    std::string out = text;
    replaceAll(out, "'", "'\\''");
    return "'" + out + "'";
}

// What is not one line of plain characters is no name of a shell.
bool isSendable(const std::string &text)
{
    return !text.empty() && text.size() <= 256 && std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
}

} // namespace

ContainerLaunch containerLaunch(const std::string &nonce, const std::string &shell, Ladder ladder)
{
    constexpr std::array<std::pair<const char *, const char *>, 4> kScripts{
        {{"bash", "berth.bash"}, {"zsh", "zsh.zshenv"}, {"fish", "berth.fish"}, {"sh", "berth.sh"}}};
    const bool wantsFish = kindOf(shell) == Kind::Fish;
    const auto id = base::randomHex(8);
    std::string text = kFindShell;
    for (const auto &[kind, script] : kScripts)
        if (wantsFish || std::string_view(kind) != "fish")
            text += std::string(kind) + ") berth_t=" + quoted(packed(scriptText(script))) + ";;\n";
    text += kStartShell;
    const std::string first = isSendable(shell) ? quoted(shell) : "";
    replaceAll(text, "@SHELLS@", ladder == Ladder::No && !first.empty() ? first : first + " bash zsh ash /bin/sh");
    replaceAll(text, "@ID@", id);
    replaceAll(text, "@VERSION@", BERTH_VERSION);
    const std::string input = "berth_n=" + nonce + "\nberth_t=" + quoted(text) + '\n' + kEndOfFile;
    return {{"/bin/sh", "-c", kLauncher}, input, "berth-ready-" + id};
}

ContainerLaunch sizedLaunch(const std::vector<std::string> &command)
{
    const auto id = base::randomHex(8);
    ContainerLaunch launch{{"/bin/sh", "-c", "IFS= read -r berth_n; unset berth_n; printf '%s%s' berth-ready- " + id + "; exec \"$@\"", "sh"}, "\n", "berth-ready-" + id};
    launch.command.insert(launch.command.end(), command.begin(), command.end());
    return launch;
}

} // namespace core::shell
