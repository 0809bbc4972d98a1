// berthctl attach: this terminal becomes a viewer of a session. Two threads: the main one reads what the session sends, the
// other one polls keyboard and window size and is the only one that sends. They share the display.
#include "app/berthctl/attach_screen.h"
#include "app/berthctl/commands.h"
#include "app/berthctl/exit_codes.h"
#include "core/base/wake_fd.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <future>
#include <mutex>
#include <optional>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <thread>
#include <unistd.h>

namespace berthctl {
namespace {

namespace wire = berth::attach::v1;
using Stream = grpc::ClientReaderWriter<wire::ViewerMessage, wire::SessionMessage>;

constexpr char kDetachKey = 0x1d; // Ctrl+], as telnet and virsh console have it

// After the end of the input (a pipe): what was sent is still shown until nothing has come for so long.
constexpr int kQuietAfterEndMs = 500;
constexpr std::chrono::milliseconds kLastWord{2000}; // of an instance whose stream has ended

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
        // Whatever modes the session had on must not stay behind in the user's own terminal.
        if (::isatty(STDOUT_FILENO) != 0) {
            writeAll(kPlainModes);
            writeAll("\033[999;1H\r\n");
        }
        if (m_valid)
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

std::optional<core::base::GridSize> terminalSize()
{
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return std::nullopt;
    return core::base::GridSize{size.ws_col, size.ws_row};
}

// The terminal as both threads write to it. While it is stalled a change of its size waits, and keys behind that.
class Display
{
public:
    void snapshot(const wire::Snapshot &snapshot) { show(&AttachScreen::snapshot, sizeOf(snapshot), snapshot.data()); }
    void output(const std::string &bytes) { show(&AttachScreen::output, bytes); }
    void sessionResized(const wire::Resize &resize) { show(&AttachScreen::sessionResized, sizeOf(resize)); }
    void terminalResized() { show(&AttachScreen::terminalResized, terminalSize()); }

private:
    static core::base::GridSize sizeOf(const auto &message)
    {
        return core::base::clamped({int(std::min(message.cols(), 0xffffu)), int(std::min(message.rows(), 0xffffu))});
    }
    template<class... P, class... A>
    void show(std::string (AttachScreen::*change)(P...), const A &...arguments)
    {
        const std::lock_guard lock(m_mutex);
        RawTerminal::writeAll((m_screen.*change)(arguments...));
    }

    std::mutex m_mutex; // the order in which bytes are made is the order in which they are written
    AttachScreen m_screen{terminalSize()};
};

std::optional<wire::ViewerMessage> resizeMessage()
{
    const auto size = terminalSize();
    if (!size)
        return std::nullopt;
    wire::ViewerMessage message;
    message.mutable_resize()->set_cols(std::uint32_t(size->cols));
    message.mutable_resize()->set_rows(std::uint32_t(size->rows));
    return message;
}

// Keyboard, window size and acknowledgements towards the session, until told to stop or detached.
void sendLoop(Stream &stream, grpc::ClientContext &context, Display &display, const core::base::WakeFd &stop, const core::base::WakeFd &winch,
              const core::base::WakeFd &parsed, const std::atomic<std::uint64_t> &parsedSeq, std::atomic<bool> &typed, std::atomic<bool> &detached)
{
    const auto leave = [&] {
        detached = true;
        context.TryCancel(); // the reader wakes up; a polite end would wait for output in flight
    };
    display.terminalResized(); // while we connected
    if (const auto message = resizeMessage())
        stream.Write(*message);
    pollfd fds[] = {{STDIN_FILENO, POLLIN, 0}, {stop.fd(), POLLIN, 0}, {winch.fd(), POLLIN, 0}, {parsed.fd(), POLLIN, 0}};
    for (;;) {
        const bool inputEnded = fds[0].fd < 0;
        const int ready = ::poll(fds, 4, inputEnded ? kQuietAfterEndMs : -1);
        if (ready < 0 && errno != EINTR)
            break;
        if (ready == 0)
            return leave();
        if (fds[1].revents)
            break;
        if (fds[2].revents) {
            winch.clear();
            display.terminalResized();
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
        if (const std::string_view keys = bytes.substr(0, detach); !keys.empty()) {
            typed = true;
            wire::ViewerMessage message;
            message.mutable_input()->set_data(std::string(keys));
            if (!stream.Write(message))
                break;
        }
        if (bytes.empty())
            fds[0].fd = -1;
        if (detach != std::string_view::npos)
            return leave();
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
    std::atomic<bool> typed{false}, detached{false};
    Display display;
    std::optional<RawTerminal> raw;
    std::optional<std::jthread> sender;
    std::string farewell, refused; // the last that the session did not take of what was typed
    int code = kDone;

    wire::SessionMessage message;
    while (stream->Read(&message)) {
        if (message.has_joined()) {
            std::fprintf(stderr, "[attached to session %s (%s); Ctrl+] detaches]\r\n", message.joined().session().c_str(),
                         message.joined().place().c_str());
            raw.emplace();
            resized = &winch;
            std::signal(SIGWINCH, [](int) { resized->signal(); });
            sender.emplace([&] { sendLoop(*stream, context, display, stop, winch, parsed, parsedSeq, typed, detached); });
        } else if (message.has_snapshot()) {
            display.snapshot(message.snapshot());
            parsedSeq = message.snapshot().seq();
            parsed.signal();
        } else if (message.has_output()) {
            display.output(message.output().data());
            parsedSeq = message.output().seq() + message.output().data().size();
            parsed.signal();
        } else if (message.has_resize()) {
            display.sessionResized(message.resize());
        } else if (message.has_notice()) {
            // Words would be in the middle of the session's screen: they come when that is left. Once the session has ended, or of
            // the size alone, it is no loss.
            if (message.notice().code() != "session.ended" && typed)
                refused = message.notice().message();
        } else if (message.has_ended()) {
            farewell = "[the session ended" + (message.ended().has_exit_code() ? " with exit code " + std::to_string(message.ended().exit_code()) : "") + "]";
            break;
        } else if (message.has_refused()) {
            farewell = "berthctl: " + message.refused().message();
            code = kFailed;
            break;
        }
    }
    const bool joined = sender.has_value();
    stop.signal();
    sender.reset();
    std::signal(SIGWINCH, SIG_DFL);
    raw.reset();
    if (detached)
        farewell = "[detached]";
    // What is still on its way is not waited for, nor an instance that does not say how it ended.
    std::promise<void> said;
    std::thread impatient([&, saying = said.get_future(), wait = farewell.empty() ? kLastWord : kLastWord.zero()] {
        if (saying.wait_for(wait) != std::future_status::ready)
            context.TryCancel();
    });
    const grpc::Status status = stream->Finish();
    said.set_value();
    impatient.join();
    if (farewell.empty()) { // neither ended nor detached: the instance went, or says why not
        if (!status.ok() && !(joined && status.error_code() == grpc::StatusCode::UNAVAILABLE))
            return report(status);
        farewell = "berthctl: Berth was closed.";
        code = kFailed;
    }
    std::fprintf(stderr, "%s\n", farewell.c_str());
    if (refused.empty())
        return code;
    std::fprintf(stderr, "berthctl: not all that was typed arrived: %s\n", refused.c_str());
    return kFailed;
}

} // namespace berthctl
