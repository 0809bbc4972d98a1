#include "core/engine/pull_task.h"

namespace core::engine {

PullTask::PullTask(const ApiClient &api, std::string reference, OnProgress progress, Done<void> done, QObject *parent)
    : Task(parent)
    , m_api(api)
    , m_reference(std::move(reference))
    , m_progress(std::move(progress))
    , m_done(std::move(done))
    , m_auth(nullptr)
{
}

void PullTask::start()
{
    m_auth.find(RegistryAuth::defaultFiles(), registryOf(m_reference), [this](const std::string &header) { pull(header); });
}

void PullTask::pull(const std::string &authHeader)
{
    if (m_ended)
        return;
    const auto [name, tag] = splitReference(m_reference);
    auto *call = m_api.call(
        "POST", "/images/create?fromImage=" + percentEncoded(name) + "&tag=" + percentEncoded(tag),
        {.deadline = std::chrono::milliseconds(0), .silence = m_api.timings().silence},
        [this](const base::Result<HttpReply> &reply) { end(reply ? m_progress.end() : std::unexpected(reply.error())); }, this);
    if (!authHeader.empty())
        call->addHeader("X-Registry-Auth", authHeader);
    call->setOnBody([this](std::string_view bytes) { return m_progress.feed(bytes); });
    m_call = call;
    call->start();
}

void PullTask::end(base::Result<void> result)
{
    if (std::exchange(m_ended, true))
        return;
    if (m_call)
        m_call->abandon();
    deleteLater();
    auto done = std::move(m_done);
    done(std::move(result));
}

} // namespace core::engine
