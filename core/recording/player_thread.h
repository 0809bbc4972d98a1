// The thread behind a PlayerSession. Private to core/recording.
#pragma once
#include "core/base/mailbox.h"
#include "core/recording/player_session.h"
#include "core/session/shared.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace core::recording {

// What the thread shares with its handle and subscriptions.
struct PlayerShared
{
    static constexpr std::size_t kCommands = 256; // more at once: the oldest wishes are not worth waiting for
    struct Seek { Time to; };
    struct SeekBy { Time by; };
    struct Go { int command; };
    struct StepCommand { int direction; };
    struct StepFailure { int direction; };
    struct Play { bool on; };
    struct Speed { double factor; };
    struct Idle { std::optional<Time> limit; };
    using Command = std::variant<Seek, SeekBy, Go, StepCommand, StepFailure, Play, Speed, Idle>;

    base::Mailbox<Command> commands{kCommands};
    std::atomic<bool> stop = false;
    session::FrameSlot frames;
    session::SubscriberList subscribers;
    mutable std::mutex mutex; // a leaf: guards the state
    PlayerState state;
};

class PlayerThread
{
public:
    PlayerThread(std::shared_ptr<PlayerShared> shared, std::unique_ptr<Player> player, std::string path, const Player::Options &options);
    void run(); // until PlayerShared::stop

private:
    using Now = base::SteadyTime;
    using S = PlayerShared;

    void look();                 // through the file
    void execute(const S::Command &command);
    void doIt(const S::Seek &c) { goTo({c.to, UINT64_MAX}); }
    void doIt(const S::SeekBy &c);
    void doIt(const S::Go &c);
    void doIt(const S::StepCommand &c);
    void doIt(const S::StepFailure &c);
    void doIt(const S::Play &c);
    void doIt(const S::Speed &c);
    void doIt(const S::Idle &c);
    void goTo(Mark mark);
    void advance(Now now);       // as far as time has gone
    void restart(Now now);       // the clock runs from the position on
    bool prepare();              // keyframes ahead; false: nothing is left to do
    int wait(Now now) const;     // milliseconds; -1: until something is asked
    void publish(bool withFrame);
    int currentCommand() const;

    std::shared_ptr<PlayerShared> m_shared;
    std::unique_ptr<Player> m_player, m_ahead; // m_ahead: only makes keyframes; null when it has seen all
    const std::string m_path;
    CastIndexPtr m_index;
    std::optional<Mark> m_goal;  // where it is being taken to
    Time m_position{};           // between events too
    bool m_playing = false, m_atEnd = false;
    double m_speed = 1;
    std::optional<Time> m_idleLimit;
    std::string m_problem;
    Now m_clockStart{};
    Time m_clockPosition{};
    Now m_lastPublish{};
    std::uint64_t m_serial = 0;
};

} // namespace core::recording
