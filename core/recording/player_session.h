// A recording as a session: frames and blocks out as of any other, played on a thread of its own; nothing can be typed into
// it. What a window shows a recording with.
//
// Threads: any, as SessionHandle.
#pragma once
#include "core/recording/player.h"
#include "core/session/session_handle.h"

#include <optional>

namespace core::recording {

struct PlayerState
{
    Time position{};
    CastIndexPtr index;          // null until the file was looked through once
    bool playing = false;
    bool atEnd = false;
    bool seeking = false;        // on the way to a place that is far
    double speed = 1;
    std::optional<Time> idleLimit;
    int command = -1;            // index into index->commands: the one at or before the position
    std::string problem;         // a sentence: it cannot be played (any further)
};

inline constexpr double kSlowest = 0.1, kFastest = 100;

class PlayerSession : public session::SessionHandle
{
public:
    // Reads the header only; the rest goes on behind. It does not play yet. Codes: those of Player::open.
    static base::Result<std::shared_ptr<PlayerSession>> open(const std::string &path, const Player::Options &options = {});

    virtual const CastHeader &header() const = 0;
    virtual PlayerState state() const = 0;  // a subscription's frame wake tells of changes, a few a second while it plays

    virtual void setPlaying(bool playing) = 0; // at the end: from the beginning
    virtual void seek(Time position) = 0;
    virtual void seekBy(Time distance) = 0;  // from the position that was asked for last
    virtual void goToCommand(int index) = 0; // its line shown, and nothing of its output
    virtual void stepCommand(int direction) = 0; // -1, +1
    virtual void stepFailure(int direction) = 0;
    virtual void setSpeed(double factor) = 0; // clamped
    virtual void setIdleLimit(std::optional<Time> limit) = 0; // pauses of the recording are no longer than this
};
using PlayerSessionPtr = std::shared_ptr<PlayerSession>;

} // namespace core::recording
