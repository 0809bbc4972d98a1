#include "core/engine/stats_task.h"

#include "core/engine/api_json.h"

namespace core::engine {
namespace {

// A container that is just starting has one or two empty samples.
constexpr int kEmptyAtMost = 3;

base::Error notRunning()
{
    return {"engine.conflict", "The container is not running, so it uses nothing.", {}};
}

} // namespace

StatsTask::StatsTask(const ApiClient &api, std::string container, OnUsage usage, Done<void> done, QObject *parent)
    : StreamTask(api, std::move(done), parent)
    , m_path("/containers/" + percentEncoded(container) + "/stats")
    , m_usage(std::move(usage))
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &StatsTask::ask);
}

void StatsTask::start()
{
    if (m_api.dialect().asksForStats)
        ask();
    else
        stream();
}

void StatsTask::stream()
{
    auto *call = m_api.call(
        "GET", m_path + "?stream=1", {.deadline = std::chrono::milliseconds(0), .silence = m_api.timings().silence},
        [this](const base::Result<HttpReply> &reply) {
            if (!reply)
                return end(std::unexpected(reply.error()));
            end(base::fail("engine.closed", "The container has gone."));
        },
        this);
    call->setOnBody([this](std::string_view bytes) { return m_lines.feed(bytes, [this](const QJsonObject &sample) { take(sample); }); });
    run(call);
}

void StatsTask::ask()
{
    if (hasEnded())
        return;
    if (isPaused())
        return m_next.start(m_api.timings().statsEvery);
    run(m_api.call(
        "GET", m_path + "?stream=0&one-shot=1", {.deadline = m_api.timings().quick},
        [this](const base::Result<HttpReply> &reply) {
            if (!reply) // Podman: "container is stopped"
                return end(std::unexpected(reply.error().message.find("stopped") == std::string::npos ? reply.error() : notRunning()));
            if (reply->body.empty()) // Podman 4, of one that has never run or has ended
                return end(std::unexpected(notRunning()));
            const auto sample = objectIn(reply->body);
            if (!sample)
                return end(std::unexpected(sample.error()));
            take(*sample);
            if (!hasEnded())
                m_next.start(m_api.timings().statsEvery);
        },
        this));
}

void StatsTask::take(const QJsonObject &sample)
{
    if (hasEnded())
        return;
    const auto usage = m_meter.take(sample);
    if (usage) {
        m_empty = 0;
        m_usage(*usage);
    } else if (++m_empty >= kEmptyAtMost) {
        end(std::unexpected(notRunning()));
    }
}

} // namespace core::engine
