#include "core/engine/ssh_child.h"

#include "core/engine/dialect.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

extern char **environ;

namespace core::engine {
namespace {

constexpr std::size_t kMostWords = 4096;
constexpr auto kPatience = std::chrono::seconds(2);

// Default signals and no descriptors of ours but the three.
int spawn(const std::vector<std::string> &words, int socket, int errors, pid_t &pid)
{
    std::vector<char *> argv;
    for (const std::string &word : words)
        argv.push_back(const_cast<char *>(word.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0); // Ctrl+C on our terminal is not for it
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    const int error = ::posix_spawnp(&pid, argv.front(), &actions, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

} // namespace

base::Result<SshChild::Started> SshChild::start(const std::vector<std::string> &words)
{
    int pair[2], pipe[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return base::fail("engine.unreachable", "Too many files are open to start ssh.");
    base::UniqueFd ours(pair[0]), theirs(pair[1]);
    if (::pipe2(pipe, O_CLOEXEC) != 0)
        return base::fail("engine.unreachable", "Too many files are open to start ssh.");
    base::UniqueFd errors(pipe[0]), theirErrors(pipe[1]);
    ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(errors.get(), F_SETFL, O_NONBLOCK);
    pid_t pid = -1;
    if (const int error = spawn(words, theirs.get(), theirErrors.get(), pid); error != 0)
        return base::fail("engine.unreachable", "The program " + words.front() + " cannot be started: " + std::strerror(error) + '.');
    base::UniqueFd pidFd(int(::syscall(SYS_pidfd_open, pid, 0)));
    return Started{new SshChild(pid, std::move(pidFd), std::move(errors)), std::move(ours)};
}

SshChild::SshChild(int pid, base::UniqueFd pidFd, base::UniqueFd errors)
    : m_pid(pid)
    , m_pidFd(std::move(pidFd))
    , m_errors(std::move(errors))
    , m_exit(m_pidFd.get(), QSocketNotifier::Read)
    , m_errorsReadable(m_errors.get(), QSocketNotifier::Read)
{
    m_kill.setSingleShot(true);
    connect(&m_exit, &QSocketNotifier::activated, this, &SshChild::onEnded);
    connect(&m_errorsReadable, &QSocketNotifier::activated, this, &SshChild::readErrors);
    connect(&m_kill, &QTimer::timeout, this, [this] { ::kill(m_pid, SIGKILL); });
}

void SshChild::readErrors()
{
    std::array<char, 1024> buffer;
    const ssize_t count = ::read(m_errors.get(), buffer.data(), buffer.size());
    if (count <= 0) {
        if (count == 0 || (errno != EAGAIN && errno != EINTR))
            m_errorsReadable.setEnabled(false);
        return;
    }
    m_words.append(buffer.data(), std::size_t(count));
    if (m_words.size() > kMostWords)
        m_words.erase(0, m_words.size() - kMostWords);
}

std::string SshChild::lastWords() const
{
    std::string words = m_words;
    while (!words.empty() && (words.back() == '\n' || words.back() == '\r' || words.back() == ' '))
        words.pop_back();
    return engineWords(words.substr(words.find_last_of('\n') + 1));
}

void SshChild::onEnded()
{
    int status = 0;
    if (::waitpid(m_pid, &status, WNOHANG) == 0)
        return;
    m_exit.setEnabled(false);
    m_kill.stop();
    readErrors();
    m_errorsReadable.setEnabled(false); // a shared connection's master may keep the other end
    deleteLater();
    Q_EMIT ended(WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

void SshChild::stop()
{
    disconnect(this, &SshChild::ended, nullptr, nullptr);
    if (!m_exit.isEnabled())
        return; // it has ended
    ::kill(m_pid, SIGTERM);
    m_kill.start(kPatience);
}

} // namespace core::engine
