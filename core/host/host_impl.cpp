#include "core/host/host_impl.h"

#include "core/base/random.h"
#include "core/host/launch.h"
#include "core/host/shell_environment.h"
#include "core/host/starter_container.h"
#include "core/pty/local_pty.h"
#include "core/shell/injection.h"
#include "core/telemetry/log.h"

#include <QSysInfo>
#include <algorithm>
#include <array>
#include <pwd.h>
#include <unistd.h>

namespace core::host {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kTasks = 1024;

const session::Principal kUser{session::Principal::Kind::LocalUser, "host", session::Role::Operate};

std::string lookUp(const Environment &environment, const char *name)
{
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
}

std::string userName()
{
    struct passwd entry;
    struct passwd *found = nullptr;
    std::array<char, 16384> buffer;
    const bool known = ::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found;
    return known ? found->pw_name : std::to_string(::geteuid());
}

std::vector<std::string> commaList(const std::string &text)
{
    std::vector<std::string> parts;
    for (const QString &part : QString::fromStdString(text).split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (const QString trimmed = part.trimmed(); !trimmed.isEmpty())
            parts.push_back(trimmed.toStdString());
    }
    return parts;
}

attach::AttachServer::Options attachOptions(const Host::Options &options, bool viewersMayResize)
{
    attach::AttachServer::Options attach;
    attach.address = options.listen;
    attach.limits.viewersPerShare = static_cast<int>(options.settings->integer("attach.max_viewers"));
    attach.limits.viewerBehindBytes = static_cast<std::size_t>(options.settings->integer("attach.viewer_behind_kib")) << 10;
    attach.extraHosts = commaList(options.settings->text("attach.extra_hosts"));
    attach.extraOrigins = commaList(options.settings->text("attach.extra_origins"));
    attach.viewersMayResize = viewersMayResize;
    return attach;
}

config::SettingsPtr assistantSettings(const config::SettingsPtr &settings, bool startAgent)
{
    if (startAgent)
        return settings;
    std::vector<config::Problem> none;
    return std::make_shared<config::Settings>(config::Settings::load({}, {}, {"assistant.enabled=false"}, none));
}

engine::Registry::Options registryOptions(const Host::Options &options)
{
    engine::Registry::Options registry;
    registry.environment = options.environment;
    registry.environment.insert_or_assign("BERTH_RUNTIME_DIR", options.paths.runtimeDir);
    registry.uid = ::geteuid();
    registry.home = lookUp(options.environment, "HOME");
    registry.startsPodman = options.settings->flag("containers.start_podman");
    return registry;
}

engine::ActionTurns::Limits turnLimits(const config::Settings &settings)
{
    return {.perSecond = settings.real("containers.actions_per_second"),
            .burst = double(settings.integer("containers.actions_at_once")),
            .waiting = std::size_t(settings.integer("containers.actions_waiting"))};
}

} // namespace

base::Result<std::unique_ptr<Host>> Host::start(Options options)
{
    if (!options.settings)
        options.settings = std::make_shared<config::Settings>();
    auto dir = InstanceDir::create(options.paths.runtimeDir);
    if (!dir)
        return std::unexpected(dir.error());
    store::StoreOptions storeOptions;
    storeOptions.closing = std::chrono::milliseconds(options.settings->integer("host.shutdown_ms") / 2);
    storeOptions.outputBytes = static_cast<std::size_t>(options.settings->integer("history.keep_output_kib")) << 10;
    storeOptions.keepFor = std::chrono::days(options.settings->integer("history.retention_days"));
    storeOptions.maxBytes = options.settings->integer("history.max_mib") << 20;
    auto store = store::Store::open(options.paths.dataDir + "/history.db", storeOptions);
    if (!store)
        return std::unexpected(store.error());
    auto host = std::make_unique<HostImpl>(std::move(options), std::move(*dir), std::move(*store));
    if (auto begun = host->begin(); !begun)
        return std::unexpected(begun.error());
    return host;
}

