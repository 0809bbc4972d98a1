// Sessions in containers, as actions on their rows.
#include "core/engine/container_control.h"
#include "ui/containers/container_actions.h"

#include <QPointer>

namespace ui::containers {

using core::base::Result;
using core::session::SessionPtr;

void ContainerActions::open(const QString &engineId, const QString &containerId, const std::optional<ShellWish> &wish, const QString &pending, const QString &failure,
                            const Open &start)
{
    if (m_model.isPending(engineId, containerId))
        return; // an Enter too many, on the row that has the keyboard until the tab is there
    const auto done = [self = QPointer(this), engineId, containerId, wish, failure](const Result<SessionPtr> &session) {
        if (!self)
            return;
        if (!session && session.error().is("engine.no_shell")) {
            self->m_model.setActivity(engineId, containerId, {}, failure);
            Q_EMIT self->shellMissing(engineId, containerId, QString::fromStdString(session.error().message));
            return;
        }
        if (!session && session.error().is("engine.paused") && wish) { // resumed, a shell in it is what is opened
            self->m_model.setActivity(engineId, containerId, {}, {}); // the row says that it is paused
            Q_EMIT self->shellPaused(engineId, containerId, *wish, QString::fromStdString(session.error().message));
            return;
        }
        self->settle(engineId, containerId, failure, session ? nullptr : &session.error());
        if (session)
            Q_EMIT self->shellOpened((*session)->info().id);
    };
    auto *const owner = engine(engineId);
    if (!owner) {
        const core::base::Error error{"engine.unreachable", tr("The engine is gone.").toStdString(), {}};
        return settle(engineId, containerId, failure, &error);
    }
    const ShellWish asked = wish.value_or(ShellWish());
    core::host::ContainerShell spec{engineId.toStdString(), containerId.toStdString(), asked.user.toStdString(), m_gridSize(), asked.folder.toStdString(), asked.environment};
    begin<SessionPtr>(*owner, engineId, containerId, pending,
                      [start, spec = std::move(spec)](core::engine::Done<SessionPtr> end) { return start(spec, std::move(end)); }, done);
}

void ContainerActions::openShell(const QString &engineId, const QString &containerId, const ShellWish &wish)
{
    open(engineId, containerId, wish, tr("opening a shell…"), tr("could not open a shell"),
         [this](const auto &spec, auto done) { return m_host.openInContainer(spec, std::move(done)); });
}

void ContainerActions::resumeAndOpen(const QString &engineId, const QString &containerId, const ShellWish &wish)
{
    auto *const owner = engine(engineId);
    auto *const control = owner ? owner->control() : nullptr;
    if (!control) {
        const core::base::Error error{"engine.refused", tr("The engine is gone, or cannot resume containers.").toStdString(), {}};
        return settle(engineId, containerId, tr("could not resume"), &error);
    }
    begin<void>(*owner, engineId, containerId, tr("resuming…"),
                [control, id = containerId.toStdString()](core::engine::Done<void> end) { return control->unpause(id, std::move(end)); },
                [this, engineId, containerId, wish](const Result<void> &resumed) {
                    const bool isResumed = resumed || resumed.error().is("engine.conflict"); // by somebody else meanwhile; or it does not run, which is said then
                    settle(engineId, containerId, tr("could not resume"), isResumed ? nullptr : &resumed.error());
                    if (isResumed)
                        openShell(engineId, containerId, wish);
                });
}

void ContainerActions::attach(const QString &engineId, const QString &containerId)
{
    open(engineId, containerId, std::nullopt, tr("attaching…"), tr("could not attach"),
         [this](const auto &spec, auto done) { return m_host.attachToContainer(spec, std::move(done)); });
}

void ContainerActions::startAttached(const QString &engineId, const QString &containerId, const Ended &ended)
{
    const auto done = [self = QPointer(this), engineId, containerId, ended](const Result<SessionPtr> &session) {
        if (!self)
            return;
        const bool isSaid = ended(session ? nullptr : &session.error());
        self->settle(engineId, containerId, tr("could not start"), session || isSaid ? nullptr : &session.error());
        if (session)
            Q_EMIT self->shellOpened((*session)->info().id);
    };
    auto *const owner = engine(engineId);
    if (!owner)
        return done(core::base::fail("engine.unreachable", tr("The engine is gone.").toStdString()));
    const core::host::ContainerShell spec{engineId.toStdString(), containerId.toStdString(), {}, m_gridSize()};
    begin<SessionPtr>(*owner, engineId, containerId, tr("starting…"),
                      [host = &m_host, spec](core::engine::Done<SessionPtr> end) { return host->startAttached(spec, std::move(end)); }, done);
}

void ContainerActions::openBeside(const QString &engineId, const QString &containerId)
{
    open(engineId, containerId, std::nullopt, tr("opening a shell beside it…"), tr("could not open a shell beside it"), [this, engineId, containerId](const auto &spec, auto done) {
        const auto progress = [self = QPointer(this), engineId, containerId](const core::engine::Progress &step) {
            if (self)
                self->m_model.setActivity(engineId, containerId, QString::fromStdString(step.what) + QStringLiteral("…"), {});
        };
        return m_host.openBeside(spec, progress, std::move(done));
    });
}

} // namespace ui::containers
