// The thread behind a Recorder: tap and events in, lines out. Private to core/recording.
#pragma once
#include "core/base/wake_fd.h"
#include "core/recording/cast_file.h"
#include "core/recording/note.h"
#include "core/recording/output_redactor.h"
#include "core/recording/recorder.h"

#include <atomic>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

namespace core::recording {

class Recorder::Thread
{
public:
    Thread(session::SessionPtr session, Options options, CastFile file, base::GridSize size, RecordingStatus status, OnEnd onEnd);
    ~Thread();
    void run(); // begins

    bool isFollowing() const { return m_tap != nullptr; } // before run(): the session gives its stream
    void stop();
    RecordingStatus status() const;

private:
    struct Pending // something that happened in the session, and where in the tap
    {
        base::Seq seq = 0;
        std::variant<session::CommandStarted, session::CommandFinished> event;
    };

    void loop();
    void wait(bool busy);
    bool follow(); // false: nothing was there
    void takeEvents();
    void begin(const session::TapSnapshot &snapshot);
    void takeBytes(base::Seq seq, std::string_view bytes);
    void takeResize(base::GridSize size);
    void placeEvents(base::Seq upTo);
    void place(const session::CommandStarted &event);
    void place(const session::CommandFinished &event);
    void addOutput(std::string_view bytes);
    void addNote(const Note &note);
    void write(const std::vector<CastEvent> &events);
    void writeLines(std::string_view lines, Time upTo);
    void finish(EndReason reason, base::Error error = {});
    Time now() const;

    session::SessionPtr m_session; // dropped at the end, so that the session can go
    const Options m_options;
    CastFile m_file;
    base::GridSize m_size;
    OnEnd m_onEnd;
    std::unique_ptr<session::Subscription> m_subscription;
    std::unique_ptr<session::Tap> m_tap;
    OutputRedactor m_redactor;
    const base::SteadyTime m_started;

    bool m_waiting = true;       // for a snapshot
    bool m_everBegan = false;
    bool m_sessionEnded = false;
    bool m_done = false;
    base::Seq m_seq = 0;         // of the next byte
    std::deque<Pending> m_pending;
    std::set<std::uint64_t> m_running; // commands that began in this recording

    base::WakeFd m_stopWake;
    std::atomic<bool> m_stop = false;
    mutable std::mutex m_mutex;  // a leaf: guards the status
    RecordingStatus m_status;
    std::thread m_thread;
};

} // namespace core::recording
