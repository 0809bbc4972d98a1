#include "core/host/starter_container.h"

#include "core/engine/discovery.h"

#include <QPointer>
#include <QTimer>
#include <algorithm>

namespace core::host {
namespace {

constexpr int kMostNames = 50;
constexpr int kListedMs = 5000; // the events stream tells of a start within milliseconds

// Lists images, packs and imports one if needed, creates under the first free name, starts. Keeps itself alive through
// the callbacks of the step that is under way.
class Starter : public engine::Operation, public std::enable_shared_from_this<Starter>
{
public:
    Starter(engine::Engine &engine, base::TaskInbox &inbox, QThreadPool &workers, StarterWish wish, engine::OnProgress progress, engine::Done<std::string> done)
        : m_engine(&engine), m_inbox(inbox), m_workers(workers), m_wish(std::move(wish)), m_progress(std::move(progress)), m_done(std::move(done))
    {
    }

    void begin()
    {
        say("Looking for the starter image");
        m_step = m_engine->listImages([self = shared_from_this()](base::Result<std::vector<engine::Image>> images) {
            if (!images)
                return self->finish(std::unexpected(images.error()));
            const bool present = std::ranges::any_of(*images, [](const engine::Image &image) { return std::ranges::any_of(image.tags, isStarter); });
            present ? self->create() : self->pack();
        });
    }

    void cancel() override
    {
        m_cancelled = true;
        // An engine that has been asked for a container makes it all the same: its answer is awaited, to have it removed.
        if (const engine::OperationPtr step = m_creating ? nullptr : m_step) // held: its callback lets go of m_step
            step->cancel();
        finish(cancelled());
    }

private:
    // Podman puts a registry's name in front.
    static bool isStarter(const std::string &tag)
    {
        return tag == kStarterImage || tag.ends_with(std::string("/") + kStarterImage);
    }

    static std::unexpected<base::Error> cancelled()
    {
        return base::fail("engine.cancelled", "Making the container was cancelled.");
    }

    void say(const char *what) const
    {
        if (m_progress && m_done) // who has cancelled it is told nothing more
            m_progress({what, 0, 0});
    }

    bool isOver()
    {
        if (m_cancelled || !m_engine)
            finish(cancelled());
        return !m_done;
    }

    void pack()
    {
        say("Packing a small image from this machine's busybox");
        if (isOver()) // whoever is told may have cancelled it
            return;
        m_step.reset();
        m_workers.start([self = shared_from_this()]() mutable {
            auto tar = std::make_shared<base::Result<std::string>>(engine::busyboxRootTar());
            base::TaskInbox &inbox = self->m_inbox;
            // Moved: the last reference must not be dropped here. Refused only when the owner goes; then nobody waits.
            [[maybe_unused]] const bool taken = inbox.post([self = std::move(self), tar] { self->import(std::move(*tar)); });
        });
    }

    void import(base::Result<std::string> tar)
    {
        if (isOver())
            return;
        if (!tar)
            return finish(std::unexpected(tar.error()));
        m_step = m_engine->importImage(std::move(*tar), kStarterImage, m_progress, [self = shared_from_this()](base::Result<void> imported) {
            imported ? self->create() : self->finish(std::unexpected(imported.error()));
        });
    }

    void create()
    {
        say("Creating the container");
        if (isOver()) // whoever is told may have cancelled it
            return;
        engine::CreateSpec spec = m_wish.spec;
        spec.image = kStarterImage;
        spec.name = nextName();
        m_creating = true;
        m_step = m_engine->create(spec, [self = shared_from_this()](base::Result<std::string> id) {
            self->m_creating = false;
            if (id) {
                self->m_made = *id;
                return self->startUp(*id);
            }
            // Taken between the list and now: the next one.
            if (id.error().is("engine.conflict") && self->m_number < kMostNames)
                return self->create();
            self->finish(std::unexpected(id.error()));
        });
    }

    std::string nextName()
    {
        while (true) {
            ++m_number;
            std::string name = m_number == 1 ? m_wish.name : m_wish.name + '-' + std::to_string(m_number);
            if (m_number >= kMostNames || !m_engine->find(name))
                return name;
        }
    }

    void startUp(const std::string &id)
    {
        say("Starting it");
        if (isOver()) // whoever is told may have cancelled it
            return;
        m_step = m_engine->start(id, [self = shared_from_this(), id](base::Result<void> started) {
            started ? self->awaitListed(id) : self->finish(std::unexpected(started.error()));
        });
    }

    // Whoever is told next opens a shell by looking the container up: done when the live list has it running.
    void awaitListed(const std::string &id)
    {
        m_step = nullptr;
        const auto listed = [self = shared_from_this(), id] {
            const engine::Container *found = self->m_engine ? self->m_engine->find(id) : nullptr;
            return !self->m_engine || (found && found->isRunning());
        };
        if (listed())
            return finish(id);
        auto *waiting = new QTimer(m_engine); // its end, or the engine's, ends the connections
        waiting->setSingleShot(true);
        const auto end = [self = shared_from_this(), id, waiting] {
            waiting->deleteLater(); // later: until then neither may end it again
            waiting->stop();
            if (self->m_engine)
                self->m_engine->disconnect(waiting);
            self->finish(id);
        };
        QObject::connect(waiting, &QTimer::timeout, waiting, end);
        QObject::connect(m_engine, &engine::Engine::containersChanged, waiting, [listed, end] {
            if (listed())
                end();
        });
        waiting->start(kListedMs);
    }

    void finish(base::Result<std::string> result)
    {
        m_step.reset();
        if (result && m_done) // theirs from now on, whatever is cancelled later
            m_made.clear();
        if ((!result || !m_done) && !m_made.empty() && m_engine) // nobody is told of it
            m_engine->remove(std::exchange(m_made, {}), true, true, [](const base::Result<void> &) {});
        if (engine::Done<std::string> done = std::exchange(m_done, nullptr))
            done(std::move(result));
    }

    QPointer<engine::Engine> m_engine;
    base::TaskInbox &m_inbox;
    QThreadPool &m_workers;
    const StarterWish m_wish;
    engine::OnProgress m_progress;
    engine::Done<std::string> m_done;
    engine::OperationPtr m_step;
    std::string m_made; // the container's id
    int m_number = 0;
    bool m_creating = false;
    bool m_cancelled = false;
};

} // namespace

StarterWish starterWish()
{
    StarterWish wish;
    wish.spec.command = {"/bin/sh"};
    wish.spec.labels = {{"berth.starter", "1"}};
    return wish;
}

engine::OperationPtr makeStarter(engine::Engine &engine, base::TaskInbox &inbox, QThreadPool &workers, StarterWish wish, engine::OnProgress progress,
                                 engine::Done<std::string> done)
{
    auto starter = std::make_shared<Starter>(engine, inbox, workers, std::move(wish), std::move(progress), std::move(done));
    starter->begin();
    return starter;
}

} // namespace core::host
