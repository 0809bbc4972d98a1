// What can be done to a container from the panel. Each action shows on its row while it runs and when it fails; nothing
// here asks the user (dialogs do) and nothing blocks.
#pragma once
#include "core/host/host.h"
#include "ui/containers/container_model.h"

#include <QObject>
#include <functional>

namespace ui::containers {

class ContainerActions : public QObject
{
    Q_OBJECT
public:
    using GridSize = std::function<core::base::GridSize()>; // of the terminal that a new shell will be shown in

    ContainerActions(core::host::Host &host, ContainerModel &model, GridSize gridSize, QObject *parent = nullptr);

    void openShell(const QString &engineId, const QString &containerId, const QString &user = {});
    void start(const QString &engineId, const QString &containerId);
    void stop(const QString &engineId, const QString &containerId);
    void remove(const QString &engineId, const QString &containerId, bool force, bool volumes);

Q_SIGNALS:
    void shellOpened(core::base::SessionId session);
    void failed(const QString &sentence);

private:
    core::engine::Engine *engine(const QString &id) const;
    core::engine::Done<void> finish(const QString &engineId, const QString &containerId, const QString &what);
    void settle(const QString &engineId, const QString &containerId, const QString &what, const core::base::Error *error);

    core::host::Host &m_host;
    ContainerModel &m_model;
    GridSize m_gridSize;
};

} // namespace ui::containers
