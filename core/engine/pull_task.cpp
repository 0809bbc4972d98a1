#include "core/engine/pull_task.h"

namespace core::engine {

PullTask::PullTask(const ApiClient &api, std::string reference, OnProgress progress, Done<void> done, QObject *parent)
    : ResultTask(api, std::move(done), parent)
    , m_reference(std::move(reference))
    , m_progress(std::move(progress))
    , m_auth(nullptr)
{
}

void PullTask::cancel()
{
    m_progress.stop();
    ResultTask::cancel();
}

void PullTask::start()
{
    m_auth.find(RegistryAuth::defaultFiles(), registryOf(m_reference), [this](const std::string &header) { pull(header); });
}

void PullTask::pull(const std::string &authHeader)
{
    if (hasEnded())
        return;
    const auto [name, tag] = splitReference(m_reference);
    auto *call = m_api.call(
        "POST", "/images/create?fromImage=" + percentEncoded(name) + "&tag=" + percentEncoded(tag),
        {.deadline = std::chrono::milliseconds(0), .silence = m_api.timings().silence},
        [this](const base::Result<HttpReply> &reply) { end(reply ? m_progress.end() : std::unexpected(reply.error())); }, this);
    if (!authHeader.empty())
        call->addHeader("X-Registry-Auth", authHeader);
    call->setOnBody([this](std::string_view bytes) { return m_progress.feed(bytes); });
    run(call);
}

} // namespace core::engine
