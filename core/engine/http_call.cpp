#include "core/engine/http_call.h"

#include "core/engine/unsent_bytes.h"

#include <QIODevice>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

namespace core::engine {
namespace {

constexpr std::size_t kSendPiece = 256u << 10;
constexpr qint64 kSendAhead = 512 << 10; // unsent bytes that the socket may hold

base::Error timeoutError()
{
    return {"engine.timeout", "The engine did not answer in time.", {}};
}

base::Error tooLarge()
{
    return {"engine.limit", "The engine's answer is larger than Berth accepts.", {}};
}

} // namespace

HttpCall::HttpCall(const Endpoint &endpoint, HttpRequest request, CallLimits limits, Finished finished, QObject *parent)
    : Task(parent)
    , m_endpoint(endpoint)
    , m_request(std::move(request))
    , m_limits(limits)
    , m_finished(std::move(finished))
    , m_parser(m_request.upgrade            ? HttpResponseParser::Request::Upgrade
                   : m_request.method == "HEAD" ? HttpResponseParser::Request::Head
                                                : HttpResponseParser::Request::Plain)
{
    for (QTimer *timer : {&m_deadline, &m_silence}) {
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, this, [this] { end(std::unexpected(timeoutError())); });
    }
}

HttpCall::~HttpCall()
{
    if (m_transport) { // a socket that goes tells its end, and half of this has gone by then
        m_transport->disconnect(this);
        m_transport->device().disconnect(this);
    }
}

void HttpCall::start()
{
    if (m_limits.deadline.count() > 0)
        m_deadline.start(m_limits.deadline);
    else if (m_answerDeadline.count() > 0)
        m_deadline.start(m_answerDeadline);
    stir();
    QTimer::singleShot(0, this, &HttpCall::open); // a missing socket fails at once, and no callback may run inside start()
}

void HttpCall::open()
{
    auto transport = Transport::create(m_endpoint);
    if (!transport)
        return end(std::unexpected(transport.error()));
    m_transport = std::move(*transport);
    connect(m_transport.get(), &Transport::failed, this, [this](const base::Error &error) {
        // An engine that refuses an upload answers and closes before it has read everything: the answer counts.
        const QPointer<HttpCall> self(this);
        if (m_transport->device().isOpen())
            readMore();
        if (self)
            end(std::unexpected(error));
    });
    connect(m_transport.get(), &Transport::closed, this, &HttpCall::peerClosed);
    connect(m_transport.get(), &Transport::opened, this, [this] {
        const std::string head = m_request.encodedHead();
        m_transport->device().write(head.data(), qint64(head.size()));
        whenSent(m_transport->device(), this, &HttpCall::sendMore); // not before: a TLS handshake is sent too
        sendMore();
    });
    connect(&m_transport->device(), &QIODevice::readyRead, this, &HttpCall::readMore);
    m_transport->open();
}

void HttpCall::stir()
{
    if (m_limits.silence.count() > 0 && !m_paused)
        m_silence.start(m_limits.silence);
}

void HttpCall::setBodyFrom(base::UniqueFd pipe)
{
    m_pipe = std::move(pipe);
    m_request.chunked = true;
    m_pipeReadable = std::make_unique<QSocketNotifier>(m_pipe.get(), QSocketNotifier::Read);
    m_pipeReadable->setEnabled(false);
    connect(m_pipeReadable.get(), &QSocketNotifier::activated, this, &HttpCall::sendMore);
}

void HttpCall::sendMore()
{
    if (m_ended)
        return;
    stir();
    const std::size_t before = m_sent;
    const QPointer<HttpCall> self(this);
    QIODevice &device = m_transport->device();
    while (m_sent < m_request.body.size() && unsentBytes(device) < kSendAhead) {
        const std::size_t count = std::min(kSendPiece, m_request.body.size() - m_sent);
        if (device.write(m_request.body.data() + m_sent, qint64(count)) < 0)
            return;
        m_sent += count;
    }
    if (m_pipe)
        sendFromPipe();
    if (self && m_onSent && m_sent != before)
        m_onSent(m_sent);
}

void HttpCall::sendFromPipe()
{
    QIODevice &device = m_transport->device();
    std::array<char, 64 << 10> buffer;
    while (unsentBytes(device) < kSendAhead) {
        const ssize_t count = ::read(m_pipe.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN)
            return m_pipeReadable->setEnabled(true);
        if (count <= 0) { // RFC 9112 7.1: a chunk of length zero is the end
            m_pipeReadable->setEnabled(false);
            m_pipe.reset();
            device.write("0\r\n\r\n");
            return;
        }
        char size[24];
        device.write(size, std::snprintf(size, sizeof size, "%zx\r\n", std::size_t(count)));
        device.write(buffer.data(), count);
        device.write("\r\n", 2);
        m_sent += std::size_t(count);
    }
    m_pipeReadable->setEnabled(false); // what is sent comes back here
}

