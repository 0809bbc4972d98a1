#include "core/session/session.h"

#include "core/session/session_thread.h"
#include "core/session/shared.h"

#include <thread>

namespace core::session {
namespace {

class SubscriptionImpl final : public Subscription
{
public:
    SubscriptionImpl(std::shared_ptr<Shared> shared, std::shared_ptr<Subscriber> subscriber)
        : m_shared(std::move(shared))
        , m_subscriber(std::move(subscriber))
    {
    }
    ~SubscriptionImpl() override
    {
        m_shared->subscribers.remove(m_subscriber);
        m_shared->poke.signal(); // it may have been the one that everybody waited for
    }
    int wakeFd() const override { return m_subscriber->wakeFd(); }
    std::vector<Event> takeEvents() override
    {
        auto taken = m_subscriber->take();
        if (taken.wasBehind)
            m_shared->poke.signal();
        return std::move(taken.events);
    }
    bool frameReady() override
    {
        const bool ready = m_subscriber->takeFrame();
        if (m_shared->frameHeldBack.exchange(false))
            m_shared->poke.signal();
        return ready;
    }

private:
    std::shared_ptr<Shared> m_shared;
    std::shared_ptr<Subscriber> m_subscriber;
};

class TapImpl final : public Tap
{
public:
    TapImpl(std::shared_ptr<Shared> shared, TapUse use)
        : m_shared(std::move(shared))
        , m_client(m_shared->taps.open(use))
    {
        m_shared->poke.signal();
    }
    ~TapImpl() override
    {
        m_shared->taps.close(m_client, base::Clock::system().now());
        m_shared->poke.signal();
    }
    int wakeFd() const override { return m_client->wake.fd(); }
    void clearWake() override { m_shared->taps.clearWake(m_client); }
    std::optional<std::vector<TapChunk>> read(base::Seq seq, std::size_t maxBytes) override { return m_shared->taps.read(seq, maxBytes); }
    void requestSnapshot() override
    {
        m_shared->taps.requestSnapshot(m_client);
        m_shared->poke.signal();
    }
    std::optional<TapSnapshot> takeSnapshot() override { return m_shared->taps.takeSnapshot(m_client); }

private:
    std::shared_ptr<Shared> m_shared;
    TapHub::ClientPtr m_client;
};

class Handle final : public SessionHandle
{
public:
    Handle(SessionOptions options, std::unique_ptr<pty::Pty> pty)
        : m_shared(std::make_shared<Shared>(std::move(options)))
        , m_thread([owner = std::make_unique<SessionThread>(m_shared, std::move(pty))] { owner->run(); })
    {
    }
    ~Handle() override
    {
        m_shared->stop = true;
        m_shared->poke.signal();
        m_thread.join();
    }

    const SessionInfo &info() const override { return m_shared->options.info; }

    base::Result<void> post(Command command, const Principal &from) override
    {
        if (from.role == Role::View)
            return base::fail("session.forbidden", "You may watch this session, not type into it.");
        if (m_shared->ended.load() && !std::holds_alternative<Resize>(command)) // what it printed is still looked at
            return base::fail("session.ended", "The program in this terminal has ended.");
        const auto bytes = std::visit([](const auto &c) { return inputSize(c); }, command);
        // What is larger than the queue goes in when the queue is empty, whole: a paste of some megabytes is one command.
        const auto waiting = bytes > 0 ? m_shared->inputBytes.fetch_add(bytes) : 0;
        if (bytes > 0 && waiting + bytes > m_shared->options.inputBytes && (waiting > 0 || bytes > m_shared->options.pasteBytes)) {
            m_shared->inputBytes -= bytes;
            return busy();
        }
        if (!m_shared->commands.offer(std::move(command))) {
            m_shared->inputBytes -= bytes;
            return busy();
        }
        return {};
    }

    SessionFramePtr frame() const override { return m_shared->frames.frame(); }

    std::unique_ptr<Subscription> subscribe(Delivery delivery) override
    {
        auto subscriber = std::make_shared<Subscriber>(delivery, m_shared->options.eventQueue);
        m_shared->subscribers.add(subscriber);
        m_shared->poke.signal();
        return std::make_unique<SubscriptionImpl>(m_shared, std::move(subscriber));
    }

    std::unique_ptr<Tap> openTap(TapUse use) override { return std::make_unique<TapImpl>(m_shared, use); }
    std::string foregroundJob() const override { return m_shared->frames.foregroundJob(); }
    std::size_t viewers() const override { return m_shared->taps.viewerCount(); }

private:
    static base::Result<void> busy()
    {
        return base::fail("session.busy", "The program does not read its input just now. Try again when it does.");
    }

    std::shared_ptr<Shared> m_shared;
    std::thread m_thread;
};

} // namespace

SessionPtr startSession(SessionOptions options, std::unique_ptr<pty::Pty> pty)
{
    options.size = base::clamped(options.size);
    return std::make_shared<Handle>(std::move(options), std::move(pty));
}

} // namespace core::session
