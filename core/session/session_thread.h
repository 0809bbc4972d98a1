// The owner of one session: PTY, emulator and tracker, on a thread that runs run().
#pragma once
#include "core/base/rate_limiter.h"
#include "core/session/shared.h"
#include "core/session/typed_lines.h"
#include "core/shell/nested_shell.h"
#include "core/shell/tracker.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct pollfd;

namespace core::session {

class SessionThread : private vt::EmulatorEvents
{
public:
    SessionThread(std::shared_ptr<Shared> shared, std::unique_ptr<pty::Pty> pty);
    void run(); // until Shared::stop

private:
    using Time = base::SteadyTime;

    // vt::EmulatorEvents: inside feed()
    void mark(base::OscMark &&mark) override;
    void titleChanged(const std::string &title) override;
    void bell() override;
    void tap(std::string_view bytes) override;

    Time turn(); // when it was
    void wait(Time now);
    bool comesSoon(std::span<pollfd> fds); // as poll() leaves them; false: nothing came
    int timeout(Time now) const;
    void noteFound(base::StreamOffset bytes, Time now); // in the turn that ends now
    bool gathers() const;

    // in
    void runCommands();
    void execute(SendKey &command);
    void execute(SendText &command);
    void execute(SendBytes &command);
    void execute(SendMouse &command);
    void execute(Paste &command);
    void execute(Focus &command);
    void execute(Resize &command);
    void clearLineDrawnAnew(int cols);
    void execute(ClearHistory &);
    void execute(SetPalette &);
    void execute(HangUp &);
    enum class Admitted : bool { No, Yes }; // counted and let in by post(): nothing of it may be lost
    void queueTyped(std::string_view bytes, Admitted admitted = Admitted::No);
    void queueInput(std::string_view bytes, Admitted admitted = Admitted::No);
    void queueReplies();
    void writeInput();

    // out
    bool readOutput(); // false: the PTY had nothing more
    void afterFeed();
    void watchSynchronized();
    void endSynchronizedIfDue(Time now);
    void consumeTrackerEvents(std::vector<shell::TrackerEvent> events);
    void emitNotes(Time now);
    void emitPending();
    void settle(const vt::Frame &frame, const shell::CommandStarted &started);
    std::optional<std::string> readCommand(const vt::Frame &frame, const shell::Block &block, const std::vector<shell::Continuation> &continuations);
    void setCommand(base::BlockId id, const std::string &command);
    void withdrawBlock(base::BlockId id);
    void flushTap();
    base::Seq tapSeq() const; // of what the program prints next
    void emit(const Event &event);
    void updatePaused();
    void serveTaps(Time now);

    void publishIfDue(Time now);
    Time frameDue() const;
    void publish(Time now);
    void checkJob(Time now);
    void checkNested();

    // end
    void hangUp(Time now);
    void checkExit(Time now);
    void finish(pty::ExitStatus status);

    std::shared_ptr<Shared> m_shared;
    const SessionOptions &m_options;
    std::unique_ptr<pty::Pty> m_pty; // null once ended
    vt::Emulator m_emulator;
    shell::Tracker m_tracker;

    std::vector<char> m_readBuffer;
    std::string_view m_unparsed; // of m_readBuffer
    std::string m_tapped; // of this feed: the tap gets it after its events were told
    std::string m_input; // for the program
    std::size_t m_inputDone = 0;
    std::size_t m_inputAdmitted = 0; // what post() let in since the queue was empty: keys and replies wait behind it
    std::vector<Event> m_pending; // of this feed: the frame that some need can be had only after it
    TypedLines m_typed;
    std::vector<shell::CommandStarted> m_unsettled; // of these the screen must say what was typed
    std::optional<shell::NestedShell> m_nested;
    bool m_reading = true;   // the PTY has not ended
    bool m_paused = false;
    bool m_shownPaused = false; // in the newest frame
    bool m_mayBeBehind = false; // a subscriber, since it was last looked
    std::size_t m_viewers = 0; // as told
    std::optional<Time> m_tapsLinger; // when the tap need not be recorded any more
    bool m_quiet = true;     // the last read left nothing behind
    Time m_found{};          // when a read last found something
    int m_foundInARow = 0;   // turns, without a pause in between
    base::StreamOffset m_foundBytes = 0; // in these
    bool m_gathered = false; // in the last wait
    bool m_answered = false; // a query, since the last wait
    Time m_sleepsUntil{};    // even if it has answered one: the processor is busy
    bool m_inputWaits = false; // the program did not take everything
    // As of the last poll, so that a turn asks the kernel for nothing that is not there.
    bool m_commandsWait = true;
    bool m_exitMayBeKnown = true;

    // frames
    bool m_dirty = true;
    bool m_blocksDirty = true;
    bool m_immediately = true; // the next frame does not wait for its interval
    std::uint64_t m_serial = 0;
    Time m_lastFrame{};
    // DEC 2026: since when (in the stream) the program asks that no frame be shown, and until when that is granted.
    std::optional<base::StreamOffset> m_synchronizedSince;
    std::optional<Time> m_synchronizedUntil;
    shell::BlockListPtr m_blocks;
    base::LineId m_firstLine = 0;
    std::optional<Time> m_jobCheck; // when to look again who is in the foreground
    std::size_t m_jobChecks = 0;    // done since the last frame

    // what a program may say only so often
    std::optional<std::string> m_title;
    bool m_bell = false;
    base::RateLimiter m_titleRate, m_bellRate, m_noticeRate, m_clipboardRate;

    // end
    std::optional<pty::ExitStatus> m_status;
    std::size_t m_drainLeft = 4u << 20; // bytes that are still read after that
    bool m_drained = false;             // and nothing was left
    std::optional<Time> m_escalateAt;
    int m_escalations = 0;
    std::optional<pty::ExitStatus> m_endedWith;
};

} // namespace core::session
