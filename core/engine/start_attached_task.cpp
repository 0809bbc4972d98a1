#include "core/engine/start_attached_task.h"

#include "core/engine/api_json.h"
#include "core/engine/attach_task.h"
#include "core/engine/container_pty.h"

namespace core::engine {

StartAttachedTask::StartAttachedTask(const ApiClient &api, ExecKeeper &keeper, std::string container, base::GridSize size, Done done, QObject *parent)
    : ResultTask(api, std::move(done), parent)
    , m_keeper(keeper)
    , m_container(std::move(container))
    , m_size(base::clamped(size))
{
}

void StartAttachedTask::start()
{
    run(m_api.call("GET", "/containers/" + percentEncoded(m_container) + "/json", {.deadline = m_api.timings().quick},
                   [this](const base::Result<HttpReply> &reply) { inspected(reply); }, this));
}

void StartAttachedTask::inspected(const base::Result<HttpReply> &reply)
{
    const auto details = reply ? detailsIn(reply->body, Raw::Leave) : base::Result<ContainerDetails>(std::unexpected(reply.error()));
    if (!details)
        return end(std::unexpected(details.error()));
    if (details->state == "running" || details->state == "paused")
        return end(base::fail("engine.conflict", "The container runs already."));
    if (!details->tty)
        return end(base::fail("engine.conflict", "The container's main process has no terminal; what it prints is in the log."));
    m_containerId = details->id;
    // Podman makes the container's processes and their terminal for this; only the start is left then.
    run(m_api.call("POST", AttachTask::path(m_containerId, m_api.dialect()), {.deadline = m_api.timings().change},
                   [this](base::Result<HttpReply> answer) { attached(std::move(answer)); }, this, {}, true));
}

void StartAttachedTask::attached(base::Result<HttpReply> reply)
{
    if (!reply)
        return end(std::unexpected(reply.error()));
    if (!reply->stream)
        return end(base::fail("engine.protocol", "The engine did not open a stream to the container."));
    m_stream = *std::move(reply->stream);
    if (m_api.dialect().sizesBeforeStart)
        resize(&StartAttachedTask::startIt);
    else
        startIt();
}

// A size that is refused ends nothing: a program may be over by then, and its stream says so.
void StartAttachedTask::resize(void (StartAttachedTask::*next)())
{
    run(m_api.call("POST", ExecKeeper::mainResizePath(m_containerId, m_size), {.deadline = m_api.timings().resize},
                   [this, next](const base::Result<HttpReply> &) { (this->*next)(); }, this));
}

void StartAttachedTask::startIt()
{
    run(m_api.call("POST", "/containers/" + percentEncoded(m_containerId) + "/start", {.deadline = m_api.timings().change},
                   [this](const base::Result<HttpReply> &reply) {
                       if (!reply)
                           return end(std::unexpected(reply.error()));
                       m_api.dialect().sizesBeforeStart ? handOver() : resize(&StartAttachedTask::handOver);
                   },
                   this));
}

void StartAttachedTask::handOver()
{
    auto link = std::make_shared<ExecLink>(m_containerId);
    end(std::make_unique<ContainerPty>(std::move(link), m_keeper.mailbox(), std::move(m_stream.fd), std::move(m_stream.leftOver)));
}

} // namespace core::engine
