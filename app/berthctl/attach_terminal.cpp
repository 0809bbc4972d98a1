// berthctl attach: this terminal becomes a viewer of a session. Two threads and no lock between them: the main one reads
// what the session sends, the other one polls keyboard and window size and is the only writer.
#include "app/berthctl/commands.h"
#include "app/berthctl/exit_codes.h"
#include "core/base/wake_fd.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <optional>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace berthctl {
namespace {

namespace wire = berth::attach::v1;
using Stream = grpc::ClientReaderWriter<wire::ViewerMessage, wire::SessionMessage>;

constexpr char kDetachKey = 0x1d; // Ctrl+], as telnet and virsh console have it

// What sessions turn on, off again. Not RIS: in many terminals that takes the user's scrollback along.
constexpr std::string_view kPlainModes = "\033[?1049l\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[?1016l\033[?2004l\033[?1004l\033[?2026l\033[?1l\033>"
                                         "\033[4l\033[20l\033[?5l\033[?6l\033[?7h\033[?69l\033(B\033)B\017\033[0m\033[0 q\033[?25h\033[r";
constexpr std::string_view kReset = "\033c";

const core::base::WakeFd *resized = nullptr; // for the signal handler only

class RawTerminal // restores the terminal's settings when it goes
{
public:
    RawTerminal() : m_valid(::tcgetattr(STDIN_FILENO, &m_saved) == 0)
    {
        if (!m_valid)
            return;
        termios raw = m_saved;
        ::cfmakeraw(&raw);
        ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    }
    ~RawTerminal()
    {
        if (!m_valid)
            return;
        // Whatever modes the session had on must not stay behind in the user's own terminal.
        writeAll(kPlainModes);
        writeAll("\033[999;1H\r\n");
        ::tcsetattr(STDIN_FILENO, TCSADRAIN, &m_saved);
    }
    static bool writeAll(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const ssize_t n = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }

private:
    termios m_saved{};
    bool m_valid;
};

// The session's screen in the place of what this terminal shows, which goes into its scrollback.
void showSnapshot(std::string_view screen, bool isFirst)
{
    winsize size{};
    std::string bytes(kPlainModes);
    if (isFirst && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        bytes += "\033[999;1H" + std::string(size.ws_row, '\n');
    bytes += "\033[H\033[2J";
    if (screen.starts_with(kReset))
        screen.remove_prefix(kReset.size());
    RawTerminal::writeAll(bytes.append(screen));
}

std::optional<wire::ViewerMessage> resizeMessage()
{
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return std::nullopt;
    wire::ViewerMessage message;
    message.mutable_resize()->set_cols(size.ws_col);
    message.mutable_resize()->set_rows(size.ws_row);
    return message;
}

// Keyboard, window size and acknowledgements towards the session, until told to stop or detached.
void sendLoop(Stream &stream, grpc::ClientContext &context, const core::base::WakeFd &stop, const core::base::WakeFd &winch,
              const core::base::WakeFd &parsed, const std::atomic<std::uint64_t> &parsedSeq, std::atomic<bool> &detached)
{
    if (const auto message = resizeMessage())
        stream.Write(*message);
    pollfd fds[] = {{STDIN_FILENO, POLLIN, 0}, {stop.fd(), POLLIN, 0}, {winch.fd(), POLLIN, 0}, {parsed.fd(), POLLIN, 0}};
    for (;;) {
        if (::poll(fds, 4, -1) < 0 && errno != EINTR)
            break;
        if (fds[1].revents)
            break;
        if (fds[2].revents) {
            winch.clear();
            if (const auto message = resizeMessage(); message && !stream.Write(*message))
                break;
        }
        if (fds[3].revents) {
            parsed.clear();
            wire::ViewerMessage ack;
            ack.mutable_ack()->set_seq(parsedSeq.load());
            if (!stream.Write(ack))
                break;
        }
        if (!fds[0].revents)
            continue;
        char buffer[4096];
        const ssize_t n = ::read(STDIN_FILENO, buffer, sizeof buffer);
        std::string_view bytes(buffer, n > 0 ? static_cast<std::size_t>(n) : 0);
        const std::size_t detach = bytes.find(kDetachKey);
        if (const std::string_view typed = bytes.substr(0, detach); !typed.empty()) {
            wire::ViewerMessage message;
            message.mutable_input()->set_data(std::string(typed));
            if (!stream.Write(message))
                break;
        }
        if (bytes.empty()) { // standard input ended (a pipe): what was sent is still shown
            fds[0].fd = -1;
            continue;
        }
        if (detach != std::string_view::npos) {
            detached = true;
            context.TryCancel(); // the reader wakes up; a polite end would wait for output in flight
            break;
        }
    }
}

} // namespace

int attach(Stub &stub, std::uint64_t session)
{
    grpc::ClientContext context; // no deadline: a session lasts as long as it lasts
    const auto stream = stub.Attach(&context);
    wire::ViewerMessage join;
    join.mutable_join()->set_session(session == 0 ? std::string() : std::to_string(session));
    join.mutable_join()->set_viewer_name("berthctl");
    stream->Write(join);

    const core::base::WakeFd stop, winch, parsed;
    std::atomic<std::uint64_t> parsedSeq{0};
    std::atomic<bool> detached{false};
    std::optional<RawTerminal> raw;
    std::optional<std::jthread> sender;
    std::string farewell;
    int code = kDone;
    bool isShown = false;

    wire::SessionMessage message;
    while (stream->Read(&message)) {
        if (message.has_joined()) {
            std::fprintf(stderr, "[attached to session %s (%s); Ctrl+] detaches]\r\n", message.joined().session().c_str(),
                         message.joined().place().c_str());
            raw.emplace();
            resized = &winch;
            std::signal(SIGWINCH, [](int) { resized->signal(); });
            sender.emplace([&] { sendLoop(*stream, context, stop, winch, parsed, parsedSeq, detached); });
        } else if (message.has_snapshot()) {
            showSnapshot(message.snapshot().data(), !std::exchange(isShown, true));
            parsedSeq = message.snapshot().seq();
            parsed.signal();
        } else if (message.has_output()) {
            RawTerminal::writeAll(message.output().data());
            parsedSeq = message.output().seq() + message.output().data().size();
            parsed.signal();
        } else if (message.has_ended()) {
            farewell = "[the session ended" + (message.ended().has_exit_code() ? " with exit code " + std::to_string(message.ended().exit_code()) : "") + "]";
            break;
        } else if (message.has_refused()) {
            farewell = "berthctl: " + message.refused().message();
            code = kFailed;
            break;
        }
    }
    stop.signal();
    sender.reset();
    std::signal(SIGWINCH, SIG_DFL);
    raw.reset();
    if (detached)
        farewell = "[detached]";
    context.TryCancel();
    const grpc::Status status = stream->Finish();
    if (farewell.empty()) { // neither ended nor detached: the instance went
        if (!status.ok())
            return report(status);
        farewell = "berthctl: Berth was closed.";
        code = kFailed;
    }
    std::fprintf(stderr, "%s\n", farewell.c_str());
    return code;
}

} // namespace berthctl
