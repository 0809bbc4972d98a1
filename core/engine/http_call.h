// One request and its answer on a connection of its own.
//
// Threads: the Qt thread it was made on. `finished` runs exactly once, never inside the constructor or start(); the call
// deletes itself afterwards. Destroyed before its end, it ends without a word.
#pragma once
#include "core/engine/http_response_parser.h"
#include "core/engine/task.h"
#include "core/engine/transport.h"

#include <QSocketNotifier>
#include <QTimer>
#include <chrono>
#include <optional>

namespace core::engine {

// The connection behind an upgraded request: the descriptor, and what was read past the head.
struct RawStream
{
    base::UniqueFd fd;
    std::string leftOver;
};

struct HttpReply
{
    HttpHead head;
    std::string body;                // empty when it was streamed
    std::optional<RawStream> stream; // after a granted upgrade
};

struct CallLimits
{
    std::chrono::milliseconds deadline{15'000}; // for the whole call; 0: none
    std::chrono::milliseconds silence{0};       // longest time without a byte either way; 0: none
    std::size_t body = 16u << 20;               // of a collected body, in bytes
};

class HttpCall : public Task
{
    Q_OBJECT
public:
    // Codes: engine.unreachable, engine.timeout, engine.cancelled, engine.protocol, engine.limit. Any status is a value.
    using Finished = std::move_only_function<void(base::Result<HttpReply>)>;
    using OnBody = std::function<base::Result<void>(std::string_view)>;

    HttpCall(const Endpoint &endpoint, HttpRequest request, CallLimits limits, Finished finished, QObject *parent);
    ~HttpCall() override;

    // Before start(). A body of a successful answer goes here instead of into the reply; an error ends the call with it.
    void setOnBody(OnBody onBody) { m_onBody = std::move(onBody); }
    void addHeader(std::string name, std::string value) { m_request.headers.emplace_back(std::move(name), std::move(value)); }
    void setOnHead(std::function<void(const HttpHead &)> onHead) { m_onHead = std::move(onHead); }
    void setOnSent(std::function<void(std::size_t)> onSent) { m_onSent = std::move(onSent); } // bytes of the body so far
    // Before start(), for answers that may go on for ever: only the head has a deadline.
    void setAnswerDeadline(std::chrono::milliseconds deadline) { m_answerDeadline = deadline; }
    // Before start(): the body is what comes out of this pipe (non-blocking), until its other end is closed. Whoever
    // finds that it must not be sent to its end cancels the call before that.
    void setBodyFrom(base::UniqueFd pipe);

    void start();
    void cancel() override;
    void abandon(); // ends it without calling `finished`

    // While paused nothing is read; what had been read is still delivered. The limits of time wait meanwhile.
    void setPaused(bool paused);

private:
    void open();
    void sendMore();
    void sendFromPipe();
    void stir(); // something happened: the silence begins anew
    void readMore();
    void deliver(std::string_view bytes);
    void headArrived();
    void peerClosed();
    void finishUpgrade(std::string_view rest);
    void end(base::Result<HttpReply> result);
    bool close(); // false: had ended before

    Endpoint m_endpoint;
    HttpRequest m_request;
    CallLimits m_limits;
    Finished m_finished;
    OnBody m_onBody;
    std::function<void(const HttpHead &)> m_onHead;
    std::function<void(std::size_t)> m_onSent;
    std::unique_ptr<Transport> m_transport;
    HttpResponseParser m_parser;
    std::string m_body;
    std::optional<base::Error> m_streamError;
    std::size_t m_sent = 0;
    bool m_ended = false;
    bool m_headSeen = false;
    bool m_paused = false;
    bool m_peerClosed = false; // while paused
    std::chrono::milliseconds m_answerDeadline{0};
    base::UniqueFd m_pipe;
    std::unique_ptr<QSocketNotifier> m_pipeReadable;
    QTimer m_deadline;
    std::optional<std::chrono::milliseconds> m_deadlineLeft; // while paused
    QTimer m_silence;
};

} // namespace core::engine
