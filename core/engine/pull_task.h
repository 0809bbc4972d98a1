// Pulls an image, with the credentials that are stored for its registry.
#pragma once
#include "core/engine/image_progress.h"
#include "core/engine/registry_auth.h"
#include "core/engine/result_task.h"

namespace core::engine {

class PullTask final : public ResultTask<void>
{
    Q_OBJECT
public:
    PullTask(const ApiClient &api, std::string reference, OnProgress progress, Done<void> done, QObject *parent);
    void start();
    void cancel() override;

private:
    void pull(const std::string &authHeader);

    std::string m_reference;
    ImageProgress m_progress;
    RegistryAuth m_auth;
};

} // namespace core::engine
