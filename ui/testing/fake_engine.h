// Engines that answer at once from memory, for view tests: what was asked is recorded, and the next failure can be set.
#pragma once
#include "core/engine/container_control.h"
#include "core/engine/discovery.h"

#include <QStringList>

namespace ui::testing {

class FakeEngine : public core::engine::Engine, public core::engine::ContainerControl
{
    Q_OBJECT
public:
    FakeEngine(std::string id, core::engine::EngineKind kind, std::string title);

    std::string id() const override { return m_id; }
    core::engine::EngineKind kind() const override { return m_kind; }
    std::string title() const override { return m_title; }
    std::string endpoint() const override { return "unix:///run/fake.sock"; }
    core::engine::EngineState state() const override { return m_state; }
    core::base::WallTime staleSince() const override { return m_staleSince; }
    core::base::Error lastError() const override { return m_error; }
    const std::vector<core::engine::Container> &containers() const override { return m_containers; }
    const core::engine::Container *find(const std::string &idOrName) const override;

    core::engine::OperationPtr start(const std::string &container, core::engine::Done<void> done) override;
    core::engine::OperationPtr stop(const std::string &container, core::engine::Done<void> done) override;
    core::engine::OperationPtr remove(const std::string &container, bool force, bool volumes, core::engine::Done<void> done) override;
    core::engine::OperationPtr create(const core::engine::CreateSpec &spec, core::engine::Done<std::string> done) override;
    core::engine::OperationPtr listImages(core::engine::Done<std::vector<core::engine::Image>> done) override;
    core::engine::OperationPtr pullImage(const std::string &reference, core::engine::OnProgress progress, core::engine::Done<void> done) override;
    core::engine::OperationPtr importImage(std::string tar, const std::string &reference, core::engine::OnProgress progress, core::engine::Done<void> done) override;
    core::engine::OperationPtr execShell(const std::string &container, const core::engine::ExecSpec &spec, core::engine::Done<std::unique_ptr<core::pty::Pty>> done) override;
    core::engine::OperationPtr execCollect(const std::string &container, const core::engine::ExecSpec &spec, std::size_t maxBytes, core::engine::Done<core::engine::ExecOutput> done) override;

    core::engine::ContainerControl *control() override;
    core::engine::OperationPtr restart(const std::string &container, core::engine::Done<void> done) override;
    core::engine::OperationPtr pause(const std::string &container, core::engine::Done<void> done) override;
    core::engine::OperationPtr unpause(const std::string &container, core::engine::Done<void> done) override;
    core::engine::OperationPtr kill(const std::string &container, const std::string &signal, core::engine::Done<void> done) override;
    // Refused: no view's test leans on them.
    core::engine::OperationPtr rename(const std::string &container, const std::string &name, core::engine::Done<void> done) override;
    core::engine::OperationPtr wait(const std::string &container, core::engine::Done<int> done) override;
    core::engine::OperationPtr inspect(const std::string &container, core::engine::Done<core::engine::ContainerDetails> done) override;
    core::engine::OperationPtr top(const std::string &container, core::engine::Done<core::engine::ProcessTable> done) override;
    core::engine::OperationPtr changes(const std::string &container, core::engine::Done<std::vector<core::engine::FileChange>> done) override;
    core::engine::OperationPtr commit(const std::string &container, const core::engine::CommitSpec &spec, core::engine::Done<std::string> done) override;

    void setContainers(std::vector<core::engine::Container> containers);
    void setState(core::engine::EngineState state, core::base::WallTime since = {}, core::base::Error error = {});
    void setContainerState(const std::string &id, const std::string &state, const std::string &status);

    QStringList calls;                    // "start shop-api"
    std::optional<core::base::Error> next; // the next action fails with this
    bool hold = false;                    // actions wait for release()
    void release();
    std::vector<core::engine::Image> images;

private:
    core::engine::OperationPtr act(const QString &call, std::function<void()> effect, core::engine::Done<void> done);
    std::string nameOf(const std::string &id) const;

    std::string m_id, m_title;
    core::engine::EngineKind m_kind;
    core::engine::EngineState m_state = core::engine::EngineState::Ready;
    core::base::WallTime m_staleSince{};
    core::base::Error m_error;
    std::vector<core::engine::Container> m_containers;
    std::vector<std::function<void()>> m_held;
};

class FakeRegistry : public core::engine::Registry
{
    Q_OBJECT
public:
    void discover() override { ++discoveries; }
    std::vector<core::engine::Engine *> engines() const override;
    const std::vector<core::engine::Candidate> &failed() const override { return m_failed; }
    bool isSearching() const override { return m_searching; }

    FakeEngine *add(std::string id, core::engine::EngineKind kind, std::string title, std::vector<core::engine::Container> containers = {});
    void setFailed(std::vector<core::engine::Candidate> failed);
    void setSearching(bool searching);
    int discoveries = 0;

private:
    std::vector<std::unique_ptr<FakeEngine>> m_engines;
    std::vector<core::engine::Candidate> m_failed;
    bool m_searching = false;
};

core::engine::Container makeContainer(const std::string &name, const std::string &image, const std::string &state = "running",
                                      const std::string &status = "Up 3 minutes", const std::string &project = {});

} // namespace ui::testing
