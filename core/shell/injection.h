// How Berth's shell integration gets into a shell: by files and arguments, never typed.
#pragma once
#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::shell {

enum class Kind { Bash, Zsh, Fish, Sh, Other }; // Sh: dash, ash, busybox sh

Kind kindOf(std::string_view program); // by base name, a leading '-' ignored

// The shell that a command of its own starts and nothing else: `zsh`, `/bin/bash -l`, `busybox sh`. Nothing for any other
// command.
struct PlainShell
{
    std::string program;
    bool login = false;
    std::string applet = {}; // of busybox, which is told by argv[0]
};
std::optional<PlainShell> plainShell(const std::vector<std::string> &command);

// What to start instead of the bare shell.
struct Injection
{
    Kind kind = Kind::Other;
    std::vector<std::string> arguments; // argv, including argv[0]
    std::vector<std::pair<std::string, std::string>> environment; // additions; the script takes them away again
};

// A local interactive shell. `scriptDir` is a folder that holds the integration scripts (written there by
// writeScripts()), `nonceFile` the path of a NonceFile. Kind::Other gets no integration: blocks are unavailable, and the status
// bar says so.
Injection localInjection(const std::string &shellProgram, bool login, const std::string &nonceFile, const std::string &scriptDir,
                         const std::vector<std::pair<std::string, std::string>> &environment);

// Writes the scripts (0700 folder, 0600 files) below `dir`. Code: shell.scripts.
base::Result<void> writeScripts(const std::string &dir);

// How one local shell gets its nonce: a file (0600) in the scripts' folder that the script reads and empties. In the
// environment its children could read it for as long as it runs (/proc/PID/environ). Removed with this object.
class NonceFile
{
public:
    // Code: shell.scripts.
    static base::Result<NonceFile> write(const std::string &scriptDir, const std::string &nonce);
    NonceFile(NonceFile &&other) noexcept : m_path(std::exchange(other.m_path, {})) {}
    NonceFile &operator=(NonceFile &&other) noexcept;
    ~NonceFile();
    const std::string &path() const { return m_path; }

private:
    explicit NonceFile(std::string path) : m_path(std::move(path)) {}
    std::string m_path; // empty: moved from
};

// A shell inside a container: one exec runs `command`; then, after the resize, `input` is written to its standard input (lines
// of printable ASCII, each shorter than the 4 KiB that a terminal keeps of one; the terminal echoes them); everything it
// prints up to and including `ready` is thrown away, and what follows is the session. The launcher puts the script into a
// private folder under /dev/shm if it can, and walks the ladder bash > zsh > ash > sh; which shell it found it says by a mark.
// Without the ladder it is `shell` or nothing: the session then ends with 127. The nonce is in `input` alone: engines show an
// exec's settings to others.
struct ContainerLaunch
{
    std::vector<std::string> command;
    std::string input;
    std::string ready;
};
// The same for a program that is no shell of ours: it is started once its terminal has its size. Needs /bin/sh in the container.
ContainerLaunch sizedLaunch(const std::vector<std::string> &command);
enum class Ladder : bool { No, Yes };
ContainerLaunch containerLaunch(const std::string &nonce, const std::string &shell = {}, Ladder ladder = Ladder::Yes);

} // namespace core::shell
