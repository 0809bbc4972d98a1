// Reads a Pty on a thread of its own, as a session does, and keeps what it printed.
#pragma once
#include "core/base/wake_fd.h"
#include "core/pty/pty.h"

#include <QTest>
#include <array>
#include <atomic>
#include <functional>
#include <mutex>
#include <poll.h>
#include <string>
#include <thread>
#include <vector>

namespace tests {

class TerminalReader
{
public:
    explicit TerminalReader(core::pty::Pty &pty)
        : m_pty(pty)
        , m_thread([this] { run(); })
    {
    }
    ~TerminalReader() { stop(); }

    void stop()
    {
        m_stop = true;
        m_wake.signal();
        if (m_thread.joinable())
            m_thread.join();
    }

    void type(std::string_view bytes)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_input += bytes;
        }
        m_wake.signal();
    }
    // Runs on the reader's thread: a Pty takes no calls from others while it is read.
    void call(std::function<void(core::pty::Pty &)> what)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_calls.push_back(std::move(what));
        }
        m_wake.signal();
    }
    bool ended() const { return m_ended; }
    std::string all() const
    {
        const std::lock_guard lock(m_mutex);
        return m_output;
    }
    std::size_t count() const { return m_count; }
    bool hasLine() const { return all().find('\n') != std::string::npos; }
    bool waitFor(const std::string &text, int milliseconds = 10'000) const
    {
        return QTest::qWaitFor([&] { return all().find(text) != std::string::npos; }, milliseconds);
    }
    std::vector<std::string> lines() const // without CR LF; the last may be unfinished
    {
        std::vector<std::string> out;
        std::string line;
        for (const char c : all()) {
            if (c == '\n')
                out.push_back(std::exchange(line, {}));
            else if (c != '\r')
                line += c;
        }
        out.push_back(line);
        return out;
    }

private:
    void run()
    {
        std::array<char, 64 << 10> buffer;
        std::string pending;
        while (!m_stop && m_pty.fd() >= 0) {
            std::vector<std::function<void(core::pty::Pty &)>> calls;
            {
                const std::lock_guard lock(m_mutex);
                pending += std::exchange(m_input, {});
                calls.swap(m_calls);
            }
            for (const auto &what : calls)
                what(m_pty);
            if (const auto written = m_pty.write(pending); written)
                pending.erase(0, *written);
            std::array<pollfd, 2> fds{{{m_pty.fd(), short(POLLIN | (pending.empty() ? 0 : POLLOUT)), 0}, {m_wake.fd(), POLLIN, 0}}};
            ::poll(fds.data(), fds.size(), -1);
            m_wake.clear();
            const auto read = m_pty.read(buffer);
            if (read.state == core::pty::ReadResult::End)
                break;
            m_count += read.count;
            const std::lock_guard lock(m_mutex);
            if (m_output.size() < kKeep)
                m_output.append(buffer.data(), read.count);
        }
        m_ended = !m_stop;
    }

    static constexpr std::size_t kKeep = 1u << 20;
    core::pty::Pty &m_pty;
    core::base::WakeFd m_wake;
    mutable std::mutex m_mutex; // guards the three below
    std::vector<std::function<void(core::pty::Pty &)>> m_calls;
    std::string m_input;
    std::string m_output;
    std::atomic<std::size_t> m_count{0};
    std::atomic<bool> m_stop{false};
    std::atomic<bool> m_ended{false};
    std::thread m_thread; // last: starts when the rest is there
};

} // namespace tests
