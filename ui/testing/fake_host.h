// A Host whose parts are all in memory, for tests of views: panels and the window against known data, without engines,
// processes or sockets. The real window test uses the real Host.
#pragma once
#include "core/host/host.h"
#include "ui/testing/fake_engine.h"
#include "ui/testing/fake_session.h"

#include <QTemporaryDir>
#include <optional>

namespace ui::testing {

class FakeAssistant : public core::assistant::Assistant
{
    Q_OBJECT
public:
    core::assistant::State state() const override { return current; }
    std::string stateText() const override { return text; }
    std::string providerName() const override { return provider; }
    int restarts() const override { return 0; }
    qint64 agentPid() const override { return 0; }
    void commandFinished(const core::session::SessionInfo &, const core::session::CommandFinished &) override {}
    void userTyped(core::base::SessionId session) override { typedIn.push_back(session); }
    void sessionEnded(core::base::SessionId) override {}
    const std::vector<core::assistant::Hint> &hints() const override { return shownHints; }
    void dismiss(core::base::BlockId block) override;
    std::string silenceReason() const override { return silence; }
    core::assistant::Context contextFor(const core::session::SessionInfo &, const core::session::SessionFrame &) const override { return context; }
    core::base::Result<std::uint64_t> ask(const core::session::SessionInfo &info, const std::string &question, const core::assistant::Context &sent) override;
    void stop(std::uint64_t answer) override;
    const std::vector<core::assistant::Answer> &answers() const override { return shownAnswers; }
    void setSettings(core::config::SettingsPtr) override {}
    void shutdown(std::function<void()> done) override { done(); }

    void setHints(std::vector<core::assistant::Hint> hints);
    void setState(core::assistant::State state, std::string text);
    void setSilence(std::string reason);
    void stream(std::uint64_t answer, const std::string &more, core::assistant::Answer::Phase phase);

    core::assistant::State current = core::assistant::State::Ready;
    std::string text = "rules · no model", provider = "rules", silence;
    core::assistant::Context context;
    std::vector<core::assistant::Hint> shownHints;
    std::vector<core::assistant::Answer> shownAnswers;
    std::vector<core::base::SessionId> typedIn;
    std::vector<std::string> questions;
};

class FakeAttach : public core::attach::AttachServer
{
    Q_OBJECT
public:
    void share(core::session::SessionPtr session, core::session::Role role, std::chrono::seconds lifetime, Done<core::attach::Share> done) override;
    void revoke(const std::string &shareId) override;
    void containerRenamed(core::base::SessionId, const std::string &) override {}
    const std::vector<core::attach::Share> &shares() const override { return list; }
    int port() const override { return list.empty() ? 0 : 7681; }
    void shutdown(std::function<void()> done) override { done(); }

    std::vector<core::attach::Share> list;
    std::optional<core::base::Error> next; // the next share fails with this
};

class FakeStore : public core::store::Store
{
public:
    bool offer(core::store::CommandRecord &) override { return true; }
    void search(core::store::HistoryQuery query, HistoryDone done) override;
    void count(core::store::HistoryQuery query, Done<std::size_t> done) override;
    void output(std::int64_t id, Done<core::store::KeptOutput> done) override;
    void remove(core::store::HistoryQuery query, Done<std::size_t> done) override;
    void remove(std::vector<std::int64_t> ids, Done<std::size_t> done) override;
    void import(std::vector<core::store::CommandRecord> more, Done<core::store::Imported> done) override;
    bool flush(std::chrono::milliseconds) override { return true; }
    bool isReadOnly() const override { return false; }
    core::base::Error problem() const override { return {}; }

    std::vector<core::store::CommandRecord> records; // of a query only text and limit count; `output` is what was kept
    core::store::HistoryQuery lastQuery;
};

class FakeHost : public core::host::Host
{
    Q_OBJECT
public:
    explicit FakeHost(std::map<std::string, std::string> overrides = {});

    const std::string &instanceId() const override { return m_id; }
    const std::string &instanceDir() const override { return m_id; }
    const core::config::Settings &settings() const override { return m_settings; }
    void setSettings(core::config::SettingsPtr settings, std::vector<core::config::Problem> problems) override
    {
        m_settings = *settings;
        shownProblems = std::move(problems);
    }
    const std::vector<core::config::Problem> &problems() const override { return shownProblems; }
    core::base::Result<core::session::SessionPtr> openLocal(const core::host::LocalShell &spec) override;
    core::engine::OperationPtr openInContainer(const core::host::ContainerShell &spec, Done<core::session::SessionPtr> done) override;
    core::engine::OperationPtr attachToContainer(const core::host::ContainerShell &spec, Done<core::session::SessionPtr> done) override;
    core::engine::OperationPtr startAttached(const core::host::ContainerShell &spec, Done<core::session::SessionPtr> done) override;
    core::engine::OperationPtr openBeside(const core::host::ContainerShell &spec, core::engine::OnProgress progress, Done<core::session::SessionPtr> done) override;
    std::vector<core::session::SessionPtr> sessions() const override;
    core::session::SessionPtr session(core::base::SessionId id) const override;
    std::string userOf(core::base::SessionId id) const override;
    void close(core::base::SessionId id) override;
    core::engine::OperationPtr makeStarterContainer(const std::string &engineId, core::engine::OnProgress progress, Done<std::string> done) override;
    core::engine::Registry &engines() override { return registry; }
    core::store::Store &store() override { return history; }
    core::assistant::Assistant &assistant() override { return helper; }
    core::attach::AttachServer &attach() override { return front; }
    core::recording::Recordings &recordings() override { return *recorded; }
    void shutdown(std::function<void()> done) override;

    std::shared_ptr<FakeSession> add(core::session::SessionInfo info);
    void end(core::base::SessionId id, core::pty::ExitStatus status);
    std::shared_ptr<FakeSession> fake(core::base::SessionId id) const;

    FakeRegistry registry;
    FakeAssistant helper;
    FakeAttach front;
    FakeStore history;
    std::unique_ptr<core::recording::Recordings> recorded; // the real ones, in a folder of their own
    std::vector<core::config::Problem> shownProblems;
    std::optional<core::base::Error> nextOpen; // the next session fails with this
    std::vector<core::host::LocalShell> opened;
    std::vector<core::host::ContainerShell> entered, attached, startedAttached, besides;
    bool shutDown = false;
    std::string containerUser; // who runs in every container that was not told

private:
    core::engine::OperationPtr openShellOf(const core::host::ContainerShell &spec, Done<core::session::SessionPtr> done);
    std::string m_id = "fake";
    core::config::Settings m_settings;
    QTemporaryDir m_data;
    std::vector<std::shared_ptr<FakeSession>> m_sessions;
    std::uint64_t m_nextId = 1;
};

} // namespace ui::testing
