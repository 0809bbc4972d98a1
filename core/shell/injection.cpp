#include "core/shell/injection.h"

#include "core/base/random.h"
#include "core/base/unique_fd.h"
#include "core/shell/scripts.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace core::shell {
namespace {

using Environment = std::vector<std::pair<std::string, std::string>>;

std::string_view baseName(std::string_view program)
{
    const auto slash = program.rfind('/');
    return slash == std::string_view::npos ? program : program.substr(slash + 1);
}

// Hands a variable that we must take over to the script, which puts it back. Absent stays absent.
void shadow(Injection &injection, const Environment &environment, const std::string &name, const std::string &value)
{
    const auto had = std::ranges::find(environment, name, &Environment::value_type::first);
    if (had != environment.end())
        injection.environment.emplace_back("BERTH_" + name, had->second);
    injection.environment.emplace_back(name, value);
}

// Where the script would not be read the nonce would stay where it is; see container_launch.cpp.
bool readsOurScript(Kind kind, bool login, const std::string &scriptDir, const Environment &environment)
{
    // The shell expands what is in ENV.
    if ((kind == Kind::Sh || (kind == Kind::Bash && login)) && scriptDir.find_first_of("$`\"\\") != std::string::npos)
        return false;
    if (kind == Kind::Bash) {
        return std::ranges::none_of(environment, [](const auto &variable) {
            return variable.first == "POSIXLY_CORRECT" || (variable.first == "SHELLOPTS" && (':' + variable.second + ':').contains(":posix:"));
        });
    }
    if (kind != Kind::Zsh)
        return true;
    for (const char *file : {"/etc/zsh/zshenv", "/etc/zshenv"}) {
        std::ifstream lines(file);
        for (std::string line; std::getline(lines, line);) {
            if (!line.starts_with('#') && line.find("ZDOTDIR") != std::string::npos)
                return false;
        }
    }
    return true;
}

std::string fishQuoted(const std::string &text)
{
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "'";
}

base::Result<void> failure(const std::string &what)
{
    return base::fail("shell.scripts", "The shell integration could not be written, so command blocks are not available.", what + ": " + std::strerror(errno));
}

base::Result<void> makePrivateFolder(const std::string &path)
{
    struct stat st{};
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        return failure("mkdir");
    if (::lstat(path.c_str(), &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != ::geteuid()) {
        errno = EPERM;
        return failure("folder of somebody else");
    }
    if ((st.st_mode & 077) != 0 && ::chmod(path.c_str(), 0700) != 0)
        return failure("chmod");
    return {};
}

base::Result<void> writeThrough(const std::string &path, const std::string &text, int flags)
{
    base::UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0600));
    if (!file)
        return failure("open");
    for (std::size_t done = 0; done < text.size();) {
        const auto n = ::write(file.get(), text.data() + done, text.size() - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failure("write");
        done += std::size_t(n);
    }
    return {};
}

// Replaced in one step: another instance may be starting a shell from the same folder.
base::Result<void> writeFile(const std::string &path, const std::string &text)
{
    const auto temporary = path + '.' + std::to_string(::getpid());
    if (auto written = writeThrough(temporary, text, O_TRUNC); !written)
        return written;
    return std::rename(temporary.c_str(), path.c_str()) == 0 ? base::Result<void>() : failure("rename");
}

} // namespace

Kind kindOf(std::string_view program)
{
    auto name = baseName(program);
    if (name.starts_with('-'))
        name.remove_prefix(1);
    constexpr std::array<std::pair<std::string_view, Kind>, 6> kKinds{
        {{"bash", Kind::Bash}, {"zsh", Kind::Zsh}, {"fish", Kind::Fish}, {"sh", Kind::Sh}, {"dash", Kind::Sh}, {"ash", Kind::Sh}}};
    const auto found = std::ranges::find(kKinds, name, &std::pair<std::string_view, Kind>::first);
    return found == kKinds.end() ? Kind::Other : found->second;
}

std::optional<PlainShell> plainShell(const std::vector<std::string> &command)
{
    if (command.empty() || command.front().starts_with('-'))
        return {};
    PlainShell shell{command.front()};
    if (command.size() > 1 && baseName(command[0]) == "busybox" && (command[1] == "sh" || command[1] == "ash"))
        shell.applet = command[1];
    else if (kindOf(command.front()) == Kind::Other)
        return {};
    for (std::size_t i = shell.applet.empty() ? 1 : 2; i < command.size(); ++i) {
        const std::string &word = command[i];
        const bool letters = word.size() > 1 && word.front() == '-' && word.find_first_not_of("il", 1) == std::string::npos;
        if (!letters && word != "--login" && word != "--interactive")
            return {};
        shell.login = shell.login || word == "--login" || (letters && word.find('l') != std::string::npos);
    }
    return shell;
}

Injection localInjection(const std::string &shellProgram, bool login, const std::string &nonceFile, const std::string &scriptDir,
                         const Environment &environment)
{
    Injection out;
    out.kind = readsOurScript(kindOf(shellProgram), login, scriptDir, environment) ? kindOf(shellProgram) : Kind::Other;
    out.arguments = {(login ? "-" : "") + std::string(baseName(shellProgram))};
    if (out.kind == Kind::Other)
        return out;
    if (out.kind != Kind::Fish) // which runs the user's own files first, and is told by an argument
        out.environment.emplace_back("BERTH_NONCE_FILE", nonceFile);
    switch (out.kind) {
    case Kind::Bash:
        if (login) {
            out.arguments.emplace_back("--posix"); // the one way to have a login bash read a file of ours: see berth.bash
            shadow(out, environment, "ENV", scriptDir + "/berth.bash");
        } else {
            out.arguments.insert(out.arguments.end(), {"--rcfile", scriptDir + "/berth.bash", "-i"});
        }
        break;
    case Kind::Zsh: shadow(out, environment, "ZDOTDIR", scriptDir + "/zsh"); break;
    case Kind::Fish: out.arguments.insert(out.arguments.end(), {"--init-command", "source " + fishQuoted(scriptDir + "/berth.fish") + ' ' + fishQuoted(nonceFile)}); break;
    case Kind::Sh: shadow(out, environment, "ENV", scriptDir + "/berth.sh"); break;
    case Kind::Other: break;
    }
    return out;
}

base::Result<void> writeScripts(const std::string &dir)
{
    for (const auto &folder : {dir, dir + "/zsh"})
        if (auto made = makePrivateFolder(folder); !made)
            return made;
    const std::array<std::pair<const char *, const char *>, 4> files{
        {{"berth.bash", "/berth.bash"}, {"berth.fish", "/berth.fish"}, {"berth.sh", "/berth.sh"}, {"zsh.zshenv", "/zsh/.zshenv"}}};
    for (const auto &[script, path] : files)
        if (auto written = writeFile(dir + path, scriptText(script)); !written)
            return written;
    return {};
}

base::Result<NonceFile> NonceFile::write(const std::string &scriptDir, const std::string &nonce)
{
    NonceFile file(scriptDir + "/nonce-" + base::randomHex(8));
    if (auto written = writeThrough(file.m_path, nonce + '\n', O_EXCL); !written)
        return std::unexpected(written.error());
    return file;
}

NonceFile &NonceFile::operator=(NonceFile &&other) noexcept
{
    std::swap(m_path, other.m_path);
    return *this;
}

NonceFile::~NonceFile()
{
    if (!m_path.empty())
        ::unlink(m_path.c_str());
}

} // namespace core::shell
