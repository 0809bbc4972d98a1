#include "core/recording/player_session.h"

#include "core/recording/player_thread.h"
#include "core/vt/utf8.h"

#include <thread>

namespace core::recording {
namespace {

using Shared = std::shared_ptr<PlayerShared>;

class Viewer final : public session::Subscription
{
public:
    explicit Viewer(Shared shared)
        : m_shared(std::move(shared)), m_subscriber(std::make_shared<session::Subscriber>(session::Delivery::DropAndTell, 16))
    {
        m_shared->subscribers.add(m_subscriber);
    }
    ~Viewer() override { m_shared->subscribers.remove(m_subscriber); }
    int wakeFd() const override { return m_subscriber->wakeFd(); }
    std::vector<session::Event> takeEvents() override { return m_subscriber->take().events; }
    bool frameReady() override { return m_subscriber->takeFrame(); }

private:
    Shared m_shared;
    session::SubscriberList::Ptr m_subscriber;
};

class Handle final : public PlayerSession
{
public:
    Handle(std::unique_ptr<Player> player, const std::string &path, const Player::Options &options)
        : m_header(player->header()), m_shared(std::make_shared<PlayerShared>())
    {
        m_info.shell = vt::sanitizedLine(m_header.shell, 40);
        m_info.created = m_header.started.value_or(base::WallTime{});
        auto owner = std::make_unique<PlayerThread>(m_shared, std::move(player), path, options); // publishes the first frame
        m_thread = std::thread([owner = std::move(owner)] { owner->run(); });
    }
    ~Handle() override
    {
        m_shared->stop = true;
        m_shared->commands.close();
        m_thread.join();
    }

    const session::SessionInfo &info() const override { return m_info; }
    base::Result<void> post(session::Command command, const session::Principal &) override
    {
        // How large a window is, where the keyboard is and which colours it has changes nothing here, and is no mistake.
        if (std::holds_alternative<session::Resize>(command) || std::holds_alternative<session::Focus>(command) ||
            std::holds_alternative<session::SetPalette>(command) || std::holds_alternative<session::HangUp>(command))
            return {};
        return base::fail("recording.read_only", "This is a recording: nothing can be typed into it.");
    }
    session::SessionFramePtr frame() const override { return m_shared->frames.frame(); }
    std::unique_ptr<session::Subscription> subscribe(session::Delivery) override { return std::make_unique<Viewer>(m_shared); }
    std::unique_ptr<session::Tap> openTap(session::TapUse) override { return nullptr; }
    std::string foregroundJob() const override { return {}; }
    std::size_t viewers() const override { return 0; }

    const CastHeader &header() const override { return m_header; }
    PlayerState state() const override
    {
        const std::lock_guard lock(m_shared->mutex);
        return m_shared->state;
    }
    void setPlaying(bool playing) override { ask(PlayerShared::Play{playing}); }
    void seek(Time position) override { ask(PlayerShared::Seek{position}); }
    void seekBy(Time distance) override { ask(PlayerShared::SeekBy{distance}); }
    void goToCommand(int index) override { ask(PlayerShared::Go{index}); }
    void stepCommand(int direction) override { ask(PlayerShared::StepCommand{direction}); }
    void stepFailure(int direction) override { ask(PlayerShared::StepFailure{direction}); }
    void setSpeed(double factor) override { ask(PlayerShared::Speed{factor}); }
    void setIdleLimit(std::optional<Time> limit) override { ask(PlayerShared::Idle{limit}); }

private:
    // Full means that hundreds of wishes wait: one more would change nothing that anybody sees.
    void ask(PlayerShared::Command command) { [[maybe_unused]] const bool taken = m_shared->commands.offer(std::move(command)); }

    const CastHeader m_header;
    session::SessionInfo m_info;
    Shared m_shared;
    std::thread m_thread;
};

} // namespace

base::Result<PlayerSessionPtr> PlayerSession::open(const std::string &path, const Player::Options &options)
{
    auto player = Player::open(path, options);
    if (!player)
        return std::unexpected(player.error());
    return std::make_shared<Handle>(std::move(*player), path, options);
}

} // namespace core::recording
