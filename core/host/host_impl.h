// The one running instance: owns the parts, joins them, and answers for them to berthctl.
#pragma once
#include "core/base/task_inbox.h"
#include "core/control/control_server.h"
#include "core/engine/usage_board.h"
#include "core/host/command_recorder.h"
#include "core/host/host.h"
#include "core/host/instance_dir.h"
#include "core/host/metrics_server.h"
#include "core/host/place_facts.h"
#include "core/host/reentry.h"
#include "core/host/sidecar.h"
#include "core/session/session.h"
#include "core/shell/injection.h"

#include <QPointer>
#include <QThreadPool>
#include <QTimer>

namespace core::host {

class HostImpl : public Host, public control::Instance
{
    Q_OBJECT
public:
    HostImpl(Options options, InstanceDir dir, std::unique_ptr<store::Store> store);
    ~HostImpl() override;
    base::Result<void> begin(); // the fallible rest of Host::start()

    const std::string &instanceId() const override { return m_dir.id(); }
    const std::string &instanceDir() const override { return m_dir.path(); }
    const config::Settings &settings() const override { return *m_settings; }
    void setSettings(config::SettingsPtr settings, std::vector<config::Problem> problems) override;
    const std::vector<config::Problem> &problems() const override { return m_problems; }

    base::Result<session::SessionPtr> openLocal(const LocalShell &spec) override;
    // host_containers.cpp
    engine::OperationPtr openInContainer(const ContainerShell &spec, Host::Done<session::SessionPtr> done) override;
    engine::OperationPtr attachToContainer(const ContainerShell &spec, Host::Done<session::SessionPtr> done) override;
    engine::OperationPtr startAttached(const ContainerShell &spec, Host::Done<session::SessionPtr> done) override;
    engine::OperationPtr openBeside(const ContainerShell &spec, engine::OnProgress progress, Host::Done<session::SessionPtr> done) override;
    std::vector<session::SessionPtr> sessions() const override;
    session::SessionPtr session(base::SessionId id) const override;
    std::string userOf(base::SessionId id) const override;
    void close(base::SessionId id) override;
    engine::OperationPtr makeStarterContainer(const std::string &engineId, engine::OnProgress progress, Host::Done<std::string> done) override;

    engine::Registry &engines() override { return *m_engines; }
    store::Store &store() override { return *m_store; }
    assistant::Assistant &assistant() override { return *m_assistant; }
    attach::AttachServer &attach() override { return *m_attach; }
    recording::Recordings &recordings() override { return *m_recordings; }
    void shutdown(std::function<void()> done) override;

    // control::Instance: host_control.cpp
    bool viewersMayResize() const override;
    std::string containerName(const session::SessionHandle &session) const override;
    void newSession(const NewSession &request, control::Instance::Done<session::SessionPtr> done) override;
    ContainerList containers() const override;
    void history(const store::HistoryQuery &query, control::Instance::Done<std::vector<store::CommandRecord>> done) override;
    void countHistory(const store::HistoryQuery &query, control::Instance::Done<std::size_t> done) override;
    void removeHistory(const store::HistoryQuery &query, control::Instance::Done<std::size_t> done) override;
    void importHistory(std::vector<store::CommandRecord> records, control::Instance::Done<ImportCount> done) override;
    void share(base::SessionId session, session::Role role, int expiresSeconds, control::Instance::Done<Link> done) override;
    void doctor(control::Instance::Done<std::vector<Finding>> done) override;
    // host_recordings.cpp
    void startRecording(base::SessionId session, const std::string &path, control::Instance::Done<Recording> done) override;
    void stopRecording(base::SessionId session, control::Instance::Done<Recording> done) override;
    void recordings(control::Instance::Done<std::vector<Recording>> done) override;
    void stats(const std::string &container, control::Instance::Done<Stats> done) override; // host_usage.cpp
    void metrics(control::Instance::Done<std::string> done) override;

private:
    class NoOperation : public engine::Operation // for one that could not even begin
    {
    public:
        void cancel() override {}
    };
    struct Entry
    {
        session::SessionPtr session;
        CommandRecorder *recorder = nullptr; // a child of this object
        bool ended = false;
        bool mayKeepHistory = true; // as far as its place is concerned; see keepsHistory()
        std::shared_ptr<shell::NonceFile> nonceFile = {}; // of a local shell
    };

