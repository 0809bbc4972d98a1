#include "core/engine/stop_task.h"

#include "core/engine/api_json.h"
#include "core/engine/api_service.h"

namespace core::engine {

StopTask::StopTask(const ApiClient &api, std::string container, Then then, Done<void> done, QObject *parent)
    : ResultTask(api, std::move(done), parent)
    , m_container(std::move(container))
    , m_then(then)
{
}

void StopTask::start()
{
    run(m_api.call("GET", ApiService::containerPath(m_container, "/json"), {.deadline = m_api.timings().quick},
                   [this](const base::Result<HttpReply> &reply) {
                       if (!reply && (reply.error().is("engine.not_found") || reply.error().is("engine.unreachable") || reply.error().is("engine.cancelled")))
                           return end(std::unexpected(reply.error()));
                       // A container that cannot be looked at can be stopped all the same.
                       const auto details = reply ? detailsIn(reply->body, Raw::Leave) : base::Result<ContainerDetails>(std::unexpected(reply.error()));
                       stop(details ? details->stopTimeout : std::nullopt);
                   },
                   this));
}

void StopTask::stop(std::optional<int> timeout)
{
    const Timings &timings = m_api.timings();
    std::chrono::milliseconds grace = timings.stopGrace; // the engines' default too
    std::string query;
    if (timeout && timeout == m_api.dialect().stopTimeoutOfNone)
        query = "?t=" + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(grace).count());
    else if (timeout)
        grace = std::chrono::seconds(*timeout);
    const bool waitsForEver = grace.count() < 0;
    run(m_api.call("POST", ApiService::containerPath(m_container, (m_then == Then::Stay ? "/stop" : "/restart") + query),
                   {.deadline = waitsForEver ? std::chrono::milliseconds(0) : timings.change + grace},
                   [this](const base::Result<HttpReply> &reply) { end(reply ? base::Result<void>() : std::unexpected(reply.error())); }, this));
}

} // namespace core::engine
