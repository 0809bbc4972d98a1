// One viewer of one session, whatever carries its messages (a WebSocket, the control service's Attach stream): Join,
// then a snapshot or a resumed stream, Output paced by Ack, Input under its role, Resize under the share's policy.
// A viewer that falls out of the session's ring gets a fresh snapshot marked `skipped`; it never slows the session.
//
// Threads: one thread at a time, the one that made it. It never blocks and starts no timer: handshake and idle timeouts
// belong to the transport. The driver polls wakeFds() and calls wake(); it calls writable() when pendingBytes() fell.
#pragma once
#include "berth/attach/v1/attach.pb.h"
#include "core/base/result.h"
#include "core/session/session_handle.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace core::attach {

namespace v1 = berth::attach::v1;

// The connection as the viewer sees it. Outlives the viewer. send() and close() must not call back into the viewer.
class ViewerTransport
{
public:
    virtual ~ViewerTransport() = default;
    virtual void send(const v1::SessionMessage &message) = 0; // in order
    virtual std::size_t pendingBytes() const = 0;             // taken by send() and not yet on its way
    // After what was sent; called once. Codes: attach.ended, attach.going_away, or the code of the Refused that was
    // sent. The wake descriptors are closed when it returns: stop watching them here.
    virtual void close(std::string_view code) = 0;
};

// Why a viewer is closed, and when another try may do better (zero: never).
struct Refusal
{
    Refusal(base::Error why, std::chrono::milliseconds retry = {}) : error(std::move(why)), retryAfter(retry) {}
    base::Error error;
    std::chrono::milliseconds retryAfter;
};

// What an accepted Join gives.
struct Admission
{
    session::SessionPtr session;
    session::Principal principal; // its role is what the viewer may do
    bool mayResize = false;       // with role Operate: the viewer's size becomes the session's; the newest wins
    std::string title;            // shown; empty: the session's own
    std::string containerName = {}; // its container's now; empty: as when the session was opened
};

class Viewer
{
public:
    struct Limits
    {
        std::size_t behindBytes = 1u << 20;    // sent and not acknowledged
        std::size_t pendingBytes = 256u << 10; // waiting in the transport
        std::size_t chunkBytes = 32u << 10;    // of one Output
        std::size_t inputBytes = 64u << 10;    // of one Input
    };
    // Called once, with the first Join. An error becomes Refused and closes.
    using Admit = std::move_only_function<std::expected<Admission, Refusal>(const v1::Join &)>;

    Viewer(ViewerTransport &transport, Admit admit, Limits limits);
    ~Viewer();
    Viewer(const Viewer &) = delete;

    void receive(const v1::ViewerMessage &message);
    // The same for encoded bytes; what does not parse is attach.protocol.
    void receiveBytes(std::string_view bytes);

    // Readable when wake() has something to do: the tap's and the events' descriptor. {-1, -1} unless joined. They stay
    // the same until the viewer is closed.
    std::array<int, 2> wakeFds() const;
    void wake();
    void writable();

    void refuse(const Refusal &why);     // Refused, then close; also for revoked and expired links
    void goAway();                       // this instance ends: close with attach.going_away
    void tellPresence();                 // Presence, with the number of viewers the session has now

    bool isJoined() const { return m_state == State::Joined; }
    bool isClosed() const { return m_state == State::Closed; }
    const session::SessionPtr &session() const { return m_session; } // null before Join and after the close

    struct Counters
    {
        std::uint64_t sentBytes = 0;     // of Output
        std::uint64_t skippedBytes = 0;  // of the stream, jumped over by snapshots
        std::uint64_t snapshots = 0;
        std::uint64_t refusedInputs = 0; // Input or Resize in role View
    };
    const Counters &counters() const { return m_counters; }

private:
    enum class State : unsigned char { AwaitingJoin, Joined, Closed };

    void join(const v1::Join &join);
    void input(const v1::Input &input);
    void resize(const v1::Resize &resize);
    void ack(base::Seq seq);
    bool mayOperate() const { return m_principal.role != session::Role::View; }
    void post(session::Command command);

    void pump();
    bool hasCredit() const;
    bool sendSnapshot();
    void sendChunks(const std::vector<session::TapChunk> &chunks);
    void sendSize(base::GridSize size);
    void takeEvents();
    void readFrame(const session::SessionFrame &frame);
    void setTitle(const std::string &title);
    void sendStatus();
    void sendEnded();
    void notice(std::string_view code, std::string_view text);
    bool hasRoom() const;
    void close(std::string_view code);

    ViewerTransport &m_transport;
    Admit m_admit;
    Limits m_limits;
    State m_state = State::AwaitingJoin;
    session::SessionPtr m_session;
    session::Principal m_principal;
    bool m_mayResize = false;
    std::string m_shareTitle;
    std::unique_ptr<session::Tap> m_tap;
    std::unique_ptr<session::Subscription> m_events;

    base::Seq m_next = 0;            // first byte not sent
    base::Seq m_acked = 0;           // everything before it was parsed by the viewer
    base::Seq m_snapshotSeq = 0;     // of the last snapshot, while m_awaitingSnapshotAck
    bool m_awaitingSnapshot = false; // asked of the session
    bool m_awaitingSnapshotAck = false;
    bool m_skipped = false;          // the awaited snapshot jumps over output
    bool m_streaming = false;        // resumed, or a snapshot was sent
    base::GridSize m_size{0, 0};     // last told to the viewer
    std::optional<session::Ended> m_ended;
    bool m_needsFrame = true;        // what the events cannot tell is to be read from the next frame
    v1::Status m_status;
    std::string m_toldStatus;        // encoded, as the viewer knows it
    Counters m_counters;
};

} // namespace core::attach
