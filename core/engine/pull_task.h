// Pulls an image, with the credentials that are stored for its registry.
#pragma once
#include "core/engine/api_client.h"
#include "core/engine/image_progress.h"
#include "core/engine/registry_auth.h"

namespace core::engine {

class PullTask final : public Task
{
    Q_OBJECT
public:
    PullTask(const ApiClient &api, std::string reference, OnProgress progress, Done<void> done, QObject *parent);
    void start();
    void cancel() override { end(std::unexpected(cancelledError())); }

private:
    void pull(const std::string &authHeader);
    void end(base::Result<void> result);

    const ApiClient &m_api;
    std::string m_reference;
    ImageProgress m_progress;
    Done<void> m_done;
    RegistryAuth m_auth;
    QPointer<HttpCall> m_call;
    bool m_ended = false;
};

} // namespace core::engine
