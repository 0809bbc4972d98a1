// Sessions in containers: shells, main processes, and shells beside containers that have none.
#include "core/base/random.h"
#include "core/engine/container_control.h"
#include "core/engine/container_streams.h"
#include "core/engine/dialect.h"
#include "core/engine/reach.h"
#include "core/host/host_impl.h"
#include "core/host/launch.h"
#include "core/shell/injection.h"

namespace core::host {
namespace {

// Cancelling goes to whichever of the steps is under way.
struct Steps : engine::Operation
{
    engine::OperationPtr current;
    void cancel() override
    {
        if (const engine::OperationPtr step = current)
            step->cancel();
    }
};

// What is to be known of one that the engine's list does not have yet.
engine::Container containerOf(const engine::ContainerDetails &details)
{
    engine::Container out;
    out.id = details.id;
    out.name = details.name;
    out.image = details.image;
    out.imageId = details.imageId;
    const auto history = details.labels.find("berth.history");
    out.keepsNoHistory = history != details.labels.end() && history->second == "off";
    return out;
}

// What `id` says: its last line, for a shell may greet whoever starts it. Empty where that is no name and no number.
std::string userNameIn(const std::string &words)
{
    const QStringList lines = QString::fromStdString(words).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    const QString name = lines.isEmpty() ? QString() : lines.last().trimmed();
    const bool isName = std::ranges::all_of(name, [](QChar c) { return c.isPrint() && !c.isSpace(); });
    return isName ? name.toStdString() : std::string();
}

// A program that is no shell of ours: where the container has a shell to wait with, it begins when its terminal has its size.
engine::OperationPtr runSized(engine::Engine &engine, const std::string &container, const engine::ExecSpec &program, engine::Done<std::unique_ptr<pty::Pty>> opened)
{
    const shell::ContainerLaunch launch = shell::sizedLaunch(program.command);
    engine::ExecSpec sized = program;
    sized.command = launch.command;
    sized.input = launch.input;
    sized.ready = launch.ready;
    auto steps = std::make_shared<Steps>();
    steps->current = engine.execShell(container, sized, [engine = QPointer(&engine), container, program, steps, opened = std::move(opened)](base::Result<std::unique_ptr<pty::Pty>> pty) mutable {
        if (pty || !pty.error().is("engine.no_shell") || !engine)
            return opened(std::move(pty));
        steps->current = engine->execShell(container, program, std::move(opened));
    });
    return steps;
}

} // namespace

base::Result<HostImpl::ContainerPlace> HostImpl::findPlace(const ContainerShell &spec) const
{
    if (m_phase != Phase::Running)
        return base::fail("host.closing", "Berth is being closed.");
    engine::Engine *engine = m_engines->engine(spec.engine);
    if (!engine)
        return base::fail("engine.not_found", "The container's engine is not there any more.");
    const engine::Container *found = engine->find(spec.container);
    if (!found)
        return base::fail("engine.not_found", "There is no container '" + spec.container + "'.");
    return ContainerPlace{engine, found};
}

engine::OperationPtr HostImpl::openInContainer(const ContainerShell &spec, Host::Done<session::SessionPtr> done)
{
    return runInContainer(spec, {}, std::move(done));
}

engine::OperationPtr HostImpl::attachToContainer(const ContainerShell &spec, Host::Done<session::SessionPtr> done)
{
    return runInContainer({spec.engine, spec.container, {}, spec.size}, {.mainProcess = true}, std::move(done));
}

engine::OperationPtr HostImpl::startAttached(const ContainerShell &spec, Host::Done<session::SessionPtr> done)
{
    engine::Engine *const engine = m_phase == Phase::Running ? m_engines->engine(spec.engine) : nullptr;
    if (!engine || !engine->control() || !engine->streams()) {
        done(engine ? base::fail("engine.refused", "This engine's containers cannot be attached to.") : base::fail("engine.not_found", "The container's engine is not there any more."));
        return std::make_shared<NoOperation>();
    }
    auto steps = std::make_shared<Steps>();
    steps->current = engine->control()->inspect(spec.container, [self = QPointer(this), engine = QPointer(engine), spec, steps, done = std::move(done)](base::Result<engine::ContainerDetails> details) mutable {
        if (!details)
            return done(std::unexpected(details.error()));
        if (!self || !engine)
            return done(base::fail("host.closing", "Berth is being closed."));
        steps->current = self->runIn(*engine, containerOf(*details), {spec.engine, details->id, {}, spec.size}, {.mainProcess = true, .starts = true}, std::move(done));
    });
    return steps;
}

engine::OperationPtr HostImpl::openBeside(const ContainerShell &spec, engine::OnProgress progress, Host::Done<session::SessionPtr> done)
{
    const auto place = findPlace(spec);
    if (!place) {
        done(std::unexpected(place.error()));
        return std::make_shared<NoOperation>();
    }
    if (place->container->state == "paused") {
        done(base::fail("engine.paused", "The container '" + place->container->name + "' is paused."));
        return std::make_shared<NoOperation>();
    }
    if (!place->container->isRunning()) {
        done(base::fail("engine.conflict", "The container '" + place->container->name + "' is not running. Start it first."));
        return std::make_shared<NoOperation>();
    }
    auto steps = std::make_shared<Steps>();
    auto beside = std::make_shared<Neighbour>();
    auto made = [self = QPointer(this), engineId = place->engine->id(), beside, size = spec.size, steps,
                 done = std::move(done)](base::Result<std::string> id) mutable {
        if (!id)
            return done(std::unexpected(id.error()));
        if (!self)
            return done(base::fail("host.closing", "Berth is being closed."));
        auto opened = [self, engineId, id = *id, done = std::move(done)](base::Result<session::SessionPtr> session) mutable {
            engine::Engine *const engine = self ? self->m_engines->engine(engineId) : nullptr;
            if (!session && engine) // nothing else would end it
                engine->remove(id, true, true, [](const base::Result<void> &) {});
            done(std::move(session));
        };
        steps->current = self->runInContainer({engineId, *id, {}, size}, {.beside = *beside}, std::move(opened));
    };
    // Whose namespaces it is in decides what the other one may do and is told; the list may not know that yet.
    engine::ContainerControl *const control = place->engine->control();
    if (!control) {
        made(base::fail("engine.refused", "This engine cannot say what its containers share."));
        return steps;
    }
    steps->current = control->inspect(place->container->id, [self = QPointer(this), engineId = place->engine->id(), of = *place->container, steps, beside,
                                                             progress = std::move(progress), made = std::move(made)](base::Result<engine::ContainerDetails> details) mutable {
        engine::Engine *const engine = self ? self->m_engines->engine(engineId) : nullptr;
        if (!details || !engine)
            return made(details ? base::fail("host.closing", "Berth is being closed.") : std::unexpected(details.error()));
        *beside = neighbourOf(*details, engine->containers());
        steps->current = makeStarter(*engine, self->m_inbox, self->m_workers, sidecarWish(of, *beside), std::move(progress), std::move(made));
    });
    return steps;
}

// Whatever fails here is an error; a container tab never becomes a shell on the host.
engine::OperationPtr HostImpl::runInContainer(const ContainerShell &spec, const ContainerProgram &program, Host::Done<session::SessionPtr> done)
{
    const auto place = findPlace(spec);
    if (!place || (program.mainProcess && !place->engine->streams())) {
        done(place ? base::fail("engine.refused", "This engine's containers cannot be attached to.") : std::unexpected(place.error()));
        return std::make_shared<NoOperation>();
    }
    return runIn(*place->engine, *place->container, spec, program, std::move(done));
}

engine::OperationPtr HostImpl::runIn(engine::Engine &engine, const engine::Container &container, const ContainerShell &spec, const ContainerProgram &program,
                                     Host::Done<session::SessionPtr> done)
{
    const auto wished = containerShell(program.command);
    const bool isShell = (program.command.empty() || wished) && !program.mainProcess;
    const std::string nonce = isShell ? base::randomHex(16) : std::string();
    const base::GridSize size = base::clamped(spec.size);

    session::SessionOptions options = sessionOptions(settings());
    options.size = size;
    options.info.place = {engine.id(), container.id, container.name, container.image, spec.user};
    options.info.integration = isShell;
    options.info.shell = wished ? baseName(wished->program) : isShell ? baseName(settings().text("containers.preferred_shell")) : program.mainProcess ? "main process" : baseName(program.command.front());
    if (options.info.shell.empty())
        options.info.shell = "shell"; // the launcher takes the best one it finds
    options.nonce = nonce;

    CommandRecorder::Options recording;
    recording.imageId = container.imageId;
    recording.keepHistory = !container.keepsNoHistory;

    ReentrySpec reentry{engine.id(), container.id, nonce, program.mainProcess ? LeavesFor::AnyReason : LeavesFor::Restarts,
                        program.beside ? sidecarGreeting(*program.beside, size.cols) : std::string(), {}};
    reentry.open = [spec, program, nonce, settings = m_settings, id = container.id](engine::Engine &on, base::GridSize now,
                                                                                  engine::Done<std::unique_ptr<pty::Pty>> opened) {
        if (program.mainProcess)
            return on.streams()->attach(id, now, std::move(opened));
        ContainerShell wish = spec;
        wish.size = now;
        engine::ExecSpec exec = containerExec(wish, program.command, *settings, nonce);
        if (exec.ready.empty())
            return runSized(on, id, exec, std::move(opened));
        if (program.beside)
            exec.command = sidecarCommand(exec.command);
        return on.execShell(id, exec, std::move(opened));
    };
    auto open = reentry.open;
    auto opened = [self = QPointer(this), isShell, size, again = isShell || program.mainProcess, reentry = std::move(reentry), options = std::move(options),
                 recording = std::move(recording), done = std::move(done)](base::Result<std::unique_ptr<pty::Pty>> pty) mutable {
        const std::string name = options.info.place.containerName;
        // The engine is asked, not the list, which may not have heard yet that the container was started.
        if (!pty && isShell && pty.error().code == "engine.conflict" && self && self->isPaused(options.info.place))
            return done(base::fail("engine.paused", "The container '" + name + "' is paused.", pty.error().detail));
        if (!pty && isShell && pty.error().code == "engine.conflict")
            return done(base::fail("engine.conflict", "The container '" + name + "' is not running. Start it first.", pty.error().detail));
        if (!pty && isShell && pty.error().is("engine.no_shell") && engine::saysNoProgram(pty.error().message, "/bin/sh")) // which the launcher needs
            return done(base::fail("engine.no_shell", "There is no shell in " + name + '.', pty.error().message));
        if (!pty)
            return done(std::unexpected(pty.error()));
        if (!self || self->m_phase != Phase::Running)
            return done(base::fail("host.closing", "Berth is being closed."));
        const std::string user = options.info.place.user;
        auto terminal = again ? self->m_reentries->wrap(*std::move(pty), size, std::move(reentry)) : *std::move(pty);
        const session::SessionPtr session = self->adopt(std::move(options), std::move(terminal), std::move(recording));
        if (session->info().integration)
            self->askUser(session->info().id, user);
        done(session);
    };
    if (program.starts)
        return engine.streams()->startAttached(container.id, size, std::move(opened));
    return open(engine, size, std::move(opened));
}

// A session is told its place once, at its start; what its container is called since then is its recorder's to know.
void HostImpl::followNames(engine::Engine *engine)
{
    connect(engine, &engine::Engine::containersChanged, this, [this, engine] {
        for (const auto *sessions : {&m_sessions, &m_closing}) {
            for (const auto &[id, entry] : *sessions) {
                const session::Place &place = entry.session->info().place;
                const engine::Container *const container = place.isContainer() && place.engine == engine->id() ? engine->find(place.containerId) : nullptr;
                if (!container || entry.recorder->containerName() == container->name)
                    continue;
                entry.recorder->setContainerName(container->name);
                if (m_attach)
                    m_attach->containerRenamed(id, container->name);
            }
        }
    });
}

std::string HostImpl::containerName(const session::SessionHandle &session) const
{
    const auto found = m_sessions.find(session.info().id);
    return found == m_sessions.end() ? session.info().place.containerName : found->second.recorder->containerName();
}

std::string HostImpl::userOf(base::SessionId id) const
{
    const auto found = m_sessions.find(id);
    return found == m_sessions.end() ? std::string() : found->second.recorder->user();
}

bool HostImpl::isPaused(const session::Place &place) const
{
    const engine::Engine *const engine = m_engines->engine(place.engine);
    const engine::Container *const container = engine ? engine->find(place.containerId) : nullptr;
    return container && container->state == "paused";
}

// An exec of its own: what runs in the shell is the user's. Where the container has no `id`, the wish remains.
void HostImpl::askUser(base::SessionId id, const std::string &user)
{
    const session::SessionPtr shell = session(id);
    engine::Engine *engine = shell ? m_engines->engine(shell->info().place.engine) : nullptr;
    if (!engine)
        return;
    constexpr std::size_t kMostWords = 4096;
    engine::ExecSpec exec;
    exec.command = {"sh", "-c", "id -un 2>/dev/null || id -u"};
    exec.user = user;
    m_sessions[id].recorder->awaitUser();
    engine->execCollect(shell->info().place.containerId, exec, kMostWords, [self = QPointer(this), id](base::Result<engine::ExecOutput> output) {
        if (!self)
            return;
        for (const auto *sessions : {&self->m_sessions, &self->m_closing}) {
            const auto found = sessions->find(id);
            if (found != sessions->end())
                found->second.recorder->setUser(output && output->exitCode == 0 ? userNameIn(output->out) : std::string());
        }
    });
}

engine::OperationPtr HostImpl::makeStarterContainer(const std::string &engineId, engine::OnProgress progress, Host::Done<std::string> done)
{
    engine::Engine *engine = m_engines->engine(engineId);
    if (m_phase == Phase::Running && engine)
        return makeStarter(*engine, m_inbox, m_workers, starterWish(), std::move(progress), std::move(done));
    done(base::fail("engine.not_found", "The engine is not there any more."));
    return std::make_shared<NoOperation>();
}

} // namespace core::host
