#include "ui/containers/container_actions.h"

#include "ui/containers/group_run.h"

namespace ui::containers {

using core::base::Error;
using core::base::Result;

ContainerActions::ContainerActions(core::host::Host &host, ContainerModel &model, GridSize gridSize, QObject *parent)
    : QObject(parent), m_host(host), m_model(model), m_gridSize(std::move(gridSize))
{
}

core::engine::Engine *ContainerActions::engine(const QString &id) const
{
    return m_host.engines().engine(id.toStdString());
}

void ContainerActions::settle(const QString &engineId, const QString &containerId, const QString &failure, const Error *error)
{
    const bool cancelled = error && error->is("engine.cancelled");
    if (!error || cancelled) {
        m_model.setActivity(engineId, containerId, {}, {});
        return;
    }
    m_model.setActivity(engineId, containerId, {}, failure);
    Q_EMIT failed(QString::fromStdString(error->message), error->is("engine.unreachable") ? engineId : QString());
}

void ContainerActions::run(const QString &engineId, const QString &containerId, const QString &pending, const QString &failure, const Begin &start,
                           std::shared_ptr<GroupRun> group)
{
    auto *const owner = engine(engineId);
    if (!owner)
        return;
    begin<void>(*owner, engineId, containerId, pending,
                [owner, start, id = containerId.toStdString()](core::engine::Done<void> done) { return start(*owner, id, std::move(done)); },
                [this, engineId, containerId, failure, group](const Result<void> &result) {
                    const QString reason = result ? QString() : QString::fromStdString(result.error().message);
                    if (group && !result && !result.error().is("engine.cancelled") && std::exchange(group->said, reason) == reason)
                        m_model.setActivity(engineId, containerId, {}, failure);
                    else
                        settle(engineId, containerId, failure, result ? nullptr : &result.error());
                    if (group) {
                        const auto open = m_groupOpen.find({group->engineId, group->project});
                        if (open != m_groupOpen.end() && open->removeOne(containerId) && open->isEmpty())
                            m_groupOpen.erase(open);
                        if (result)
                            ++group->done;
                        else
                            group->failed << containerId;
                        showGroup(*group);
                    }
                },
                group ? kGroupPrincipal : core::engine::kWindowPrincipal);
}

void ContainerActions::start(const QString &engineId, const QString &containerId)
{
    run(engineId, containerId, tr("starting…"), tr("could not start"), [](auto &owner, auto &id, auto done) { return owner.start(id, std::move(done)); });
}

void ContainerActions::stop(const QString &engineId, const QString &containerId)
{
    run(engineId, containerId, tr("stopping…"), tr("could not stop"), [](auto &owner, auto &id, auto done) { return owner.stop(id, std::move(done)); });
}

void ContainerActions::remove(const QString &engineId, const QString &containerId, bool force, bool volumes)
{
    run(engineId, containerId, tr("removing…"), tr("could not remove"),
        [force, volumes](auto &owner, auto &id, auto done) { return owner.remove(id, force, volumes, std::move(done)); });
}

void ContainerActions::cancel(const QString &engineId, const QString &containerId)
{
    if (const auto operation = m_operations.take(engineId + QLatin1Char('/') + containerId))
        operation->cancel();
}

} // namespace ui::containers
