#include "core/engine/attach_task.h"

#include "core/engine/api_json.h"
#include "core/engine/container_pty.h"

namespace core::engine {

AttachTask::AttachTask(const ApiClient &api, ExecKeeper &keeper, std::string container, base::GridSize size, Done done, QObject *parent)
    : ResultTask(api, std::move(done), parent)
    , m_keeper(keeper)
    , m_container(std::move(container))
    , m_size(base::clamped(size))
{
}

std::string AttachTask::path(const std::string &containerId, const Dialect &dialect)
{
    return "/containers/" + percentEncoded(containerId) + "/attach?stream=1&stdin=1&stdout=1&stderr=1&detachKeys=" + percentEncoded(dialect.detachKeys);
}

void AttachTask::start()
{
    run(m_api.call("GET", "/containers/" + percentEncoded(m_container) + "/json", {.deadline = m_api.timings().quick},
                   [this](const base::Result<HttpReply> &reply) { inspected(reply); }, this));
}

void AttachTask::inspected(const base::Result<HttpReply> &reply)
{
    const auto details = reply ? detailsIn(reply->body, Raw::Leave) : base::Result<ContainerDetails>(std::unexpected(reply.error()));
    if (!details)
        return end(std::unexpected(details.error()));
    if (details->state != "running")
        return end(base::fail("engine.conflict", "The container is not running."));
    if (!details->tty)
        return end(base::fail("engine.conflict", "The container's main process has no terminal; what it prints is in the log."));
    m_containerId = details->id;
    run(m_api.call("POST", path(m_containerId, m_api.dialect()), {.deadline = m_api.timings().quick}, [this](base::Result<HttpReply> answer) { attached(std::move(answer)); }, this, {}, true));
}

void AttachTask::attached(base::Result<HttpReply> reply)
{
    if (!reply)
        return end(std::unexpected(reply.error()));
    if (!reply->stream)
        return end(base::fail("engine.protocol", "The engine did not open a stream to the container."));
    m_stream = *std::move(reply->stream);
    // A full-screen program draws itself anew when its terminal's size changes; one that has this size already must see
    // it change.
    base::GridSize other = m_size;
    other.rows += other.rows > 1 ? -1 : 1;
    const auto resized = [this](const base::Result<HttpReply> &) {
        QTimer::singleShot(ExecKeeper::kBetweenResizes, this, [this] {
            if (!hasEnded())
                run(m_api.call("POST", ExecKeeper::mainResizePath(m_containerId, m_size), {.deadline = m_api.timings().resize},
                               [this](const base::Result<HttpReply> &) { handOver(); }, this));
        });
    };
    run(m_api.call("POST", ExecKeeper::mainResizePath(m_containerId, other), {.deadline = m_api.timings().resize}, resized, this));
}

void AttachTask::handOver()
{
    auto link = std::make_shared<ExecLink>(m_containerId);
    end(std::make_unique<ContainerPty>(std::move(link), m_keeper.mailbox(), std::move(m_stream.fd), std::move(m_stream.leftOver)));
}

} // namespace core::engine
