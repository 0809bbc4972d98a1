// What a window, a browser, a recorder and the assistant see of a session: values out, commands in. In-process today;
// the same interface can be backed by attach/v1, so that a session may live in a berthd (see ARCHITECTURE.md).
//
// Threads: SessionHandle may be used from any thread. Nothing here blocks.
#pragma once
#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/base/mailbox.h"
#include "core/base/result.h"
#include "core/pty/pty.h"
#include "core/shell/block_list.h"
#include "core/shell/nested_shell.h"
#include "core/vt/frame.h"
#include "core/vt/input.h"
#include "core/vt/palette.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace core::session {

// Where the session's shell runs. For the host all but user are empty.
struct Place
{
    std::string engine;        // engine id, "docker" or "podman" in front: see core/engine
    std::string containerId;
    std::string containerName;
    std::string image;
    std::string user;
    bool isContainer() const { return !containerId.empty(); }
};

struct SessionInfo // fixed at start
{
    base::SessionId id;
    Place place;
    std::string shell;         // program name: "bash"; see shellOf()
    bool integration = false;  // shell integration was injected
    base::WallTime created{};
    std::string traceId;       // 32 hex digits, W3C trace id of everything this session does
};

// A session's state at one moment: terminal and blocks together, so that they agree. Immutable.
struct SessionFrame
{
    std::uint64_t serial = 0;  // grows by one per published frame
    vt::FramePtr screen;
    base::StreamOffset offset = 0; // how much output has made it
    shell::BlockListPtr blocks;
    std::string cwd;           // last trusted one, else empty
    std::string shell;         // which one a container has, once its launcher has said so
    bool blocksOn = false;     // trusted marks were seen
    bool commandRunning = false;
    std::optional<shell::NestedShell> nested; // blocks are unavailable here: what is typed goes to that program's shell
    bool paused = false;       // a Lossless subscriber is behind: the PTY is not being read
    std::optional<pty::ExitStatus> ended;
};
using SessionFramePtr = std::shared_ptr<const SessionFrame>;

inline const std::string &shellOf(const SessionInfo &info, const SessionFrame &frame)
{
    return frame.shell.empty() ? info.shell : frame.shell;
}

// ---- events: what happened, in order. A frame is not an event: see Subscription::frameReady().
// `seq` is where in the tap the shell said so, while one is open: an event is there before the tap's bytes from `seq` on.
struct CommandStarted { shell::Block block; base::Seq seq = 0; };
struct CommandFinished { shell::Block block; std::string outputTail; base::Seq seq = 0; }; // at most kOutputTailBytes of plain text
struct CwdChanged { std::string path; };
struct TitleChanged { std::string title; };
struct BellRang {};
// OSC 52, to be consented to by the user; reads never get here.
struct ClipboardWrite
{
    std::string text;
    bool primary = false;     // for the selection that the middle button pastes, where there is one
    std::size_t tooLarge = 0; // bytes; then there is no text
};
struct NoticeShown { std::string text; };      // OSC 9 / 777, plain text
struct ViewersChanged { std::size_t viewers = 0; }; // who looks on; see SessionHandle::viewers()
struct Ended { pty::ExitStatus status; };      // the last one; who subscribes later is told too
struct EventsLost { std::size_t count = 0; };  // the subscriber was too slow; take a fresh frame and go on
using Event = std::variant<CommandStarted, CommandFinished, CwdChanged, TitleChanged, BellRang, ClipboardWrite, NoticeShown, ViewersChanged, Ended, EventsLost>;

inline constexpr std::size_t kOutputTailBytes = 16 * 1024;

