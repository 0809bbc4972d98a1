// berthctl replay: plays a recording in this terminal, or prints its command index. Needs no running instance.
#include "app/berthctl/commands.h"
#include "app/berthctl/durations.h"
#include "app/berthctl/exit_codes.h"
#include "app/berthctl/frame_printer.h"
#include "core/base/wake_fd.h"
#include "core/recording/player_session.h"
#include "core/vt/utf8.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace berthctl {
namespace {

using namespace core::recording;
using namespace std::chrono_literals;
using core::base::GridSize;

const core::base::WakeFd *resized = nullptr, *interrupted = nullptr; // for the signal handlers only

bool writeAll(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t n = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes.remove_prefix(std::size_t(n));
    }
    return true;
}

std::string shown(const std::string &text, std::size_t most = 200)
{
    std::string line = text.substr(0, text.find('\n'));
    return core::vt::sanitizedLine(line, most) + (line.size() < text.size() ? " …" : "");
}

std::string clock(Time time)
{
    return clockText(std::chrono::duration_cast<std::chrono::milliseconds>(time));
}

// ------------------------------------------------------------------------------------------------------------ index

void printCommand(std::size_t number, const RecordedCommand &command, bool json)
{
    const auto ms = [](Time time) { return qint64(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()); };
    if (json) {
        const QJsonObject object{{QStringLiteral("number"), qint64(number)},
                                 {QStringLiteral("command"), QString::fromStdString(command.command)},
                                 {QStringLiteral("cwd"), command.isMarker ? QJsonValue() : QString::fromStdString(command.cwd)},
                                 {QStringLiteral("start_ms"), ms(command.start)},
                                 {QStringLiteral("end_ms"), command.end ? QJsonValue(ms(*command.end)) : QJsonValue()},
                                 {QStringLiteral("exit"), command.exitCode ? QJsonValue(*command.exitCode) : QJsonValue()},
                                 {QStringLiteral("stopped"), command.stopped},
                                 {QStringLiteral("duration_ms"), command.end ? QJsonValue(qint64(command.duration.count())) : QJsonValue()},
                                 {QStringLiteral("marker"), command.isMarker}};
        std::printf("%s\n", QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
        return;
    }
    const std::string result = command.isMarker ? "mark" : !command.end ? "-" : !command.exitCode ? "?" : *command.exitCode == 0 ? "ok" : command.stopped ? "stopped" : "exit " + std::to_string(*command.exitCode);
    std::printf("%5zu %9s  %-9s %s\n", number, clock(command.start).c_str(), result.c_str(), shown(command.command).c_str());
}

int printIndex(const std::string &path, bool failuresOnly, bool json)
{
    const auto index = indexCast(path);
    if (!index)
        return report(index.error());
    const auto &commands = (*index)->commands;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (!failuresOnly || commands[i].hasFailed())
            printCommand(i + 1, commands[i], json);
    }
    if (!json && (*index)->skipped > 0)
        std::fprintf(stderr, "berthctl: the recorder was behind %zu times; what was printed then is missing.\n", (*index)->skipped);
    if (!json && (*index)->cutOff)
        std::fprintf(stderr, "berthctl: the file cannot be read to its end.\n");
    return kDone;
}

// Its output as it was, for another program.
int printOutput(const std::string &path, std::uint64_t from)
{
    auto reader = CastReader::open(path);
    if (!reader)
        return report(reader.error());
    CastEvent event;
    std::uint64_t offset = 0;
    const std::string wants{code::kOutput};
    while (reader->next(event, offset, wants)) {
        if (event.code == code::kOutput && offset >= from && !writeAll(event.data))
            return kFailed;
    }
    return kDone;
}

// ------------------------------------------------------------------------------------------------------------ playing

class Screen // the terminal's settings come back when it goes
{
public:
    Screen() : m_hasKeys(::tcgetattr(STDIN_FILENO, &m_saved) == 0)
    {
        if (m_hasKeys) {
            termios raw = m_saved;
            ::cfmakeraw(&raw);
            ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
        }
        writeAll("\x1b[?1049h\x1b[?7l\x1b[2J\x1b[H");
    }
    ~Screen()
    {
        writeAll("\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l");
        if (m_hasKeys)
            ::tcsetattr(STDIN_FILENO, TCSADRAIN, &m_saved);
    }
    bool hasKeys() const { return m_hasKeys; }
    static GridSize size()
    {
        winsize size{};
        if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
            return {};
        return {size.ws_col, size.ws_row};
    }

private:
    termios m_saved{};
    bool m_hasKeys;
};

class Replay
{
public:
    Replay(PlayerSessionPtr session, bool failures) : m_session(std::move(session)), m_subscription(m_session->subscribe()), m_failures(failures) {}

