#include "core/engine/log_task.h"

#include "core/engine/api_json.h"

#include <cstdio>

namespace core::engine {
namespace {

// Unix time with nanoseconds: "1700000000.123456789".
std::string unixTime(base::WallTime time)
{
    constexpr std::int64_t kBillion = 1'000'000'000;
    const std::int64_t ns = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
    char text[48];
    std::snprintf(text, sizeof text, "%lld.%09lld", static_cast<long long>(ns / kBillion), static_cast<long long>(ns % kBillion));
    return text;
}

// Podman refuses to look for the tail of a log whose last line is just being written.
constexpr int kMostTries = 5;
bool isHalfLine(const base::Error &error)
{
    return error.message.find("is not a valid container log line") != std::string::npos;
}

} // namespace

LogTask::LogTask(const ApiClient &api, std::string container, LogOptions options, OnLog log, Done<void> done, QObject *parent)
    : StreamTask(api, std::move(done), parent)
    , m_container(std::move(container))
    , m_options(options)
    , m_log(std::move(log))
{
}

void LogTask::start()
{
    run(m_api.call(
        "GET", "/containers/" + percentEncoded(m_container) + "/json", {.deadline = m_api.timings().quick},
        [this](const base::Result<HttpReply> &reply) {
            const auto details = reply ? detailsIn(reply->body, Raw::Leave) : base::Result<ContainerDetails>(std::unexpected(reply.error()));
            if (!details)
                return end(std::unexpected(details.error()));
            read(!details->tty);
        },
        this));
}

std::string LogTask::query(const LogOptions &options)
{
    std::string out = std::string("follow=") + (options.follow ? "1" : "0") + "&timestamps=" + (options.timestamps ? "1" : "0")
        + "&stdout=" + (options.standardOutput ? "1" : "0") + "&stderr=" + (options.standardError ? "1" : "0");
    if (options.tail)
        out += "&tail=" + std::to_string(std::max(0, *options.tail));
    if (options.since)
        out += "&since=" + unixTime(*options.since);
    if (options.until)
        out += "&until=" + unixTime(*options.until);
    return out;
}

void LogTask::read(bool framed)
{
    m_framed = framed;
    LogOptions options = m_options;
    // Podman looks for a tail backwards, in half a minute for 50,000 lines, then follows from the log's end by that time: what
    // came meanwhile is lost. From a time on it reads forwards without a break, some 200,000 lines a second.
    if (m_api.dialect().kind == EngineKind::Podman && options.follow && options.since)
        options.tail.reset();
    // Nothing may be logged for days.
    auto *call = m_api.call(
        "GET", "/containers/" + percentEncoded(m_container) + "/logs?" + query(options), {.deadline = std::chrono::milliseconds(0)},
        [this](const base::Result<HttpReply> &reply) {
            if (!reply && isHalfLine(reply.error()) && m_tries++ < kMostTries)
                return read(m_framed);
            if (!reply)
                return end(std::unexpected(reply.error()));
            if (m_framed && !m_frames.isBetweenFrames())
                return end(base::fail("engine.protocol", "The engine's log ended in the middle of a line."));
            end({});
        },
        this);
    call->setAnswerDeadline(m_api.timings().list); // an engine may have to search a long log for its tail
    call->setOnBody([this](std::string_view bytes) { return take(bytes); });
    run(call);
}

base::Result<void> LogTask::take(std::string_view bytes)
{
    if (!m_framed) {
        m_log(LogSource::Output, bytes);
        return {};
    }
    return m_frames.feed(bytes, [this](StdcopyDemultiplexer::Stream stream, std::string_view part) {
        if (!hasEnded()) // it may have been cancelled by what it was told
            m_log(stream == StdcopyDemultiplexer::Stream::Out ? LogSource::Output : LogSource::Error, part);
    });
}

} // namespace core::engine
