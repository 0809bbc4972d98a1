// A session for tests: its output is what feed() is given, its ring is small and real, its snapshot is all that was fed.
// Threads: any, as a SessionHandle's.
#pragma once
#include "core/base/wake_fd.h"
#include "core/session/session_handle.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace core::attach::testing {

class FakeSession final : public session::SessionHandle, public std::enable_shared_from_this<FakeSession>
{
public:
    explicit FakeSession(std::size_t ringBytes = 4u << 20) : m_ringBytes(ringBytes)
    {
        m_info.id = base::SessionId{7};
        m_info.place = {"docker:default", "c0ffee", "shop-api", "busybox", "app"};
        m_info.shell = "bash";
        m_frame = std::make_shared<session::SessionFrame>();
    }

    // ---- the program's side
    void feed(std::string bytes)
    {
        const std::lock_guard lock(m_mutex);
        m_all += bytes;
        const base::Seq at = m_head;
        m_head += bytes.size();
        m_ring.push_back({at, session::TapBytes{std::move(bytes)}});
        while (!m_ring.empty() && m_head - m_ring.front().seq > m_ringBytes)
            m_ring.pop_front();
        wakeAll();
    }
    void setSize(base::GridSize size)
    {
        const std::lock_guard lock(m_mutex);
        m_size = size;
        ++m_head; // a resize takes one seq of its own
        m_ring.push_back({m_head, session::TapResize{size}});
        wakeAll();
    }
    void happen(session::Event event)
    {
        const std::lock_guard lock(m_mutex);
        for (Watch *watch : m_watches) {
            watch->events.push_back(event);
            watch->wake.signal();
        }
    }
    std::vector<session::Command> posted() const
    {
        const std::lock_guard lock(m_mutex);
        return m_posted;
    }
    std::string typed() const
    {
        std::string out;
        for (const auto &command : posted()) {
            if (const auto *bytes = std::get_if<session::SendBytes>(&command))
                out += bytes->bytes;
        }
        return out;
    }
    void setBusy(bool busy)
    {
        const std::lock_guard lock(m_mutex);
        m_busy = busy;
    }
    base::Seq head() const
    {
        const std::lock_guard lock(m_mutex);
        return m_head;
    }

    // ---- SessionHandle
    const session::SessionInfo &info() const override { return m_info; }
    base::Result<void> post(session::Command command, const session::Principal &) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_busy)
            return base::fail("session.busy", "The program is not reading its input.");
        m_posted.push_back(std::move(command));
        return {};
    }
    session::SessionFramePtr frame() const override { return m_frame; }
    std::unique_ptr<session::Subscription> subscribe(session::Delivery) override { return std::make_unique<Watch>(shared_from_this()); }
    std::unique_ptr<session::Tap> openTap(session::TapUse) override { return std::make_unique<Reader>(shared_from_this()); }
    std::string foregroundJob() const override { return {}; }
    std::size_t viewers() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_readers.size();
    }

private:
    struct Watch final : session::Subscription
    {
        explicit Watch(std::shared_ptr<FakeSession> s) : session(std::move(s))
        {
            const std::lock_guard lock(session->m_mutex);
            session->m_watches.push_back(this);
        }
        ~Watch() override
        {
            const std::lock_guard lock(session->m_mutex);
            std::erase(session->m_watches, this);
        }
        int wakeFd() const override { return wake.fd(); }
        std::vector<session::Event> takeEvents() override
        {
            const std::lock_guard lock(session->m_mutex);
            wake.clear();
            return std::exchange(events, {});
        }
        bool frameReady() override { return false; }

        std::shared_ptr<FakeSession> session;
        std::vector<session::Event> events;
        base::WakeFd wake;
    };

    struct Reader final : session::Tap
    {
        explicit Reader(std::shared_ptr<FakeSession> s) : session(std::move(s))
        {
            const std::lock_guard lock(session->m_mutex);
            session->m_readers.push_back(this);
        }
        ~Reader() override
        {
            const std::lock_guard lock(session->m_mutex);
            std::erase(session->m_readers, this);
        }
        int wakeFd() const override { return wake.fd(); }
        void clearWake() override { wake.clear(); }
        std::optional<std::vector<session::TapChunk>> read(base::Seq seq, std::size_t maxBytes) override
        {
            const std::lock_guard lock(session->m_mutex);
            const base::Seq first = session->m_ring.empty() ? session->m_head : session->m_ring.front().seq;
            if (seq < first || seq > session->m_head)
                return std::nullopt;
            std::vector<session::TapChunk> out;
            for (const session::TapChunk &chunk : session->m_ring) {
                const auto *bytes = std::get_if<session::TapBytes>(&chunk.data);
                if (!bytes && chunk.seq > seq)
                    out.push_back(chunk);
                if (!bytes || chunk.seq + bytes->bytes.size() <= seq || maxBytes == 0)
                    continue;
                const std::size_t skip = seq > chunk.seq ? seq - chunk.seq : 0;
                out.push_back({chunk.seq + skip, session::TapBytes{bytes->bytes.substr(skip, maxBytes)}});
                const std::size_t taken = std::get<session::TapBytes>(out.back().data).bytes.size();
                maxBytes -= taken;
                if (skip + taken < bytes->bytes.size())
                    break;
            }
            return out;
        }
        void requestSnapshot() override
        {
            const std::lock_guard lock(session->m_mutex);
            snapshot = session::TapSnapshot{session->m_head, session->m_size, session->m_all.substr(session->m_all.size() - std::min<std::size_t>(session->m_all.size(), 4096))};
            wake.signal();
        }
        std::optional<session::TapSnapshot> takeSnapshot() override { return std::exchange(snapshot, std::nullopt); }

        std::shared_ptr<FakeSession> session;
        std::optional<session::TapSnapshot> snapshot;
        base::WakeFd wake;
    };

    void wakeAll()
    {
        for (Reader *reader : m_readers)
            reader->wake.signal();
    }

    mutable std::mutex m_mutex;
    session::SessionInfo m_info;
    session::SessionFramePtr m_frame;
    std::size_t m_ringBytes;
    base::GridSize m_size;
    std::string m_all;
    base::Seq m_head = 0;
    std::deque<session::TapChunk> m_ring;
    std::vector<Watch *> m_watches;
    std::vector<Reader *> m_readers;
    std::vector<session::Command> m_posted;
    bool m_busy = false;
};

} // namespace core::attach::testing