    int run()
    {
        const core::base::WakeFd winch, stop;
        resized = &winch;
        interrupted = &stop;
        std::signal(SIGWINCH, [](int) { resized->signal(); });
        for (const int signal : {SIGINT, SIGTERM, SIGHUP})
            std::signal(signal, [](int) { interrupted->signal(); });
        Screen screen;
        m_printer.setSize(Screen::size());
        pollfd fds[] = {{m_subscription->wakeFd(), POLLIN, 0}, {winch.fd(), POLLIN, 0}, {stop.fd(), POLLIN, 0}, {screen.hasKeys() ? STDIN_FILENO : -1, POLLIN, 0}};
        while (draw()) {
            if (!screen.hasKeys() && m_session->state().atEnd)
                return kDone;
            if (::poll(fds, std::size(fds), -1) < 0 && errno != EINTR)
                return kFailed;
            if (fds[2].revents != 0)
                return kDone;
            if (fds[1].revents != 0) {
                winch.clear();
                m_printer.setSize(Screen::size());
            }
            if (fds[3].revents != 0 && !keys())
                return kDone;
        }
        return kFailed;
    }

private:
    bool draw()
    {
        (void)m_subscription->takeEvents();
        (void)m_subscription->frameReady();
        const PlayerState state = m_session->state();
        return writeAll(m_printer.print(*m_session->frame()->screen, status(state)));
    }

    std::string status(const PlayerState &state) const
    {
        std::string text = state.atEnd ? " ■ " : state.playing ? " ▶ " : " ⏸ ";
        text += clock(state.position) + " / " + (state.index ? clock(state.index->length) : "…");
        char speed[32];
        std::snprintf(speed, sizeof speed, "  %.3g×", state.speed);
        text += speed;
        if (state.seeking)
            text += "  …";
        if (state.index && state.command >= 0) {
            const RecordedCommand &command = state.index->commands[std::size_t(state.command)];
            text += "  " + std::to_string(state.command + 1) + '/' + std::to_string(state.index->commands.size()) + ' ' + shown(command.command, 40);
            if (command.hasFailed())
                text += " ✗ " + std::to_string(*command.exitCode);
            else if (command.stopped)
                text += " stopped";
            else if (command.exitCode)
                text += " ✓";
        }
        if (!state.problem.empty())
            return text + "  " + state.problem;
        return text + "   space pause · ←→ 5 s · n p command · f failure · + - speed · q quit";
    }

    void step(int direction) { m_failures ? m_session->stepFailure(direction) : m_session->stepCommand(direction); }

    bool keys() // false: it is left
    {
        char buffer[256];
        const ssize_t n = ::read(STDIN_FILENO, buffer, sizeof buffer);
        if (n <= 0)
            return false;
        std::string_view typed(buffer, std::size_t(n));
        while (!typed.empty()) {
            if (typed.front() == '\x1b' && typed.size() >= 3 && (typed[1] == '[' || typed[1] == 'O')) {
                arrow(typed[2]);
                typed.remove_prefix(3);
                continue;
            }
            if (!key(typed.front()))
                return false;
            typed.remove_prefix(1);
        }
        return true;
    }

    void arrow(char final)
    {
        switch (final) {
        case 'A': m_session->stepCommand(-1); break;
        case 'B': m_session->stepCommand(1); break;
        case 'C': m_session->seekBy(5s); break;
        case 'D': m_session->seekBy(-5s); break;
        case 'H': m_session->seek({}); break;
        case 'F': m_session->seek(Time::max()); break;
        default: break;
        }
    }

    bool key(char c)
    {
        constexpr char kCtrlC = '\x03';
        switch (c) {
        case ' ': m_session->setPlaying(!m_session->state().playing); break;
        case 'n': step(1); break;
        case 'p': step(-1); break;
        case 'f': m_session->stepFailure(1); break;
        case 'F': m_session->stepFailure(-1); break;
        case '+':
        case '=': m_session->setSpeed(m_session->state().speed * 2); break;
        case '-': m_session->setSpeed(m_session->state().speed / 2); break;
        case '1': m_session->setSpeed(1); break;
        case '0': m_session->seek({}); break;
        case 'q':
        case kCtrlC: return false;
        default: break;
        }
        return true;
    }

    PlayerSessionPtr m_session;
    std::unique_ptr<core::session::Subscription> m_subscription;
    FramePrinter m_printer;
    bool m_failures;
};

} // namespace

int replay(const ReplayOptions &options)
{
    if (options.index)
        return printIndex(options.file, options.failures, options.json);
    const auto index = indexCast(options.file);
    if (!index)
        return report(index.error());
    int first = options.from - 1;
    if (options.from > int((*index)->commands.size())) {
        std::fprintf(stderr, "berthctl: there is no command %d in it; --index lists the %zu that there are.\n", options.from, (*index)->commands.size());
        return kFailed;
    }
    if (options.failures && first < 0) {
        first = (*index)->nextFailure(-1);
        if (first < 0) {
            std::fprintf(stderr, "berthctl: no command failed in it.\n");
            return kFailed;
        }
    }
    if (::isatty(STDOUT_FILENO) == 0)
        return printOutput(options.file, first < 0 ? 0 : (*index)->commands[std::size_t(first)].offset);
    const auto session = PlayerSession::open(options.file);
    if (!session)
        return report(session.error());
    (*session)->setSpeed(options.speed);
    constexpr Time kUsualIdleLimit = 2s;
    if (options.idleLimit >= 0)
        (*session)->setIdleLimit(options.idleLimit > 0 ? std::optional(Time(std::int64_t(options.idleLimit * 1e6))) : std::nullopt);
    else if (!(*session)->header().idleLimit)
        (*session)->setIdleLimit(kUsualIdleLimit);
    if (first >= 0)
        (*session)->goToCommand(first);
    (*session)->setPlaying(true);
    return Replay(*session, options.failures).run();
}

} // namespace berthctl
