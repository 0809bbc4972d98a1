#include "ui/containers/container_actions.h"

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

core::engine::Done<void> ContainerActions::finish(const QString &engineId, const QString &containerId, const QString &what)
{
    return [self = QPointer(this), engineId, containerId, what](Result<void> result) {
        if (self)
            self->settle(engineId, containerId, what, result ? nullptr : &result.error());
    };
}

void ContainerActions::openShell(const QString &engineId, const QString &containerId, const QString &user)
{
    m_model.setActivity(engineId, containerId, QStringLiteral("opening a shell…"), {});
    const core::host::ContainerShell spec{engineId.toStdString(), containerId.toStdString(), user.toStdString(), m_gridSize()};
    m_host.openInContainer(spec, [self = QPointer(this), engineId, containerId](Result<core::session::SessionPtr> session) {
        if (!self)
            return;
        self->settle(engineId, containerId, QStringLiteral("open a shell"), session ? nullptr : &session.error());
        if (session)
            Q_EMIT self->shellOpened((*session)->info().id);
    });
}

void ContainerActions::start(const QString &engineId, const QString &containerId)
{
    if (auto *const owner = engine(engineId)) {
        m_model.setActivity(engineId, containerId, QStringLiteral("starting…"), {});
        owner->start(containerId.toStdString(), finish(engineId, containerId, QStringLiteral("start")));
    }
}

void ContainerActions::stop(const QString &engineId, const QString &containerId)
{
    if (auto *const owner = engine(engineId)) {
        m_model.setActivity(engineId, containerId, QStringLiteral("stopping…"), {});
        owner->stop(containerId.toStdString(), finish(engineId, containerId, QStringLiteral("stop")));
    }
}

void ContainerActions::remove(const QString &engineId, const QString &containerId, bool force, bool volumes)
{
    if (auto *const owner = engine(engineId)) {
        m_model.setActivity(engineId, containerId, QStringLiteral("removing…"), {});
        owner->remove(containerId.toStdString(), force, volumes, finish(engineId, containerId, QStringLiteral("remove")));
    }
}

} // namespace ui::containers
