// What can be done to a container from the panel. Each action shows on its row while it runs and when it fails; nothing
// here asks the user (dialogs do) and nothing blocks.
#pragma once
#include "core/host/host.h"
#include "ui/containers/container_model.h"

#include <QHash>
#include <QObject>
#include <functional>

namespace ui::containers {

struct ShellWish // empty: as the container has it
{
    QString user;
    QString folder;                            // in the container
    std::vector<std::string> environment = {}; // "NAME=value", more of it
};

class ContainerActions : public QObject
{
    Q_OBJECT
public:
    using GridSize = std::function<core::base::GridSize()>; // of the terminal that a new shell will be shown in

    ContainerActions(core::host::Host &host, ContainerModel &model, GridSize gridSize, QObject *parent = nullptr);

    void openShell(const QString &engineId, const QString &containerId, const ShellWish &wish = {});
    void resumeAndOpen(const QString &engineId, const QString &containerId, const ShellWish &wish); // of a paused one
    void attach(const QString &engineId, const QString &containerId);     // to its main process
    void startAttached(const QString &engineId, const QString &containerId); // one that was only created, also before the list has it
    void openBeside(const QString &engineId, const QString &containerId); // a shell that sees its processes
    void start(const QString &engineId, const QString &containerId);
    void stop(const QString &engineId, const QString &containerId);
    void restart(const QString &engineId, const QString &containerId);
    void pause(const QString &engineId, const QString &containerId);
    void unpause(const QString &engineId, const QString &containerId);
    void kill(const QString &engineId, const QString &containerId);
    void remove(const QString &engineId, const QString &containerId, bool force, bool volumes);
    void cancel(const QString &engineId, const QString &containerId); // waits no longer; the engine may go on

    enum class GroupAction { Start, Stop, Restart };
    // Of all containers of a Compose project for which it means something, at the same time; the header counts them.
    void onGroup(const QString &engineId, const QString &project, GroupAction action);

Q_SIGNALS:
    void shellOpened(core::base::SessionId session);
    void failed(const QString &sentence);
    void shellMissing(const QString &engineId, const QString &containerId, const QString &sentence); // openBeside() would have one

    void shellPaused(const QString &engineId, const QString &containerId, const ui::containers::ShellWish &wish, const QString &sentence); // resumeAndOpen()

private:
    core::engine::Engine *engine(const QString &id) const;
    using Open = std::function<core::engine::OperationPtr(const core::host::ContainerShell &, core::host::Host::Done<core::session::SessionPtr>)>;
    // `wish`: of a shell in the container itself; nullopt: of something else.
    void open(const QString &engineId, const QString &containerId, const std::optional<ShellWish> &wish, const QString &pending, const QString &what, const Open &begin);
    struct GroupRun;
    using Begin = std::function<core::engine::OperationPtr(core::engine::Engine &, const std::string &container, core::engine::Done<void>)>;
    void run(const QString &engineId, const QString &containerId, const QString &pending, const QString &what, const Begin &begin, std::shared_ptr<GroupRun> group = {});
    void showGroup(const GroupRun &group);
    void settle(const QString &engineId, const QString &containerId, const QString &what, const core::base::Error *error);

    core::host::Host &m_host;
    ContainerModel &m_model;
    GridSize m_gridSize;
    QHash<QString, core::engine::OperationPtr> m_operations; // under way, by engine and container
};

} // namespace ui::containers
