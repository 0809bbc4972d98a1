#include "ui/desk/container_commands.h"

#include "core/engine/container_control.h"
#include "ui/desk/desk_text.h"

namespace ui::desk {

using namespace core::engine;

ContainerCommands::ContainerCommands(WatchedContainer &watched, QObject *parent) : QObject(parent), m_watched(watched) {}

ContainerCommands::~ContainerCommands()
{
    // What was asked for goes on; only its answer is not waited for.
}

template<class Call> void ContainerCommands::run(const QString &pending, Call call)
{
    if (!m_pending.isEmpty() || !m_watched.engine())
        return;
    m_pending = pending;
    Q_EMIT pendingChanged();
    Done<void> done = [self = QPointer(this)](core::base::Result<void> result) {
        if (self)
            self->settle(result);
    };
    auto operation = call(*m_watched.engine(), std::move(done));
    if (!m_pending.isEmpty()) // else it has ended already
        m_operation = std::move(operation);
}

void ContainerCommands::settle(const core::base::Result<void> &result)
{
    m_operation = nullptr;
    m_pending.clear();
    Q_EMIT pendingChanged();
    if (!result && !result.error().is("engine.cancelled"))
        Q_EMIT failed(text(result.error().message));
}

void ContainerCommands::cancel()
{
    if (const auto operation = m_operation)
        operation->cancel();
}

void ContainerCommands::start()
{
    run(tr("Starting…"), [this](Engine &engine, Done<void> done) { return engine.start(m_watched.id(), std::move(done)); });
}

void ContainerCommands::stop()
{
    run(tr("Stopping; its program has ten seconds to end…"), [this](Engine &engine, Done<void> done) { return engine.stop(m_watched.id(), std::move(done)); });
}

void ContainerCommands::restart()
{
    run(tr("Restarting…"), [this](Engine &engine, Done<void> done) { return engine.control()->restart(m_watched.id(), std::move(done)); });
}

void ContainerCommands::pause()
{
    run(tr("Pausing…"), [this](Engine &engine, Done<void> done) { return engine.control()->pause(m_watched.id(), std::move(done)); });
}

void ContainerCommands::unpause()
{
    run(tr("Resuming…"), [this](Engine &engine, Done<void> done) { return engine.control()->unpause(m_watched.id(), std::move(done)); });
}

void ContainerCommands::kill()
{
    run(tr("Killing…"), [this](Engine &engine, Done<void> done) { return engine.control()->kill(m_watched.id(), "SIGKILL", std::move(done)); });
}

void ContainerCommands::rename(const QString &name)
{
    run(tr("Renaming…"), [this, name](Engine &engine, Done<void> done) { return engine.control()->rename(m_watched.id(), name.toStdString(), std::move(done)); });
}

void ContainerCommands::remove(bool force, bool volumes)
{
    run(tr("Removing…"), [this, force, volumes](Engine &engine, Done<void> done) { return engine.remove(m_watched.id(), force, volumes, std::move(done)); });
}

} // namespace ui::desk
