#include "core/pty/local_pty.h"

#include "core/base/unique_fd.h"
#include "core/pty/foreground_process.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <spawn.h>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <thread>

extern "C" { // glibc 2.36 forgot it
#include <sys/pidfd.h>
}

namespace core::pty {
namespace {

using namespace std::chrono_literals;

constexpr auto kHangUpGrace = 250ms; // a shell that saves its history on SIGHUP needs a few
constexpr auto kKillGrace = 250ms;   // SIGKILL takes effect at once unless the process hangs in the kernel
constexpr std::size_t kFullRead = 4095; // what Linux keeps of a terminal; more only if it is refilled meanwhile
constexpr int kFloodReads = 32;      // read as one at most, so that one byte at a time does not hold up the reader
constexpr auto kLook = 40us;         // for more to come
constexpr std::size_t kWholeFlood = 32 * 1024; // so much as one: looking pays
constexpr int kMostAsleep = 64;      // readings, after looks in vain

winsize toWinsize(base::GridSize size)
{
    const auto s = base::clamped(size);
    winsize w{};
    w.ws_col = static_cast<unsigned short>(s.cols);
    w.ws_row = static_cast<unsigned short>(s.rows);
    return w;
}

std::string errnoDetail(const char *what, int error)
{
    return std::string(what) + ": " + std::strerror(error);
}

bool isDirectory(const std::string &path)
{
    struct stat st{};
    return !path.empty() && ::stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

std::string_view valueOf(const LocalSpec &spec, std::string_view name)
{
    for (const auto &[key, value] : spec.environment)
        if (key == name)
            return value;
    return {};
}

std::string startDirectory(const LocalSpec &spec)
{
    if (isDirectory(spec.workingDirectory))
        return spec.workingDirectory;
    if (const std::string home(valueOf(spec, "HOME")); isDirectory(home))
        return home;
    return "/";
}

// The program as a path. Looked up before the start so that a missing program is told from a missing interpreter.
base::Result<std::string> resolve(const LocalSpec &spec)
{
    const auto isFile = [](const std::string &path) {
        struct stat st{};
        return ::stat(path.c_str(), &st) == 0 && !S_ISDIR(st.st_mode);
    };
    const auto notExecutable = [&] {
        return base::fail("pty.not_executable", "“" + spec.program + "” cannot be run: you have no permission to execute it.");
    };
    const auto notFound = [&] { return base::fail("pty.not_found", "There is no program “" + spec.program + "” here."); };
    if (spec.program.empty())
        return notFound();
    if (spec.program.find('/') != std::string::npos) {
        if (!isFile(spec.program))
            return notFound();
        return ::access(spec.program.c_str(), X_OK) == 0 ? base::Result<std::string>(spec.program) : notExecutable();
    }
    std::string_view path = valueOf(spec, "PATH");
    if (path.empty())
        path = "/usr/local/bin:/usr/bin:/bin";
    bool sawFile = false;
    for (;;) {
        const auto colon = path.find(':');
        const std::string folder(path.substr(0, colon));
        const auto candidate = (folder.empty() ? "." : folder) + '/' + spec.program;
        if (isFile(candidate)) {
            if (::access(candidate.c_str(), X_OK) == 0)
                return candidate;
            sawFile = true;
        }
        if (colon == std::string_view::npos)
            break;
        path.remove_prefix(colon + 1);
    }
    return sawFile ? notExecutable() : notFound();
}

class SpawnSetup
{
public:
    SpawnSetup()
    {
        ::posix_spawn_file_actions_init(&m_actions);
        ::posix_spawnattr_init(&m_attributes);
    }
    ~SpawnSetup()
    {
        ::posix_spawn_file_actions_destroy(&m_actions);
        ::posix_spawnattr_destroy(&m_attributes);
    }
    SpawnSetup(const SpawnSetup &) = delete;

    // The session is made before the file actions run, and the first terminal that a session leader opens becomes its
    // controlling terminal: no code of ours runs in the child.
    int prepare(const char *terminal, const std::string &folder)
    {
        sigset_t all, none;
        sigfillset(&all);
        sigemptyset(&none);
        int error = 0;
        const auto step = [&](int result) { error = error ? error : result; };
        step(::posix_spawnattr_setsigdefault(&m_attributes, &all));
        step(::posix_spawnattr_setsigmask(&m_attributes, &none));
        step(::posix_spawnattr_setflags(&m_attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
        step(::posix_spawn_file_actions_addopen(&m_actions, 0, terminal, O_RDWR, 0));
        step(::posix_spawn_file_actions_adddup2(&m_actions, 0, 1));
        step(::posix_spawn_file_actions_adddup2(&m_actions, 0, 2));
        step(::posix_spawn_file_actions_addclosefrom_np(&m_actions, 3));
        step(::posix_spawn_file_actions_addchdir_np(&m_actions, folder.c_str()));
        return error;
    }
    const posix_spawn_file_actions_t *actions() const { return &m_actions; }
    const posix_spawnattr_t *attributes() const { return &m_attributes; }

private:
    posix_spawn_file_actions_t m_actions;
    posix_spawnattr_t m_attributes;
};

class LocalPty final : public Pty
{
public:
    LocalPty(base::UniqueFd master, pid_t pid, base::UniqueFd pidFd)
        : m_master(std::move(master))
        , m_pid(pid)
        , m_pidFd(std::move(pidFd))
    {
    }

    ~LocalPty() override
    {
        if (exitStatus())
            return;
        signalGroups(SIGHUP);
        m_master.reset(); // the kernel hangs up whoever else has the terminal
        if (reapWithin(kHangUpGrace))
            return;
        ::kill(m_pid, SIGKILL);
        if (reapWithin(kKillGrace))
            return;
        // It hangs inside the kernel (a dead network mount): somebody must still collect it one day.
        std::thread([fd = std::move(m_pidFd)] {
            siginfo_t info{};
            while (::waitid(P_PIDFD, id_t(fd.get()), &info, WEXITED) < 0 && errno == EINTR) { }
        }).detach();
    }

    int fd() const override { return m_master.get(); }

    ReadResult read(std::span<char> into) override
    {
        if (!m_master)
            return {ReadResult::End};
        auto n = m_floods ? readFlood(into) : 0;
        if (n == 0)
            n = ::read(m_master.get(), into.data(), into.size());
        m_floods = n >= ssize_t(std::min(kFullRead, into.size()));
        if (n > 0)
            return {ReadResult::Data, std::size_t(n)};
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return {ReadResult::WouldBlock};
        m_master.reset(); // EIO: nobody has the other side open any more
        return {ReadResult::End};
    }

    base::Result<std::size_t> write(std::string_view bytes) override
    {
        const auto n = m_master ? ::write(m_master.get(), bytes.data(), bytes.size()) : -1;
        if (n >= 0)
            return std::size_t(n);
        if (m_master && (errno == EAGAIN || errno == EINTR))
            return std::size_t(0);
        return base::fail("pty.ended", "The program has ended.");
    }

    void resize(base::GridSize size) override
    {
        const auto w = toWinsize(size);
        ::ioctl(m_master.get(), TIOCSWINSZ, &w);
    }

    int exitFd() const override { return m_pidFd.get(); }

    std::optional<ExitStatus> exitStatus() override
    {
        if (m_status)
            return m_status;
        siginfo_t info{};
        if (::waitid(P_PIDFD, id_t(m_pidFd.get()), &info, WEXITED | WNOHANG) != 0) {
            m_status = ExitStatus{{}, {}, "The program's exit status was taken by somebody else."};
        } else if (info.si_pid != 0) {
            m_status.emplace();
            (info.si_code == CLD_EXITED ? m_status->code : m_status->signal) = info.si_status;
        }
        return m_status;
    }

    void hangUp() override
    {
        if (exitStatus())
            return;
        if (std::exchange(m_hungUp, true))
            ::kill(m_pid, SIGKILL);
        else
            signalGroups(SIGHUP);
    }

    std::string foregroundJob() const override
    {
        const pid_t pid = inForeground();
        return pid > 0 ? programName(pid) : std::string();
    }

    std::vector<std::vector<std::string>> foregroundPrograms() const override
    {
        const pid_t pid = inForeground();
        return pid > 0 ? programsBetween(m_pid, pid) : std::vector<std::vector<std::string>>();
    }

private:
    // As many pieces as come at once; 0 when none does. To read a terminal that is empty, or to poll() it, is to sleep until the
    // kernel's worker has filled it (n_tty_read and n_tty_poll flush its work): two switches for each 4 KiB, of which neither
    // side does anything. While a program floods, the worker is about to, or is filling what a read has just emptied; to
    // look is cheaper than to sleep, and reading and filling go on at the same time. A program that prints more slowly than
    // it is read is not looked out for: after a look in vain the next readings sleep, ever more of them.
    ssize_t readFlood(std::span<char> into)
    {
        if (m_asleep > 0) {
            --m_asleep;
            return 0;
        }
        std::size_t done = 0;
        for (int reads = 0; reads < kFloodReads && done < into.size(); ++reads) {
            if (!comesSoon()) {
                m_asleep = m_backOff;
                m_backOff = std::min(2 * m_backOff, kMostAsleep);
                break;
            }
            const auto n = ::read(m_master.get(), into.data() + done, into.size() - done);
            if (n <= 0)
                break; // the next read() meets it again
            done += std::size_t(n);
        }
        if (done >= kWholeFlood)
            m_backOff = 1;
        return ssize_t(done);
    }
    bool comesSoon() const
    {
        const auto until = std::chrono::steady_clock::now() + kLook;
        int there = 0;
        do {
            if (::ioctl(m_master.get(), FIONREAD, &there) != 0)
                return false;
        } while (there == 0 && std::chrono::steady_clock::now() < until);
        return there > 0;
    }

    // -1: the shell itself, or nobody that can be seen.
    pid_t inForeground() const
    {
        const pid_t group = m_master && !m_status ? ::tcgetpgrp(m_master.get()) : -1;
        return group > 0 && group != m_pid ? foregroundProcess(m_pid, group) : -1;
    }

    void signalGroups(int signal) const
    {
        const pid_t foreground = m_master ? ::tcgetpgrp(m_master.get()) : -1;
        if (foreground > 1 && foreground != m_pid)
            sendTo(foreground, signal);
        sendTo(m_pid, signal);
    }
    static void sendTo(pid_t group, int signal)
    {
        ::kill(-group, signal);
        ::kill(-group, SIGCONT); // a stopped job would not notice
    }

    bool reapWithin(std::chrono::milliseconds limit)
    {
        pollfd p{m_pidFd.get(), POLLIN, 0};
        const auto until = std::chrono::steady_clock::now() + limit;
        for (auto left = limit; left.count() >= 0;
             left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now())) {
            const int n = ::poll(&p, 1, int(left.count()));
            if (n > 0)
                return exitStatus().has_value();
            if (n == 0)
                return false;
        }
        return false;
    }

    base::UniqueFd m_master;
    pid_t m_pid;
    base::UniqueFd m_pidFd;
    std::optional<ExitStatus> m_status;
    bool m_hungUp = false;
    bool m_floods = false; // the last read was a full one
    int m_asleep = 0, m_backOff = 1; // readings that do not look first, see readFlood()
};

base::Result<base::UniqueFd> openMaster(base::GridSize size)
{
    base::UniqueFd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    if (!master || ::grantpt(master.get()) != 0 || ::unlockpt(master.get()) != 0)
        return base::fail("pty.no_terminal", "No terminal is free: the system is out of terminals or of open files. Close some and try again.",
                          errnoDetail("posix_openpt", errno));
    const auto w = toWinsize(size);
    ::ioctl(master.get(), TIOCSWINSZ, &w);
    termios modes{};
    if (::tcgetattr(master.get(), &modes) == 0) {
        modes.c_iflag |= IUTF8; // so that the line discipline erases whole characters
        ::tcsetattr(master.get(), TCSANOW, &modes);
    }
    return master;
}

std::vector<char *> pointers(std::vector<std::string> &strings)
{
    std::vector<char *> out;
    for (auto &s : strings)
        out.push_back(s.data());
    out.push_back(nullptr);
    return out;
}

} // namespace

base::Result<std::unique_ptr<Pty>> startLocal(const LocalSpec &spec)
{
    const auto program = resolve(spec);
    if (!program)
        return std::unexpected(program.error());
    auto master = openMaster(spec.size);
    if (!master)
        return std::unexpected(master.error());
    char terminal[64];
    SpawnSetup setup;
    if (const int error = ::ptsname_r(master->get(), terminal, sizeof terminal); error != 0)
        return base::fail("pty.no_terminal", "The new terminal has no name.", errnoDetail("ptsname", error));
    const auto folder = startDirectory(spec);
    if (const int error = setup.prepare(terminal, folder); error != 0)
        return base::fail("pty.start", "The program could not be started.", errnoDetail("posix_spawn setup", error));

    auto arguments = spec.arguments.empty() ? std::vector{spec.program} : spec.arguments;
    std::vector<std::string> environment;
    for (const auto &[key, value] : spec.environment)
        environment.push_back(key + '=' + value);

    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, program->c_str(), setup.actions(), setup.attributes(), pointers(arguments).data(),
                                    pointers(environment).data());
    if (error == EACCES || error == ENOEXEC || error == ENOENT)
        return base::fail("pty.not_executable", "“" + spec.program + "” cannot be run: it is not a program for this machine, or its interpreter is missing.",
                          errnoDetail("posix_spawn", error));
    if (error == EMFILE || error == ENFILE || error == EIO)
        return base::fail("pty.no_terminal", "The new terminal could not be opened.", errnoDetail("posix_spawn", error));
    if (error != 0)
        return base::fail("pty.start", "“" + spec.program + "” could not be started.", errnoDetail("posix_spawn", error));

    base::UniqueFd pidFd(::pidfd_open(pid, 0));
    if (!pidFd) {
        const int why = errno;
        ::kill(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
        return base::fail("pty.start", "“" + spec.program + "” could not be watched; it was ended.", errnoDetail("pidfd_open", why));
    }
    return std::make_unique<LocalPty>(std::move(*master), pid, std::move(pidFd));
}

} // namespace core::pty