    struct ContainerProgram // what is started in a container, and how its end is taken
    {
        std::vector<std::string> command = {}; // empty: a shell
        bool mainProcess = false;              // nothing is started in it: attached to
        bool starts = false;                   // the container is, when it has been attached to
        std::optional<Neighbour> beside = {};  // the other container, where this one is a sidecar
    };
    struct ContainerPlace
    {
        engine::Engine *engine = nullptr;
        const engine::Container *container = nullptr;
    };
    bool isPaused(const session::Place &place) const;
    base::Result<ContainerPlace> findPlace(const ContainerShell &spec) const;
    engine::OperationPtr runInContainer(const ContainerShell &spec, const ContainerProgram &program, Host::Done<session::SessionPtr> done);
    engine::OperationPtr runIn(engine::Engine &engine, const engine::Container &container, const ContainerShell &spec, const ContainerProgram &program,
                               Host::Done<session::SessionPtr> done);
    session::SessionPtr adopt(session::SessionOptions options, std::unique_ptr<pty::Pty> pty, CommandRecorder::Options recording);
    void askUser(base::SessionId id, const std::string &user); // of a shell in a container
    template<class T>
    control::Instance::Done<T> onMainThread(control::Instance::Done<T> done); // for the store's callbacks
    void followNames(engine::Engine *engine); // of containers that are renamed
    void onEnded(base::SessionId id);
    void closed(base::SessionId id); // its recorder has all, or the time is over
    bool allEnded() const;
    bool keepsHistory(bool may, const std::string &containerName) const; // as the settings say now
    void hangUpAll();
    bool isStillLooking() const;
    void makeRecordings();
    void whenSampled(std::function<void()> then); // or after some seconds, with what there is
    Stats usageOf(const engine::Container *only, const engine::Engine *ofEngine) const;

    // shutdown(), step by step; each runs once
    enum class Phase { Running, Leaving, HangingUp, Saving, Done };
    void hangUpSessions();
    void saveAndEndAgent();
    void finishShutdown();
    void dropParts();

    const Options m_options;
    config::SettingsPtr m_settings; // of now; m_options has those of the start
    std::vector<config::Problem> m_problems; // likewise
    const InstanceDir m_dir;
    const std::string m_loginShell;
    std::string m_scriptDir; // empty: could not be written
    std::string m_userName, m_hostName;
    Phase m_phase = Phase::Running;
    std::function<void()> m_onShutdown;

    base::TaskInbox m_inbox;
    QThreadPool m_workers;
    std::unique_ptr<store::Store> m_store;
    std::unique_ptr<engine::Registry> m_engines;
    std::unique_ptr<engine::UsageBoard> m_usage;
    std::unique_ptr<Reentries> m_reentries;
    std::unique_ptr<PlaceFacts> m_facts;
    std::unique_ptr<assistant::Assistant> m_assistant;
    std::unique_ptr<attach::AttachServer> m_attach;
    std::unique_ptr<recording::Recordings> m_recordings;
    std::map<base::SessionId, Entry> m_sessions; // ids grow: in order of creation
    std::map<base::SessionId, Entry> m_closing;  // closed, and their last commands are still to come
    std::uint64_t m_lastSession = 0;
    std::unique_ptr<control::ControlServer> m_control;
    std::unique_ptr<MetricsServer> m_metricsServer; // by setting
    bool m_searchedOnce; // for engines
};

} // namespace core::host