HostImpl::HostImpl(Options options, InstanceDir dir, std::unique_ptr<store::Store> store)
    : m_options(std::move(options))
    , m_settings(m_options.settings)
    , m_problems(m_options.problems)
    , m_dir(std::move(dir))
    , m_loginShell(loginShell(m_options.environment, ::geteuid()))
    , m_userName(userName())
    , m_hostName(QSysInfo::machineHostName().toStdString())
    , m_inbox(kTasks)
    , m_store(std::move(store))
    , m_engines(engine::Registry::create(registryOptions(m_options)))
    , m_searchedOnce(!m_options.discoverEngines)
{
    connect(m_engines.get(), &engine::Registry::changed, this, [this] { m_searchedOnce = m_searchedOnce || !m_engines->isSearching(); });
    connect(m_engines.get(), &engine::Registry::engineAdded, this, [this](engine::Engine *engine) { engine->turns().setLimits(turnLimits(settings())); });
    connect(m_engines.get(), &engine::Registry::engineAdded, this, &HostImpl::followNames);
    std::ranges::for_each(m_engines->engines(), [this](engine::Engine *engine) { followNames(engine); });
    m_workers.setMaxThreadCount(2);
    const auto placeOf = [this](base::SessionId id) -> std::optional<session::Place> {
        const session::SessionPtr found = this->session(id);
        return found ? std::optional(found->info().place) : std::nullopt;
    };
    m_usage = std::make_unique<engine::UsageBoard>(*m_engines);
    m_reentries = std::make_unique<Reentries>(*m_engines);
    m_facts = std::make_unique<PlaceFacts>(placeOf, *m_engines, lookUp(m_options.environment, "PATH"));
    m_assistant = assistant::Assistant::create({assistantSettings(m_settings, m_options.startAgent), m_options.agentProgram, m_dir.path(), m_dir.id()}, *m_facts);
    m_attach = attach::AttachServer::create(attachOptions(m_options, viewersMayResize()));
    makeRecordings();
}

base::Result<void> HostImpl::begin()
{
    const std::string scripts = m_dir.path() + "/shell";
    if (const auto written = shell::writeScripts(scripts))
        m_scriptDir = scripts;
    else
        qCWarning(telemetry::lcHost, "%s: %s", written.error().code.c_str(), written.error().detail.c_str());
    auto control = control::ControlServer::listen(m_dir.path() + "/control.sock", *this,
                                                  {.perSecond = settings().real("host.requests_per_second"), .burst = double(settings().integer("host.requests_at_once"))});
    if (!control)
        return std::unexpected(control.error());
    m_control = std::move(*control);
    if (const std::string &where = settings().text("host.metrics_listen"); !where.empty()) {
        auto server = MetricsServer::listen(where, [this](control::Instance::Done<std::string> done) { metrics(std::move(done)); });
        if (!server)
            return std::unexpected(server.error());
        m_metricsServer = std::move(*server);
    }
    if (m_options.discoverEngines)
        QTimer::singleShot(0, this, [this] { m_engines->discover(); });
    return {};
}

HostImpl::~HostImpl()
{
    m_phase = Phase::Done;
    dropParts();
}

// Users of a part go before it: callbacks of what is cancelled here still find the rest.
void HostImpl::dropParts()
{
    m_control.reset();
    m_metricsServer.reset();
    m_attach.reset();
    m_recordings.reset();
    m_sessions.clear();
    m_closing.clear();
    qDeleteAll(findChildren<CommandRecorder *>(Qt::FindDirectChildrenOnly)); // those that finish, too
    m_assistant.reset();
    m_usage.reset();
    m_reentries.reset();
    m_engines.reset();
    m_facts.reset();
    m_inbox.close();
    m_workers.waitForDone();
    m_store.reset();
}

std::vector<session::SessionPtr> HostImpl::sessions() const
{
    std::vector<session::SessionPtr> all;
    for (const auto &[id, entry] : m_sessions)
        all.push_back(entry.session);
    return all;
}

session::SessionPtr HostImpl::session(base::SessionId id) const
{
    const auto found = m_sessions.find(id);
    return found == m_sessions.end() ? nullptr : found->second.session;
}

