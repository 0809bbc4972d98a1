// Records one session into an asciicast: a viewer like any other, on a thread of its own. The session never waits for it: a
// disk that is too slow, or too full, costs the recording something (a stretch, or its end), never the program. Input is not
// recorded, only what the program echoes of it.
//
// Threads: made, asked and destroyed on any one thread; status() and stop() on any.
#pragma once
#include "core/recording/cast_event.h"
#include "core/session/session_handle.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace core::recording {

enum class EndReason : unsigned char { None, Stopped, SessionEnded, SizeLimit, Failed };

struct RecordingStatus
{
    base::SessionId session;
    std::string path, title;
    base::WallTime started{};
    Time length{};             // until now, or its end
    std::uint64_t bytes = 0;   // of the file
    std::size_t commands = 0;
    std::size_t skipped = 0;   // times that it was too far behind and went on from the whole screen
    std::size_t secrets = 0;   // masked
    EndReason end = EndReason::None;
    base::Error error;         // why it failed
};

class Recorder
{
public:
    struct Options
    {
        std::string path;      // of a file that does not exist yet
        std::string title;
        std::uint64_t maxBytes = 256u << 20;
    };
    using OnEnd = std::move_only_function<void(const RecordingStatus &)>; // once, on the recorder's thread

    // Codes: recording.session_ended, recording.no_stream, and those of CastFile::create.
    static base::Result<std::unique_ptr<Recorder>> start(session::SessionPtr session, Options options, OnEnd onEnd);
    ~Recorder(); // stops and joins

    void stop(); // what was printed until now is still written
    RecordingStatus status() const;

private:
    class Thread;
    explicit Recorder(std::unique_ptr<Thread> thread);
    std::unique_ptr<Thread> m_thread;
};

} // namespace core::recording