void HttpCall::setPaused(bool paused)
{
    if (m_ended || m_paused == paused)
        return;
    m_paused = paused;
    if (paused) {
        m_silence.stop();
        if (m_deadline.isActive())
            m_deadlineLeft = m_deadline.remainingTimeAsDuration();
        return m_deadline.stop();
    }
    if (m_deadlineLeft)
        m_deadline.start(*std::exchange(m_deadlineLeft, std::nullopt));
    stir();
    QTimer::singleShot(0, this, [this] {
        if (m_ended || m_paused || !m_transport)
            return;
        if (m_peerClosed)
            return peerClosed(); // reads first
        readMore();
    });
}

void HttpCall::readMore()
{
    const QPointer<HttpCall> self(this); // its owner may be destroyed by what it is told
    std::array<char, 64 << 10> buffer;
    while (self && !m_ended && !m_paused) {
        const qint64 count = m_transport->device().read(buffer.data(), buffer.size());
        if (count <= 0)
            return;
        stir();
        deliver({buffer.data(), std::size_t(count)});
    }
}

void HttpCall::deliver(std::string_view bytes)
{
    const auto sink = [this](std::string_view part) {
        if (m_ended || m_streamError)
            return;
        if (!m_headSeen)
            headArrived(); // the parser hands on body bytes in the same feed as the head
        if (m_ended || m_streamError)
            return;
        if (m_onBody && m_parser.head().isSuccess()) {
            if (auto taken = m_onBody(part); !taken)
                m_streamError = taken.error();
        } else if (m_body.size() + part.size() > m_limits.body) {
            m_streamError = tooLarge();
        } else {
            m_body.append(part);
        }
    };
    const QPointer<HttpCall> self(this); // callbacks may cancel the call, or destroy the engine that owns it
    const std::size_t taken = m_parser.feed(bytes, sink);
    if (!self || m_ended)
        return;
    if (!m_headSeen && m_parser.state() != HttpResponseParser::State::Head && m_parser.state() != HttpResponseParser::State::Failed)
        headArrived();
    if (!self || m_ended)
        return;
    if (m_streamError)
        return end(std::unexpected(*m_streamError));
    switch (m_parser.state()) {
    case HttpResponseParser::State::Done: return end(HttpReply{m_parser.head(), std::move(m_body), {}});
    case HttpResponseParser::State::Upgraded: return finishUpgrade(bytes.substr(taken));
    case HttpResponseParser::State::Failed: return end(std::unexpected(m_parser.error()));
    case HttpResponseParser::State::Head:
    case HttpResponseParser::State::Body: return;
    }
}

void HttpCall::headArrived()
{
    m_headSeen = true;
    if (m_limits.deadline.count() == 0) {
        m_deadline.stop();
        m_deadlineLeft.reset();
    }
    const bool collected = !m_onBody || !m_parser.head().isSuccess();
    if (collected && m_parser.bodyLength() > m_limits.body)
        m_streamError = tooLarge();
    if (m_onHead)
        m_onHead(m_parser.head());
}

void HttpCall::finishUpgrade(std::string_view rest)
{
    RawStream stream;
    stream.leftOver = rest;
    const QByteArray more = m_transport->device().readAll();
    stream.leftOver.append(more.constData(), std::size_t(more.size()));
    stream.fd = m_transport->takeDescriptor();
    if (!stream.fd)
        return end(base::fail("engine.unreachable", "The connection to the engine was lost."));
    end(HttpReply{m_parser.head(), {}, std::move(stream)});
}

void HttpCall::peerClosed()
{
    const QPointer<HttpCall> self(this);
    readMore();
    if (!self || m_ended)
        return;
    if (m_paused) {
        m_peerClosed = true;
        return;
    }
    m_parser.end();
    if (m_parser.state() == HttpResponseParser::State::Done)
        end(HttpReply{m_parser.head(), std::move(m_body), {}});
    else // what came was HTTP, else the parser had failed before: the engine was ended, or has crashed
        end(base::fail("engine.unreachable", m_headSeen ? "The engine ended the connection in the middle of its answer." : "The engine ended the connection without an answer.",
                       m_parser.error().detail));
}

void HttpCall::cancel()
{
    end(std::unexpected(cancelledError()));
}

void HttpCall::abandon()
{
    close();
}

bool HttpCall::close()
{
    if (m_ended)
        return false;
    m_ended = true;
    m_deadline.stop();
    m_silence.stop();
    if (m_pipeReadable)
        m_pipeReadable->setEnabled(false);
    m_pipe.reset(); // who writes there learns that nobody reads
    if (m_transport) {
        m_transport->disconnect(this);
        m_transport->device().disconnect(this);
        m_transport.release()->deleteLater(); // this may run inside one of its signals
    }
    deleteLater();
    return true;
}

void HttpCall::end(base::Result<HttpReply> result)
{
    if (!close())
        return;
    auto finished = std::move(m_finished);
    finished(std::move(result));
}

} // namespace core::engine
