#include "ui/containers/container_actions.h"

#include "ui/containers/group_run.h"

#include <QPointer>

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

void ContainerActions::settle(const QString &engineId, const QString &containerId, const QString &what, const Error *error)
{
    const bool cancelled = error && error->is("engine.cancelled");
    if (!error || cancelled) {
        m_model.setActivity(engineId, containerId, {}, {});
        return;
    }
    m_model.setActivity(engineId, containerId, {}, QStringLiteral("could not %1").arg(what));
    Q_EMIT failed(QString::fromStdString(error->message));
}

void ContainerActions::run(const QString &engineId, const QString &containerId, const QString &pending, const QString &what, const Begin &begin,
                           std::shared_ptr<GroupRun> group)
{
    auto *const owner = engine(engineId);
    if (!owner)
        return;
    m_model.setActivity(engineId, containerId, pending, {});
    const QString key = engineId + QLatin1Char('/') + containerId;
    auto operation = begin(*owner, containerId.toStdString(), [self = QPointer(this), engineId, containerId, what, key, group](Result<void> result) {
        if (!self)
            return;
        self->m_operations.remove(key);
        self->settle(engineId, containerId, what, result ? nullptr : &result.error());
        if (group) {
            ++(result ? group->done : group->failed);
            self->showGroup(*group);
        }
    });
    if (m_model.isPending(engineId, containerId)) // else it has ended already
        m_operations.insert(key, std::move(operation));
}

void ContainerActions::start(const QString &engineId, const QString &containerId)
{
    run(engineId, containerId, QStringLiteral("starting…"), QStringLiteral("start"), [](auto &owner, auto &id, auto done) { return owner.start(id, std::move(done)); });
}

void ContainerActions::stop(const QString &engineId, const QString &containerId)
{
    run(engineId, containerId, QStringLiteral("stopping…"), QStringLiteral("stop"), [](auto &owner, auto &id, auto done) { return owner.stop(id, std::move(done)); });
}

void ContainerActions::remove(const QString &engineId, const QString &containerId, bool force, bool volumes)
{
    run(engineId, containerId, QStringLiteral("removing…"), QStringLiteral("remove"),
        [force, volumes](auto &owner, auto &id, auto done) { return owner.remove(id, force, volumes, std::move(done)); });
}

void ContainerActions::cancel(const QString &engineId, const QString &containerId)
{
    if (const auto operation = m_operations.take(engineId + QLatin1Char('/') + containerId))
        operation->cancel();
}

} // namespace ui::containers
