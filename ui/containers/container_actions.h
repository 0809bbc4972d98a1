// What can be done to a container from the panel. Each action shows on its row while it runs and when it fails; nothing
// here asks the user (dialogs do) and nothing blocks.
#pragma once
#include "core/host/host.h"
#include "ui/containers/container_model.h"

#include <QHash>
#include <QObject>
#include <QPointer>
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
    // One that was only created, also before the list has it. `ended` has null, or why it could not start: false has the row say it.
    using Ended = std::function<bool(const core::base::Error *error)>;
    void startAttached(const QString &engineId, const QString &containerId, const Ended &ended);
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
    // Of what onGroup() has under way: what waits its turn is not begun, and the rest as cancel() does.
    void cancelGroup(const QString &engineId, const QString &project);
    bool isGroupPending(const QString &engineId, const QString &project) const { return m_groupOpen.contains({engineId, project}); }

Q_SIGNALS:
    void shellOpened(core::base::SessionId session);
    void failed(const QString &sentence, const QString &awayEngine = {}); // the engine that did not answer, where that is why
    void shellMissing(const QString &engineId, const QString &containerId, const QString &sentence); // openBeside() would have one

    void shellPaused(const QString &engineId, const QString &containerId, const ui::containers::ShellWish &wish, const QString &sentence); // resumeAndOpen()

private:
    core::engine::Engine *engine(const QString &id) const;
    using Open = std::function<core::engine::OperationPtr(const core::host::ContainerShell &, core::host::Host::Done<core::session::SessionPtr>)>;
    // `wish`: of a shell in the container itself; nullopt: of something else.
    void open(const QString &engineId, const QString &containerId, const std::optional<ShellWish> &wish, const QString &pending, const QString &failure, const Open &start);
    struct GroupRun;
    using Begin = std::function<core::engine::OperationPtr(core::engine::Engine &, const std::string &container, core::engine::Done<void>)>;
    // `failure`: for the row, "could not start".
    void run(const QString &engineId, const QString &containerId, const QString &pending, const QString &failure, const Begin &begin, std::shared_ptr<GroupRun> group = {});
    // In the window's turn (core::engine::ActionTurns), and kept so that cancel() finds it; the row says what is under way.
    template<class T>
    void begin(core::engine::Engine &on, const QString &engineId, const QString &containerId, const QString &pending, core::engine::ActionTurns::Begin<T> start, core::engine::Done<T> done,
               std::string_view principal = core::engine::kWindowPrincipal);
    void showGroup(const GroupRun &group);
    void settle(const QString &engineId, const QString &containerId, const QString &failure, const core::base::Error *error);

    core::host::Host &m_host;
    ContainerModel &m_model;
    GridSize m_gridSize;
    QHash<QString, core::engine::OperationPtr> m_operations; // under way, by engine and container
    QHash<std::pair<QString, QString>, QStringList> m_groupOpen; // containers of onGroup() that are not through, by engine and project
};

template<class T>
void ContainerActions::begin(core::engine::Engine &on, const QString &engineId, const QString &containerId, const QString &pending, core::engine::ActionTurns::Begin<T> start,
                             core::engine::Done<T> done, std::string_view principal)
{
    m_model.setActivity(engineId, containerId, pending, {});
    const QString key = engineId + QLatin1Char('/') + containerId;
    auto now = [self = QPointer(this), engineId, containerId, pending, start = std::move(start)](core::engine::Done<T> end) mutable {
        if (!self) {
            end(core::base::fail("engine.cancelled", "The window has gone."));
            return core::engine::OperationPtr();
        }
        self->m_model.setActivity(engineId, containerId, pending, {});
        return start(std::move(end));
    };
    auto ended = [self = QPointer(this), key, done = std::move(done)](core::base::Result<T> result) mutable {
        if (!self)
            return;
        self->m_operations.remove(key);
        done(std::move(result));
    };
    const auto waits = [&](std::chrono::milliseconds wait) { m_model.setActivity(engineId, containerId, turnText(wait), {}); };
    auto operation = on.turns().run<T>(principal, std::move(now), std::move(ended), waits);
    if (m_model.isPending(engineId, containerId)) // else it has ended already
        m_operations.insert(key, std::move(operation));
}

} // namespace ui::containers
