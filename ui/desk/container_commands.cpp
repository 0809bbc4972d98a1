#include "ui/desk/container_commands.h"

#include "core/engine/container_control.h"
#include "ui/containers/container_text.h"
#include "ui/desk/desk_text.h"
#include "ui/desk/overview_text.h"

namespace ui::desk {

using namespace core::engine;

ContainerCommands::ContainerCommands(WatchedContainer &watched, QObject *parent) : QObject(parent), m_watched(watched) {}

ContainerCommands::~ContainerCommands()
{
    // What was asked for goes on; only its answer is not waited for.
}

void ContainerCommands::run(const QString &pending, Call call)
{
    Engine *const engine = m_watched.engine();
    if (!m_pending.isEmpty() || !engine)
        return;
    say(pending);
    auto begin = [self = QPointer(this), engine, pending, call, id = m_watched.id()](Done<void> done) {
        if (self)
            self->say(pending); // it may have waited
        return call(*engine, id, std::move(done));
    };
    Done<void> done = [self = QPointer(this)](core::base::Result<void> result) {
        if (self)
            self->settle(result);
    };
    auto operation = engine->turns().run<void>(kWindowPrincipal, std::move(begin), std::move(done), [this](std::chrono::milliseconds wait) {
        const QString words = containers::turnText(wait);
        say(words.left(1).toUpper() + words.mid(1));
    });
    if (!m_pending.isEmpty()) // else it has ended already
        m_operation = std::move(operation);
}

void ContainerCommands::say(const QString &pending)
{
    if (m_pending == pending)
        return;
    m_pending = pending;
    Q_EMIT pendingChanged();
}

void ContainerCommands::settle(const core::base::Result<void> &result)
{
    m_operation = nullptr;
    say({});
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
    run(tr("Starting…"), [](Engine &engine, const std::string &id, Done<void> done) { return engine.start(id, std::move(done)); });
}

void ContainerCommands::stop()
{
    run(stoppingText(m_watched.details()), [](Engine &engine, const std::string &id, Done<void> done) { return engine.stop(id, std::move(done)); });
}

void ContainerCommands::restart()
{
    run(tr("Restarting…"), [](Engine &engine, const std::string &id, Done<void> done) { return engine.control()->restart(id, std::move(done)); });
}

void ContainerCommands::pause()
{
    run(tr("Pausing…"), [](Engine &engine, const std::string &id, Done<void> done) { return engine.control()->pause(id, std::move(done)); });
}

void ContainerCommands::unpause()
{
    run(tr("Resuming…"), [](Engine &engine, const std::string &id, Done<void> done) { return engine.control()->unpause(id, std::move(done)); });
}

void ContainerCommands::kill()
{
    run(tr("Killing…"), [](Engine &engine, const std::string &id, Done<void> done) { return engine.control()->kill(id, "SIGKILL", std::move(done)); });
}

void ContainerCommands::remove(bool force, bool volumes)
{
    run(tr("Removing…"), [force, volumes](Engine &engine, const std::string &id, Done<void> done) { return engine.remove(id, force, volumes, std::move(done)); });
}

} // namespace ui::desk
