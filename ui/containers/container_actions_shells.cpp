// Sessions in containers, as actions on their rows.
#include "core/engine/container_control.h"
#include "ui/containers/container_actions.h"

#include <QPointer>

namespace ui::containers {

using core::base::Result;
using core::session::SessionPtr;

void ContainerActions::open(const QString &engineId, const QString &containerId, const std::optional<ShellWish> &wish, const QString &pending, const QString &what,
                            const Open &begin)
{
    if (m_model.isPending(engineId, containerId))
        return; // an Enter too many, on the row that has the keyboard until the tab is there
    const ShellWish asked = wish.value_or(ShellWish());
    m_model.setActivity(engineId, containerId, pending, {});
    const QString key = engineId + QLatin1Char('/') + containerId;
    auto operation = begin({engineId.toStdString(), containerId.toStdString(), asked.user.toStdString(), m_gridSize(), asked.folder.toStdString(), asked.environment},
                           [self = QPointer(this), engineId, containerId, wish, what, key](const Result<SessionPtr> &session) {
        if (!self)
            return;
        self->m_operations.remove(key);
        if (!session && session.error().is("engine.no_shell")) {
            self->m_model.setActivity(engineId, containerId, {}, QStringLiteral("could not %1").arg(what));
            Q_EMIT self->shellMissing(engineId, containerId, QString::fromStdString(session.error().message));
            return;
        }
        if (!session && session.error().is("engine.paused") && wish) { // resumed, a shell in it is what is opened
            self->m_model.setActivity(engineId, containerId, {}, {}); // the row says that it is paused
            Q_EMIT self->shellPaused(engineId, containerId, *wish, QString::fromStdString(session.error().message));
            return;
        }
        self->settle(engineId, containerId, what, session ? nullptr : &session.error());
        if (session)
            Q_EMIT self->shellOpened((*session)->info().id);
    });
    if (m_model.isPending(engineId, containerId)) // else it has ended already
        m_operations.insert(key, std::move(operation));
}

void ContainerActions::openShell(const QString &engineId, const QString &containerId, const ShellWish &wish)
{
    open(engineId, containerId, wish, QStringLiteral("opening a shell…"), QStringLiteral("open a shell"),
         [this](const auto &spec, auto done) { return m_host.openInContainer(spec, std::move(done)); });
}

void ContainerActions::resumeAndOpen(const QString &engineId, const QString &containerId, const ShellWish &wish)
{
    auto *const owner = engine(engineId);
    auto *const control = owner ? owner->control() : nullptr;
    if (!control) {
        const core::base::Error error{"engine.refused", tr("The engine is gone, or cannot resume containers.").toStdString(), {}};
        return settle(engineId, containerId, tr("resume"), &error);
    }
    m_model.setActivity(engineId, containerId, tr("resuming…"), {});
    const QString key = engineId + QLatin1Char('/') + containerId;
    auto operation = control->unpause(containerId.toStdString(), [self = QPointer(this), engineId, containerId, wish, key](const Result<void> &resumed) {
        if (!self)
            return;
        self->m_operations.remove(key);
        const bool isResumed = resumed || resumed.error().is("engine.conflict"); // by somebody else meanwhile; or it does not run, which is said then
        self->settle(engineId, containerId, tr("resume"), isResumed ? nullptr : &resumed.error());
        if (isResumed)
            self->openShell(engineId, containerId, wish);
    });
    if (m_model.isPending(engineId, containerId)) // else it has ended already
        m_operations.insert(key, std::move(operation));
}

void ContainerActions::attach(const QString &engineId, const QString &containerId)
{
    open(engineId, containerId, std::nullopt, QStringLiteral("attaching…"), QStringLiteral("attach"),
         [this](const auto &spec, auto done) { return m_host.attachToContainer(spec, std::move(done)); });
}

void ContainerActions::startAttached(const QString &engineId, const QString &containerId)
{
    open(engineId, containerId, std::nullopt, QStringLiteral("starting…"), QStringLiteral("start"),
         [this](const auto &spec, auto done) { return m_host.startAttached(spec, std::move(done)); });
}

void ContainerActions::openBeside(const QString &engineId, const QString &containerId)
{
    open(engineId, containerId, std::nullopt, QStringLiteral("opening a shell beside it…"), QStringLiteral("open a shell beside it"), [this, engineId, containerId](const auto &spec, auto done) {
        const auto progress = [self = QPointer(this), engineId, containerId](const core::engine::Progress &step) {
            if (self)
                self->m_model.setActivity(engineId, containerId, QString::fromStdString(step.what) + QStringLiteral("…"), {});
        };
        return m_host.openBeside(spec, progress, std::move(done));
    });
}

} // namespace ui::containers
