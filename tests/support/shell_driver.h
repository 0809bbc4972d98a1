// A person at a session's keyboard, for tests: types lines at the prompt and waits for what becomes of them.
//
// Threads: the test's.
#pragma once
#include "core/session/session_handle.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <functional>
#include <poll.h>
#include <string>
#include <utility>
#include <vector>

namespace tests {

class ShellDriver
{
public:
    static constexpr int kPatience = 60'000; // ms

    ShellDriver() = default;
    explicit ShellDriver(core::session::SessionPtr of) { attach(std::move(of)); }
    void attach(core::session::SessionPtr of)
    {
        session = std::move(of);
        m_subscription = session->subscribe(core::session::Delivery::Lossless);
    }

    bool atPrompt()
    {
        return waitFor([this] {
            const auto frame = session->frame();
            const auto &blocks = *frame->blocks;
            return !blocks.empty() && blocks.back().trusted && blocks.back().state == core::shell::Block::State::Prompt
                && blocks.back().commandStart != core::base::Position{};
        });
    }
    void type(const std::string &text) { m_ok = session->post(core::session::SendText{text}, kUser).has_value() && m_ok; }

    // Types a line at the prompt and waits until it has run.
    core::session::CommandFinished run(const std::string &line)
    {
        atPrompt();
        const auto before = finished.size();
        type(line + "\r");
        waitFor([&] { return finished.size() > before; });
        return finished.size() > before ? finished.back() : core::session::CommandFinished{};
    }
    // Ctrl-C at the prompt, until a new prompt is there. Once is not always enough: a SIGINT that comes between readline's
    // look at its signals and its pselect() is acted on at the next key only (readline 8.2, rl_getc).
    bool interruptPrompt()
    {
        const auto lastPrompt = [this] { return session->frame()->blocks->back().promptStart; };
        const auto before = lastPrompt();
        for (int i = 0; i < kPatience / kSoon; ++i) {
            type("\003");
            if (waitFor([&] { return lastPrompt() > before; }, kSoon))
                return atPrompt();
        }
        return false;
    }
    bool waitFor(const std::function<bool()> &condition, int patience = kPatience)
    {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < patience) {
            for (const auto &e : m_subscription->takeEvents()) {
                if (auto *f = std::get_if<core::session::CommandFinished>(&e))
                    finished.push_back(*f);
                else if (auto *c = std::get_if<core::session::CwdChanged>(&e))
                    cwd = c->path;
            }
            m_subscription->frameReady();
            if (condition())
                return true;
            QCoreApplication::processEvents(); // an engine lives there
            pollfd p{m_subscription->wakeFd(), POLLIN, 0};
            ::poll(&p, 1, 20);
        }
        const auto frame = session->frame();
        for (const auto &row : frame->screen->rows)
            if (const auto text = row->trimmedText(); !text.empty())
                qWarning("| %s", text.c_str());
        return false;
    }

    core::session::SessionPtr session;
    std::vector<core::session::CommandFinished> finished;
    std::string cwd;

protected:
    bool m_ok = true; // everything so far could be done

private:
    static constexpr int kSoon = 2'000; // ms
    inline static const core::session::Principal kUser{core::session::Principal::Kind::LocalUser, "0", core::session::Role::Operate};
    std::unique_ptr<core::session::Subscription> m_subscription;
};

} // namespace tests
