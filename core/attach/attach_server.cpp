#include "core/attach/attach_server.h"

#include "core/attach/socket_server.h"
#include "core/base/task_inbox.h"

#include <QThread>
#include <mutex>
#include <optional>
#include <utility>

namespace core::attach {

namespace {
constexpr std::size_t kTasks = 1024;            // waiting, per direction
constexpr std::size_t kOutstandingShares = 256; // share() calls not yet answered; with one state and one shutdown they fit kTasks

base::Error closedError()
{
    return {"attach.ended", "Berth is closing and shares nothing any more.", {}};
}

// What lives on the socket thread and is destroyed there.
struct Worker
{
    Worker(AttachServer::Options options, std::function<void(ServerState)> publish)
        : tasks(kTasks)
        , server(std::move(options), std::move(publish))
    {
    }
    base::TaskInbox tasks;
    SocketServer server;
};

// The newest state on its way to the facade's thread: a newer one replaces it, so that one task at most is under way.
class LatestState
{
public:
    bool put(ServerState state) // true: nothing was waiting
    {
        const std::lock_guard lock(m_mutex);
        const bool first = !m_state;
        m_state = std::move(state);
        return first;
    }
    ServerState take()
    {
        const std::lock_guard lock(m_mutex);
        return *std::exchange(m_state, std::nullopt);
    }

private:
    std::mutex m_mutex;
    std::optional<ServerState> m_state;
};

class Facade final : public AttachServer
{
public:
    explicit Facade(Options options)
        : m_inbox(kTasks)
        , m_worker(new Worker(std::move(options), [this](ServerState state) { publish(std::move(state)); }))
    {
        m_thread.setObjectName(QStringLiteral("attach"));
        m_worker->tasks.moveToThread(&m_thread);
        m_worker->server.moveToThread(&m_thread);
        connect(&m_thread, &QThread::finished, &m_thread, [worker = m_worker] { delete worker; }, Qt::DirectConnection);
        m_thread.start();
    }

    ~Facade() override
    {
        // Waits for the viewers' goodbye, at most the server's closing time.
        if (!m_worker->tasks.post([this] { m_worker->server.shutdown([this] { m_thread.quit(); }); }))
            m_thread.quit();
        m_thread.wait();
    }

    void share(session::SessionPtr session, session::Role role, std::chrono::seconds lifetime, Done<Share> done) override
    {
        if (!session)
            return done(base::fail("attach.no_session", "This session is closed."));
        if (m_closed)
            return done(std::unexpected(closedError()));
        if (m_outstanding >= kOutstandingShares)
            return done(base::fail("attach.limit", "Too many links are being made at once. Try again."));
        ++m_outstanding;
        auto answer = std::make_shared<Done<Share>>(std::move(done));
        const bool posted = m_worker->tasks.post([this, session = std::move(session), role, lifetime, answer] {
            auto made = m_worker->server.share(session, role, lifetime);
            (void)m_inbox.post([this, answer, made = std::move(made)]() mutable { // fits: m_outstanding is below its capacity
                --m_outstanding;
                (*answer)(std::move(made));
            });
        });
        if (!posted) {
            --m_outstanding;
            (*answer)(base::fail("attach.limit", "The share server is busy. Try again."));
        }
    }

    void revoke(const std::string &shareId) override
    {
        if (!m_closed)
            (void)m_worker->tasks.post([this, shareId] { m_worker->server.revoke(shareId); });
    }

    void containerRenamed(base::SessionId session, const std::string &name) override
    {
        if (!m_closed)
            (void)m_worker->tasks.post([this, session, name] { m_worker->server.containerRenamed(session, name); });
    }

    const std::vector<Share> &shares() const override { return m_state.shares; }
    int port() const override { return m_state.port; }

    void shutdown(std::function<void()> done) override
    {
        if (std::exchange(m_closed, true))
            return done();
        const bool posted = m_worker->tasks.post([this, done] {
            m_worker->server.shutdown([this, done] { (void)m_inbox.post(done); });
        });
        if (!posted)
            done();
    }

private:
    void publish(ServerState state) // socket thread
    {
        if (m_latest.put(std::move(state)))
            (void)m_inbox.post([this] { // fits: see kOutstandingShares
                m_state = m_latest.take();
                Q_EMIT changed();
            });
    }

    base::TaskInbox m_inbox;
    LatestState m_latest;
    ServerState m_state;
    std::size_t m_outstanding = 0;
    bool m_closed = false;
    QThread m_thread;
    Worker *const m_worker; // destroyed by the socket thread as it finishes; only `tasks` is for this one
};
} // namespace

std::unique_ptr<AttachServer> AttachServer::create(Options options)
{
    return std::make_unique<Facade>(std::move(options));
}

} // namespace core::attach
