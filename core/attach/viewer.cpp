#include "core/attach/viewer.h"

#include "core/telemetry/log.h"

#include <algorithm>
#include <limits>

namespace core::attach {

namespace {
std::string placeText(const session::Place &place, const std::string &nameNow)
{
    if (!place.isContainer())
        return "host";
    const std::string kind = place.engine.substr(0, place.engine.find(':'));
    return (nameNow.empty() ? place.containerName : nameNow) + " · " + kind;
}

v1::Role toWire(session::Role role)
{
    switch (role) {
    case session::Role::View: return v1::ROLE_VIEW;
    case session::Role::Operate: return v1::ROLE_OPERATE;
    case session::Role::Approve: return v1::ROLE_APPROVE;
    }
    return v1::ROLE_UNSPECIFIED;
}

base::Error protocolError(std::string detail)
{
    return {"attach.protocol", "The page and Berth do not understand each other. Reload the page.", std::move(detail)};
}
} // namespace

Viewer::Viewer(ViewerTransport &transport, Admit admit, Limits limits)
    : m_transport(transport)
    , m_admit(std::move(admit))
    , m_limits(limits)
{
}

Viewer::~Viewer() = default;

void Viewer::receiveBytes(std::string_view bytes)
{
    v1::ViewerMessage message;
    if (bytes.size() > std::size_t(std::numeric_limits<int>::max()) || !message.ParseFromArray(bytes.data(), int(bytes.size())))
        return refuse(protocolError("message does not parse"));
    receive(message);
}

void Viewer::receive(const v1::ViewerMessage &message)
{
    if (m_state == State::Closed)
        return;
    const auto body = message.body_case();
    if (body == v1::ViewerMessage::BODY_NOT_SET) // a newer client's message: ignored by the compatibility rule
        return;
    if ((body == v1::ViewerMessage::kJoin) != (m_state == State::AwaitingJoin))
        return refuse(protocolError("Join must come first and once"));
    switch (body) {
    case v1::ViewerMessage::kJoin: return join(message.join());
    case v1::ViewerMessage::kInput: return input(message.input());
    case v1::ViewerMessage::kResize: return resize(message.resize());
    case v1::ViewerMessage::kAck: return ack(message.ack().seq());
    case v1::ViewerMessage::kPing:
        if (hasRoom()) {
            v1::SessionMessage pong;
            pong.mutable_pong()->set_id(message.ping().id());
            m_transport.send(pong);
        }
        return;
    case v1::ViewerMessage::BODY_NOT_SET: return;
    }
}

void Viewer::join(const v1::Join &join)
{
    auto admission = m_admit(join);
    if (!admission)
        return refuse(admission.error());
    m_session = std::move(admission->session);
    m_principal = std::move(admission->principal);
    m_mayResize = admission->mayResize && mayOperate();
    m_shareTitle = std::move(admission->title);
    m_state = State::Joined;

    // Subscribed before anything is read, so that nothing falls between the state and the stream.
    m_events = m_session->subscribe();
    m_tap = m_session->openTap();
    const auto frame = m_session->frame();
    readFrame(*frame);
    const auto resumed = join.has_resume() ? m_tap->read(join.resume_seq(), 1) : std::nullopt;

    const auto &info = m_session->info();
    v1::SessionMessage message;
    auto *joined = message.mutable_joined();
    joined->set_session(std::to_string(info.id.value));
    joined->set_title(m_status.title());
    joined->set_role(toWire(m_principal.role));
    joined->set_resumed(resumed.has_value());
    joined->set_place(placeText(info.place, admission->containerName));
    joined->set_shell(session::shellOf(info, *frame));
    joined->set_may_resize(m_mayResize);
    m_transport.send(message);
    takeEvents();
    sendStatus();

    if (resumed) {
        m_next = m_acked = join.resume_seq();
        m_streaming = true;
    } else {
        m_awaitingSnapshot = true;
        m_tap->requestSnapshot();
    }
    pump();
}

void Viewer::input(const v1::Input &input)
{
    if (!mayOperate()) {
        if (m_counters.refusedInputs++ == 0)
            qCWarning(telemetry::lcAttach, "viewer %s sent input in role view: refused", m_principal.name.c_str());
        return notice("attach.forbidden", "This link shows the terminal; it does not type into it.");
    }
    if (input.data().size() > m_limits.inputBytes)
        return refuse(protocolError("input message too large"));
    if (!input.data().empty())
        post(session::SendBytes{input.data()});
}

void Viewer::resize(const v1::Resize &resize)
{
    if (!mayOperate()) {
        ++m_counters.refusedInputs;
        return notice("attach.forbidden", "This link shows the terminal; it does not resize it.");
    }
    if (!m_mayResize)
        return; // the page was told by Joined.may_resize
    const auto bounded = [](std::uint32_t v) { return int(std::min(v, 0xffffu)); };
    post(session::Resize{base::clamped({bounded(resize.cols()), bounded(resize.rows())})});
}

void Viewer::post(session::Command command)
{
    const auto posted = m_session->post(std::move(command), m_principal);
    if (!posted)
        notice(posted.error().code, posted.error().message);
}

void Viewer::ack(base::Seq seq)
{
    if (seq > m_next)
        return refuse(protocolError("acknowledged what was not sent"));
    m_acked = std::max(m_acked, seq);
    if (m_awaitingSnapshotAck && seq >= m_snapshotSeq)
        m_awaitingSnapshotAck = false;
    pump();
}

std::array<int, 2> Viewer::wakeFds() const
{
    if (m_state != State::Joined)
        return {-1, -1};
    return {m_tap->wakeFd(), m_events->wakeFd()};
}

void Viewer::wake()
{
    if (m_state != State::Joined)
        return;
    m_tap->clearWake();
    takeEvents();
    sendStatus();
    pump();
}

void Viewer::writable()
{
    if (m_state == State::Joined)
        pump();
}

bool Viewer::hasRoom() const
{
    return m_transport.pendingBytes() < m_limits.pendingBytes;
}

bool Viewer::hasCredit() const
{
    return !m_awaitingSnapshotAck && m_next - m_acked < m_limits.behindBytes && hasRoom();
}

void Viewer::pump()
{
    while (m_state == State::Joined) {
        if (m_awaitingSnapshot && !sendSnapshot())
            return;
        if (!hasCredit())
            return;
        const std::size_t credit = m_limits.behindBytes - (m_next - m_acked);
        const auto chunks = m_tap->read(m_next, std::min(credit, m_limits.chunkBytes));
        if (!chunks) { // fell out of the ring
            m_skipped = true;
            m_awaitingSnapshot = true;
            m_tap->requestSnapshot();
            continue;
        }
        const base::Seq before = m_next;
        sendChunks(*chunks);
        if (m_next == before) {
            if (m_ended)
                sendEnded();
            return;
        }
    }
}

bool Viewer::sendSnapshot()
{
    auto snapshot = m_tap->takeSnapshot();
    if (!snapshot)
        return false;
    m_awaitingSnapshot = false;
    ++m_counters.snapshots;
    if (m_streaming && snapshot->seq > m_next)
        m_counters.skippedBytes += snapshot->seq - m_next;
    v1::SessionMessage message;
    auto *out = message.mutable_snapshot();
    out->set_seq(snapshot->seq);
    out->set_cols(std::uint32_t(snapshot->size.cols));
    out->set_rows(std::uint32_t(snapshot->size.rows));
    out->set_skipped(m_skipped);
    *out->mutable_data() = std::move(snapshot->bytes);
    m_size = snapshot->size;
    m_next = m_snapshotSeq = snapshot->seq;
    m_acked = std::min(m_acked, m_next);
    m_awaitingSnapshotAck = true;
    m_skipped = false;
    m_streaming = true;
    m_transport.send(message);
    return true;
}

void Viewer::sendChunks(const std::vector<session::TapChunk> &chunks)
{
    for (const session::TapChunk &chunk : chunks) {
        if (const auto *resize = std::get_if<session::TapResize>(&chunk.data)) {
            m_next = chunk.seq;
            sendSize(resize->size);
            continue;
        }
        const std::string &bytes = std::get<session::TapBytes>(chunk.data).bytes;
        v1::SessionMessage message;
        message.mutable_output()->set_seq(chunk.seq);
        message.mutable_output()->set_data(bytes);
        m_next = chunk.seq + bytes.size();
        m_counters.sentBytes += bytes.size();
        m_transport.send(message);
    }
}

void Viewer::sendSize(base::GridSize size)
{
    if (size == m_size)
        return;
    m_size = size;
    v1::SessionMessage message;
    message.mutable_resize()->set_cols(std::uint32_t(size.cols));
    message.mutable_resize()->set_rows(std::uint32_t(size.rows));
    message.mutable_resize()->set_seq(m_next);
    m_transport.send(message);
}

void Viewer::takeEvents()
{
    // A frame is asked for only where events cannot tell: at the join and after some were lost.
    if (m_needsFrame && m_events->frameReady()) {
        m_needsFrame = false;
        readFrame(*m_session->frame());
    }
    for (const session::Event &event : m_events->takeEvents()) {
        if (std::holds_alternative<session::CommandStarted>(event))
            m_status.set_command_running(true);
        else if (std::holds_alternative<session::CommandFinished>(event))
            m_status.set_command_running(false);
        else if (const auto *cwd = std::get_if<session::CwdChanged>(&event))
            m_status.set_cwd(cwd->path);
        else if (const auto *title = std::get_if<session::TitleChanged>(&event))
            setTitle(title->title);
        else if (const auto *ended = std::get_if<session::Ended>(&event))
            m_ended = *ended;
        else if (std::holds_alternative<session::EventsLost>(event))
            m_needsFrame = true;
    }
}

void Viewer::readFrame(const session::SessionFrame &frame)
{
    m_status.set_cwd(frame.cwd);
    m_status.set_command_running(frame.commandRunning);
    if (frame.screen)
        setTitle(frame.screen->title);
    if (frame.ended)
        m_ended = session::Ended{*frame.ended};
}

void Viewer::setTitle(const std::string &title)
{
    m_status.set_title(m_shareTitle.empty() ? title : m_shareTitle);
}

void Viewer::sendStatus()
{
    std::string encoded = m_status.SerializeAsString();
    if (encoded == m_toldStatus || !hasRoom())
        return;
    m_toldStatus = std::move(encoded);
    v1::SessionMessage message;
    *message.mutable_status() = m_status;
    m_transport.send(message);
}

void Viewer::sendEnded()
{
    v1::SessionMessage message;
    auto *ended = message.mutable_ended();
    const auto &status = m_ended->status;
    ended->set_has_exit_code(status.code || status.signal);
    if (ended->has_exit_code())
        ended->set_exit_code(status.shellCode());
    ended->set_reason(status.reason);
    m_transport.send(message);
    close("attach.ended");
}

void Viewer::tellPresence()
{
    if (m_state != State::Joined || !hasRoom())
        return;
    v1::SessionMessage message;
    message.mutable_presence()->set_viewers(std::uint32_t(m_session->viewers()));
    m_transport.send(message);
}

void Viewer::notice(std::string_view code, std::string_view text)
{
    if (!hasRoom())
        return;
    v1::SessionMessage message;
    message.mutable_notice()->set_code(std::string(code));
    message.mutable_notice()->set_message(std::string(text));
    m_transport.send(message);
}

void Viewer::refuse(const Refusal &why)
{
    if (m_state == State::Closed)
        return;
    v1::SessionMessage message;
    message.mutable_refused()->set_code(why.error.code);
    message.mutable_refused()->set_message(why.error.message);
    message.mutable_refused()->set_retry_after_ms(std::uint32_t(why.retryAfter.count()));
    m_transport.send(message);
    close(why.error.code);
}

void Viewer::goAway()
{
    if (m_state != State::Closed)
        close("attach.going_away");
}

void Viewer::close(std::string_view code)
{
    m_state = State::Closed;
    m_transport.close(code);
    m_tap.reset();
    m_events.reset();
    m_session.reset();
}

} // namespace core::attach
