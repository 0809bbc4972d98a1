// A session with a mock behind it, what a viewer of it sees, and marks as our own scripts print them. For tests.
#pragma once
#include "core/pty/mock_pty.h"
#include "core/session/session.h"

#include <QElapsedTimer>
#include <poll.h>
#include <thread>

namespace core::session::testing {

inline constexpr int kPatience = 30'000; // ms
inline const Principal kUser{Principal::Kind::LocalUser, "0", Role::Operate};
inline const std::string kNonce = "0123456789abcdef";

// A session with a mock behind it, and a subscriber that collects what it is told.
struct Bench
{
    explicit Bench(SessionOptions options = {}, Delivery delivery = Delivery::DropAndTell, bool inContainer = false)
    {
        options.nonce = kNonce;
        if (options.size == base::GridSize{})
            options.size = {40, 10};
        auto pair = pty::makeMockPty(inContainer);
        program = std::move(pair.program);
        session = startSession(std::move(options), std::move(pair.pty));
        subscription = session->subscribe(delivery);
    }
    void look()
    {
        for (auto &e : subscription->takeEvents())
            events.push_back(std::move(e));
        if (subscription->frameReady())
            ++frames;
    }
    std::string row(int r)
    {
        look();
        return session->frame()->screen->rows.at(std::size_t(r))->trimmedText();
    }
    template <class T> std::vector<T> only()
    {
        look();
        std::vector<T> out;
        for (const auto &e : events)
            if (auto *x = std::get_if<T>(&e))
                out.push_back(*x);
        return out;
    }
    std::string input(std::size_t atLeast)
    {
        QElapsedTimer timer;
        timer.start();
        while (written.size() < atLeast && timer.elapsed() < kPatience) {
            written += program->takeInput();
            std::this_thread::yield();
        }
        return std::exchange(written, {});
    }

    std::unique_ptr<pty::MockProgram> program;
    SessionPtr session;
    std::unique_ptr<Subscription> subscription;
    std::vector<Event> events;
    int frames = 0;
    std::string written;
};

inline std::string own(const std::string &mark)
{
    return "\x1b]133;" + mark + ";nonce=" + kNonce + "\a";
}

inline std::string cycle(const std::string &command, const std::string &output, int exit)
{
    return own("A") + "$ " + own("B") + command + "\r\n\x1b]633;E;" + command + ";" + kNonce + "\a" + own("C") + output
        + own("D;" + std::to_string(exit));
}

// A viewer that follows a tap into a terminal of its own.
struct Viewer : vt::EmulatorEvents
{
    explicit Viewer(SessionHandle &s)
        : session(s)
        , tap(s.openTap())
    {
    }
    void restart()
    {
        terminal.reset();
        tap->requestSnapshot();
        ++snapshots;
        asked = true;
    }
    void follow()
    {
        pollfd p{tap->wakeFd(), POLLIN, 0};
        ::poll(&p, 1, 50);
        tap->clearWake();
        if (!terminal && !asked)
            restart();
        if (auto s = tap->takeSnapshot()) {
            asked = false;
            terminal = std::make_unique<vt::Emulator>(vt::Emulator::Options{.size = s->size, .limits = {}, .palette = {}}, *this);
            terminal->feed(s->bytes);
            seq = s->seq;
        }
        if (!terminal)
            return;
        const auto chunks = tap->read(seq, 10'000);
        if (!chunks)
            return restart();
        for (const auto &c : *chunks) {
            if (auto *bytes = std::get_if<TapBytes>(&c.data)) {
                terminal->feed(bytes->bytes);
                seq = c.seq + bytes->bytes.size();
            } else {
                terminal->resize(std::get<TapResize>(c.data).size);
                seq = c.seq;
            }
        }
    }
    bool sees(const std::string &text)
    {
        follow();
        if (terminal)
            for (const auto &row : terminal->frame()->rows)
                if (row->trimmedText().find(text) != std::string::npos)
                    return true;
        return false;
    }
    SessionHandle &session;
    std::unique_ptr<Tap> tap;
    std::unique_ptr<vt::Emulator> terminal;
    base::Seq seq = 0;
    bool asked = false;
    int snapshots = 0;
};

inline std::vector<std::string> screenOf(const vt::Frame &frame)
{
    std::vector<std::string> out;
    for (const auto &row : frame.rows)
        out.push_back(row->trimmedText());
    return out;
}

} // namespace core::session::testing
