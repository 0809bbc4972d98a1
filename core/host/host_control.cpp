// What berthctl asks of the instance.
#include "core/host/doctor.h"
#include "core/host/find_container.h"
#include "core/host/host_impl.h"
#include "core/host/launch.h"

#include <QTimer>
#include <algorithm>

namespace core::host {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kPrincipal = "berthctl"; // whose turn (engine::ActionTurns) what it asks for takes
constexpr auto kFirstSearch = 5s; // how long an answer waits for the first list of containers

// Found, and its first list is on the way.
bool isListing(const engine::Engine *engine)
{
    return engine->state() == engine::EngineState::Connecting && engine->lastError().code.empty();
}

// A number alone is one of this instance's sessions, as they are listed.
store::HistoryQuery withWholeSession(store::HistoryQuery query, const std::string &instance)
{
    if (query.session && !query.session->empty() && query.session->find_first_not_of("0123456789") == std::string::npos)
        query.session = instance + '/' + *query.session;
    return query;
}

} // namespace

bool HostImpl::viewersMayResize() const
{
    return m_options.programName == "berthd"; // no window shows the sessions there
}

// The first search, and the first list of each engine it found.
bool HostImpl::isStillLooking() const
{
    return !m_searchedOnce || std::ranges::any_of(m_engines->engines(), isListing);
}

void HostImpl::newSession(const NewSession &request, control::Instance::Done<session::SessionPtr> done)
{
    if (request.container.empty()) {
        LocalShell shell;
        shell.arguments = request.command;
        shell.size = request.size;
        return done(openLocal(shell));
    }
    const auto open = [this, request](control::Instance::Done<session::SessionPtr> answer) {
        const auto [engine, container] = findContainer(*m_engines, request.container);
        if (!container)
            return answer(base::fail("engine.not_found", "There is no container '" + request.container + "'."));
        const auto begin = [this, spec = ContainerShell{engine->id(), container->id, {}, request.size}, request](Host::Done<session::SessionPtr> end) {
            return runInContainer(spec, {.command = request.command}, std::move(end));
        };
        engine->turns().run<session::SessionPtr>(kPrincipal, begin, std::move(answer));
    };
    const auto known = [this, wanted = request.container] { return !isStillLooking() || findContainer(*m_engines, wanted).second; };
    if (known())
        return open(std::move(done));

    auto *wait = new QTimer(this); // the context of all that may end it, and so ends it once
    const auto finish = [wait, open, waiting = std::make_shared<control::Instance::Done<session::SessionPtr>>(std::move(done))] {
        wait->disconnect();
        wait->deleteLater();
        if (auto answer = std::exchange(*waiting, nullptr))
            open(std::move(answer));
    };
    const auto look = [known, finish] {
        if (known())
            finish();
    };
    const auto follow = [wait, look](engine::Engine *engine) {
        connect(engine, &engine::Engine::containersChanged, wait, look);
        connect(engine, &engine::Engine::stateChanged, wait, look);
    };
    std::ranges::for_each(m_engines->engines(), follow);
    connect(m_engines.get(), &engine::Registry::engineAdded, wait, follow);
    connect(m_engines.get(), &engine::Registry::changed, wait, look);
    connect(wait, &QTimer::timeout, wait, finish);
    wait->setSingleShot(true);
    wait->start(kFirstSearch);
}

control::Instance::ContainerList HostImpl::containers() const
{
    ContainerList list;
    for (const engine::Engine *engine : m_engines->engines()) {
        for (const engine::Container &container : engine->containers())
            list.containers.push_back({engine->id(), container.id, container.name, container.image, container.state, container.project});
        if (engine->state() != engine::EngineState::Ready && !isListing(engine))
            list.problems.push_back(engine->title() + ": " + engine->lastError().message);
    }
    if (isStillLooking()) {
        list.problems.push_back("Still looking for engines.");
    } else if (m_engines->engines().empty()) {
        for (const engine::Candidate &failed : m_engines->failed())
            list.problems.push_back(failed.source + ": " + failed.error.message);
    }
    return list;
}

// From one of the store's threads. The inbox is closed before the store, and refuses only then.
template<class T>
control::Instance::Done<T> HostImpl::onMainThread(control::Instance::Done<T> done)
{
    return [this, done = std::move(done)](base::Result<T> result) mutable {
        [[maybe_unused]] const bool taken = m_inbox.post([done = std::move(done), result = std::move(result)]() mutable { done(std::move(result)); });
    };
}

void HostImpl::history(const store::HistoryQuery &query, control::Instance::Done<std::vector<store::CommandRecord>> done)
{
    m_store->search(withWholeSession(query, instanceId()), onMainThread(std::move(done)));
}

void HostImpl::countHistory(const store::HistoryQuery &query, control::Instance::Done<std::size_t> done)
{
    m_store->count(withWholeSession(query, instanceId()), onMainThread(std::move(done)));
}

void HostImpl::removeHistory(const store::HistoryQuery &query, control::Instance::Done<std::size_t> done)
{
    m_store->remove(withWholeSession(query, instanceId()), onMainThread(std::move(done)));
}

void HostImpl::importHistory(std::vector<store::CommandRecord> records, control::Instance::Done<ImportCount> done)
{
    const bool ignoreSpace = settings().flag("history.ignore_space");
    // Shared, because QThreadPool's tasks are copied.
    const auto work = std::make_shared<std::pair<std::vector<store::CommandRecord>, control::Instance::Done<ImportCount>>>(std::move(records), onMainThread(std::move(done)));
    m_workers.start([this, work, ignoreSpace, user = m_userName, host = m_hostName, now = base::Clock::system().wall()] {
        const std::size_t before = work->first.size();
        prepareImport(work->first, ignoreSpace, user, host, now);
        const std::size_t refused = before - work->first.size();
        m_store->import(std::move(work->first), [work, refused](base::Result<store::Imported> imported) {
            if (imported)
                work->second(ImportCount{imported->added, imported->known, refused});
            else
                work->second(std::unexpected(imported.error()));
        });
    });
}

void HostImpl::share(base::SessionId id, session::Role role, int expiresSeconds, control::Instance::Done<Link> done)
{
    const session::SessionPtr shared = session(id);
    if (!shared)
        return done(base::fail("attach.no_session", "There is no such session."));
    const auto lifetime = expiresSeconds > 0 ? std::chrono::seconds(expiresSeconds)
                                             : std::chrono::minutes(settings().integer("attach.link_lifetime_min"));
    m_attach->share(shared, role, lifetime, [done = std::move(done)](base::Result<attach::Share> made) mutable {
        if (!made)
            return done(std::unexpected(made.error()));
        const auto expires = std::chrono::duration_cast<std::chrono::milliseconds>(made->expires.time_since_epoch());
        done(Link{made->link, made->id, expires.count()});
    });
}

void HostImpl::doctor(control::Instance::Done<std::vector<Finding>> done)
{
    Condition condition{problems(), *m_engines, m_store->problem()};
    condition.storeReadOnly = m_store->isReadOnly();
    condition.assistant = m_assistant->state();
    condition.assistantText = m_assistant->stateText();
    condition.assistantRestarts = m_assistant->restarts();
    condition.attachPort = m_attach->port();
    condition.shares = m_attach->shares().size();
    const std::string &shell = settings().text("terminal.shell");
    condition.loginShell = baseName(shell.empty() ? m_loginShell : shell);
    condition.scripts = !m_scriptDir.empty();
    condition.integration = settings().flag("terminal.shell_integration");
    condition.runtimeDir = m_options.paths.runtimeDir;
    done(findings(condition));
}

} // namespace core::host