session::SessionPtr HostImpl::adopt(session::SessionOptions options, std::unique_ptr<pty::Pty> pty, CommandRecorder::Options recording)
{
    const base::SessionId id{++m_lastSession};
    options.info.id = id;
    options.info.created = base::Clock::system().wall();
    options.info.traceId = telemetry::newTraceId();
    session::SessionPtr session = session::startSession(std::move(options), std::move(pty));

    const bool mayKeep = recording.keepHistory;
    recording.keepHistory = keepsHistory(mayKeep, session->info().place.containerName);
    recording.outputBytes = static_cast<std::size_t>(settings().integer("history.keep_output_kib")) << 10;
    recording.ignoreSpace = settings().flag("history.ignore_space");
    recording.session = m_dir.id() + '/' + std::to_string(id.value);
    recording.host = m_hostName;
    auto *recorder = new CommandRecorder(session, *m_store, recording, this);
    connect(recorder, &CommandRecorder::commandFinished, this, [this, id](const session::CommandFinished &event) {
        if (const session::SessionPtr from = this->session(id); from && m_assistant)
            m_assistant->commandFinished(from->info(), event);
    });
    connect(recorder, &CommandRecorder::ended, this, [this, id] { onEnded(id); });
    connect(recorder, &CommandRecorder::waitingForStore, this,
            [this] { Q_EMIT notice(tr("The history is being written; a tab waits until its commands are safe.")); });
    m_sessions[id] = {.session = session, .recorder = recorder, .mayKeepHistory = mayKeep};
    Q_EMIT sessionOpened(id);
    return session;
}

void HostImpl::setSettings(config::SettingsPtr settings, std::vector<config::Problem> problems)
{
    m_settings = std::move(settings);
    m_problems = std::move(problems);
    for (engine::Engine *engine : m_engines->engines())
        engine->turns().setLimits(turnLimits(*m_settings));
    for (auto &[id, entry] : m_sessions)
        entry.recorder->setKeeping(keepsHistory(entry.mayKeepHistory, entry.recorder->containerName()), m_settings->flag("history.ignore_space"));
    if (m_assistant)
        m_assistant->setSettings(assistantSettings(m_settings, m_options.startAgent));
}

bool HostImpl::keepsHistory(bool may, const std::string &containerName) const
{
    return may && settings().flag("history.enabled") && (containerName.empty() || !isExcluded(settings().text("history.exclude_containers"), containerName));
}

base::Result<session::SessionPtr> HostImpl::openLocal(const LocalShell &spec)
{
    if (m_phase != Phase::Running)
        return base::fail("host.closing", "Berth is being closed.");
    const std::string nonce = base::randomHex(16);
    std::shared_ptr<shell::NonceFile> nonceFile;
    if (!m_scriptDir.empty()) {
        auto written = shell::NonceFile::write(m_scriptDir, nonce);
        if (!written && shell::writeScripts(m_scriptDir)) // the folder was cleaned away
            written = shell::NonceFile::write(m_scriptDir, nonce);
        if (written)
            nonceFile = std::make_shared<shell::NonceFile>(std::move(*written));
        else
            qCWarning(telemetry::lcHost, "%s: %s", written.error().code.c_str(), written.error().detail.c_str());
    }
    LocalLaunch launch = localLaunch(spec, settings(), m_options.environment, m_loginShell, nonceFile ? m_scriptDir : std::string(),
                                     nonceFile ? nonceFile->path() : std::string());
    auto pty = pty::startLocal(launch.pty);
    if (!pty)
        return std::unexpected(pty.error());
    session::SessionOptions options = sessionOptions(settings());
    options.size = launch.pty.size;
    options.info.shell = launch.shell;
    options.info.integration = launch.integration;
    options.info.place.user = m_userName;
    if (launch.integration)
        options.nonce = nonce;
    session::SessionPtr session = adopt(std::move(options), std::move(*pty), {});
    if (const auto entry = m_sessions.find(session->info().id); launch.integration && entry != m_sessions.end()) // who heard of it may have closed it
        entry->second.nonceFile = std::move(nonceFile);
    return session;
}

