// Actions that need ContainerControl, and those on whole Compose projects.
#include "core/engine/container_control.h"
#include "ui/containers/container_text.h"
#include "ui/containers/group_run.h"

namespace ui::containers {

using core::engine::ContainerControl;
using core::engine::Done;
using core::engine::Engine;
using core::engine::OperationPtr;

namespace {

// An engine of a kind that cannot do this ends it with the reason.
template<class Call>
auto withControl(Call call)
{
    return [call](Engine &engine, const std::string &id, Done<void> done) -> OperationPtr {
        if (ContainerControl *const control = engine.control())
            return call(*control, id, std::move(done));
        done(core::base::fail("engine.refused", ContainerActions::tr("This engine cannot do that.").toStdString()));
        return nullptr;
    };
}

OperationPtr restartOf(ContainerControl &control, const std::string &id, Done<void> done)
{
    return control.restart(id, std::move(done));
}

} // namespace

void ContainerActions::restart(const QString &engineId, const QString &containerId)
{
    run(engineId, containerId, tr("restarting…"), tr("could not restart"), withControl(restartOf));
}

void ContainerActions::pause(const QString &engineId, const QString &containerId)
{
    run(engineId, containerId, tr("pausing…"), tr("could not pause"),
        withControl([](ContainerControl &control, const std::string &id, Done<void> done) { return control.pause(id, std::move(done)); }));
}

void ContainerActions::unpause(const QString &engineId, const QString &containerId)
{
    run(engineId, containerId, tr("resuming…"), tr("could not resume"),
        withControl([](ContainerControl &control, const std::string &id, Done<void> done) { return control.unpause(id, std::move(done)); }));
}

void ContainerActions::kill(const QString &engineId, const QString &containerId)
{
    run(engineId, containerId, tr("killing…"), tr("could not kill"),
        withControl([](ContainerControl &control, const std::string &id, Done<void> done) { return control.kill(id, "SIGKILL", std::move(done)); }));
}

void ContainerActions::onGroup(const QString &engineId, const QString &project, GroupAction action)
{
    Engine *const owner = engine(engineId);
    if (!owner || project.isEmpty())
        return;
    const auto group = std::make_shared<GroupRun>();
    group->engineId = engineId;
    group->project = project;
    QString pending, failure; // of each
    switch (action) {
    case GroupAction::Start:
        pending = tr("starting…"), failure = tr("could not start");
        group->pending = tr("starting %1 of %2…"), group->failure = tr("%1 did not start");
        break;
    case GroupAction::Stop:
        pending = tr("stopping…"), failure = tr("could not stop");
        group->pending = tr("stopping %1 of %2…"), group->failure = tr("%1 did not stop");
        break;
    case GroupAction::Restart:
        pending = tr("restarting…"), failure = tr("could not restart");
        group->pending = tr("restarting %1 of %2…"), group->failure = tr("%1 did not restart");
        break;
    }
    QStringList ids; // the list changes as they do
    for (const auto &container : owner->containers()) {
        const QString id = QString::fromStdString(container.id);
        const bool stopped = lightOf(container) == Light::Stopped || lightOf(container) == Light::Broken;
        const bool means = action == GroupAction::Restart || (action == GroupAction::Start) == stopped;
        if (container.project == project.toStdString() && means && !m_model.isPending(engineId, id))
            ids << id;
    }
    const std::int64_t room = m_host.settings().integer("containers.actions_waiting") - std::int64_t(owner->turns().waiting());
    if (ids.size() > room) { // rather than a part of it
        m_model.setGroupActivity(engineId, project, {}, tr("nothing was begun"));
        Q_EMIT failed(tr("%1 of this project's containers would wait their turn, and there is room for %2: nothing was begun. The setting containers.actions_waiting says how many may wait.")
                          .arg(ids.size())
                          .arg(std::max<std::int64_t>(room, 0)));
        return;
    }
    group->all = int(ids.size());
    showGroup(*group);
    if (!ids.isEmpty())
        m_groupOpen[{engineId, project}] += ids;
    for (const QString &id : ids) {
        switch (action) {
        case GroupAction::Start:
            run(engineId, id, pending, failure, [](auto &on, auto &container, auto done) { return on.start(container, std::move(done)); }, group);
            break;
        case GroupAction::Stop:
            run(engineId, id, pending, failure, [](auto &on, auto &container, auto done) { return on.stop(container, std::move(done)); }, group);
            break;
        case GroupAction::Restart:
            run(engineId, id, pending, failure, withControl(restartOf), group);
            break;
        }
    }
}

void ContainerActions::cancelGroup(const QString &engineId, const QString &project)
{
    const QStringList open = m_groupOpen.value({engineId, project});
    for (auto it = open.crbegin(); it != open.crend(); ++it) // those that wait before those whose end would let them begin
        cancel(engineId, *it);
}

void ContainerActions::showGroup(const GroupRun &group)
{
    const auto ended = group.done + int(group.failed.size());
    const bool over = ended >= group.all;
    const QString pending = over ? QString() : group.pending.arg(ended + 1).arg(group.all);
    const QString error = over && !group.failed.isEmpty() ? group.failure.arg(group.failed.size()) : QString();
    m_model.setGroupActivity(group.engineId, group.project, pending, error, group.failed);
}

} // namespace ui::containers