// ---- commands: the one door for input. `from` is checked there against the role.
enum class Role : unsigned char { View, Operate, Approve }; // Approve includes Operate
struct Principal
{
    enum class Kind : unsigned char { LocalUser, AttachToken, Agent } kind = Kind::LocalUser;
    std::string name;          // uid, token id or agent id; for logs and limits
    Role role = Role::Operate;
};
struct SendKey { vt::KeyPress key; };
struct SendText { std::string utf8; };         // typed or composed text, sent as is
struct SendBytes { std::string bytes; };       // an attach viewer's keyboard, already encoded
struct SendMouse { vt::MouseInput mouse; };
// Sanitised and bracketed by the emulator. `runsNothing`: where the program takes no bracketed paste, line ends become
// blanks, so that no line of it is run.
struct Paste { std::string text; bool runsNothing = false; };
struct Focus { bool focused = true; };
struct Resize { base::GridSize size; };
struct ClearHistory {};
struct SetPalette { vt::Palette palette; };    // the viewer's colours have changed
struct HangUp {};                              // ends the shell
using Command = std::variant<SendKey, SendText, SendBytes, SendMouse, Paste, Focus, Resize, ClearHistory, SetPalette, HangUp>;

// ---- the attach tap: sequence-numbered bytes in a byte-bounded ring, resizes between them.
struct TapResize { base::GridSize size; };
struct TapBytes { std::string bytes; };
struct TapChunk
{
    base::Seq seq = 0;         // of its first byte; a resize carries the seq of the byte that follows it: go on from there
    std::variant<TapBytes, TapResize> data;
};
// A state from which the stream can be followed: feed `bytes` to a fresh terminal of `size`, then chunks from `seq` on.
struct TapSnapshot
{
    base::Seq seq = 0;
    base::GridSize size;
    std::string bytes;
};

// What happens when a subscriber's queue is full. Lossless is for whoever stores what happened: the session stops
// reading its PTY until there is room (the program waits, nothing is lost). Everyone else gets EventsLost.
enum class Delivery : unsigned char { DropAndTell, Lossless };

// One viewer's end. Not thread-safe: it belongs to the thread that made it; destroying it unsubscribes.
class Subscription
{
public:
    virtual ~Subscription() = default;
    // Readable when events or a newer frame wait. For poll() or QSocketNotifier. When it is, call both of:
    virtual int wakeFd() const = 0;
    virtual std::vector<Event> takeEvents() = 0; // clears the wake
    // True once per new frame, the first time for the one that is there. The next one is published soon (at most once per
    // refresh interval) only after this was asked, and this end is woken only once: a viewer that does not look costs
    // nothing.
    virtual bool frameReady() = 0;
};

enum class TapUse : unsigned char { Viewing, Recording }; // a recording is nobody who looks on

class Tap
{
public:
    virtual ~Tap() = default;
    virtual int wakeFd() const = 0;
    virtual void clearWake() = 0;
    // Chunks from `seq` on, at most `maxBytes`; empty when there are none yet. Nothing (nullopt) when `seq` cannot be
    // followed (it has left the ring, lies before a stretch that was not recorded, or was never reached): take a snapshot.
    // The ring goes on recording for a minute after the last tap has closed.
    virtual std::optional<std::vector<TapChunk>> read(base::Seq seq, std::size_t maxBytes) = 0;
    // Asks the session; the answer arrives through takeSnapshot() after a wake.
    virtual void requestSnapshot() = 0;
    virtual std::optional<TapSnapshot> takeSnapshot() = 0;
};

class SessionHandle
{
public:
    virtual ~SessionHandle() = default;
    virtual const SessionInfo &info() const = 0;

    // Codes: session.forbidden (role View), session.ended (a Resize is taken all the same), session.busy (the mailbox is
    // full: the program does not read its input; try again).
    virtual base::Result<void> post(Command command, const Principal &from) = 0;

    // The newest published; never null. While nobody looks (see Subscription) a few a second.
    virtual SessionFramePtr frame() const = 0;
    virtual std::unique_ptr<Subscription> subscribe(Delivery delivery = Delivery::DropAndTell) = 0;
    virtual std::unique_ptr<Tap> openTap(TapUse use = TapUse::Viewing) = 0; // the tap costs something only while one is open
    virtual std::string foregroundJob() const = 0; // as of a second after the last output; empty when idle or unknown
    virtual std::size_t viewers() const = 0;    // open taps of those who look on
};
using SessionPtr = std::shared_ptr<SessionHandle>;

} // namespace core::session