void HostImpl::onEnded(base::SessionId id)
{
    const auto found = m_sessions.find(id);
    if (found == m_sessions.end())
        return;
    found->second.ended = true;
    found->second.nonceFile.reset();
    if (m_assistant)
        m_assistant->sessionEnded(id);
    Q_EMIT sessionEnded(id);
    if (m_phase == Phase::HangingUp && allEnded())
        saveAndEndAgent();
}

bool HostImpl::allEnded() const
{
    return m_closing.empty() && std::ranges::all_of(m_sessions, [](const auto &each) { return each.second.ended; });
}

void HostImpl::close(base::SessionId id)
{
    const auto found = m_sessions.find(id);
    if (found == m_sessions.end())
        return;
    const Entry entry = found->second;
    m_closing.insert(m_sessions.extract(found));
    entry.recorder->disconnect(this);
    if (entry.ended || m_phase == Phase::Done) {
        closed(id);
    } else {
        const auto hangUp = [shell = entry.session] { (void)shell->post(session::HangUp{}, kUser); }; // refused only when it has ended
        const std::chrono::milliseconds limit(settings().integer("host.shutdown_ms"));
        connect(entry.recorder, &CommandRecorder::ended, this, [this, id] { closed(id); });
        QTimer::singleShot(limit / 2, entry.recorder, hangUp); // a second hang-up kills
        QTimer::singleShot(limit, entry.recorder, [this, id] { closed(id); });
        hangUp();
    }
    if (!entry.ended && m_assistant)
        m_assistant->sessionEnded(id);
    Q_EMIT sessionClosed(id);
}

void HostImpl::closed(base::SessionId id)
{
    const auto found = m_closing.extract(id);
    if (found.empty())
        return;
    found.mapped().recorder->finish();
    if (m_phase == Phase::HangingUp && allEnded())
        saveAndEndAgent();
}

void HostImpl::shutdown(std::function<void()> done)
{
    if (m_phase != Phase::Running)
        return;
    m_phase = Phase::Leaving;
    m_onShutdown = std::move(done);
    // Each step has a share of the time and goes on without the one before when that share is over.
    const std::chrono::milliseconds limit(settings().integer("host.shutdown_ms"));
    QTimer::singleShot(limit / 8, this, &HostImpl::hangUpSessions);
    QTimer::singleShot(limit / 4, this, [this] {
        if (m_phase == Phase::HangingUp)
            hangUpAll(); // a second hang-up kills
    });
    QTimer::singleShot(limit / 2, this, &HostImpl::saveAndEndAgent);
    QTimer::singleShot(limit * 9 / 10, this, &HostImpl::finishShutdown);
    m_attach->shutdown([self = QPointer(this)] {
        if (self)
            self->hangUpSessions();
    });
}

void HostImpl::hangUpAll()
{
    for (const auto *all : {&m_sessions, &m_closing}) {
        for (const auto &[id, entry] : *all) {
            if (!entry.ended)
                (void)entry.session->post(session::HangUp{}, kUser); // refused only when it has ended
        }
    }
}

void HostImpl::hangUpSessions()
{
    if (m_phase != Phase::Leaving)
        return;
    m_phase = Phase::HangingUp;
    m_control.reset();
    hangUpAll();
    if (allEnded())
        saveAndEndAgent();
}

void HostImpl::saveAndEndAgent()
{
    if (m_phase != Phase::Leaving && m_phase != Phase::HangingUp)
        return;
    m_phase = Phase::Saving;
    m_control.reset();
    if (!m_store->isReadOnly() && !m_store->flush(std::chrono::milliseconds(settings().integer("host.shutdown_ms") / 8)))
        qCWarning(telemetry::lcHost, "the history was not written in time");
    m_assistant->shutdown([self = QPointer(this)] {
        if (self)
            self->finishShutdown();
    });
}

void HostImpl::finishShutdown()
{
    if (m_phase == Phase::Done)
        return;
    m_phase = Phase::Done;
    while (!m_sessions.empty())
        close(m_sessions.begin()->first);
    while (!m_closing.empty())
        closed(m_closing.begin()->first);
    if (const auto done = std::exchange(m_onShutdown, nullptr))
        done();
}

} // namespace core::host
