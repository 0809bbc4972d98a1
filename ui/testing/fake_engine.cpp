#include "ui/testing/fake_engine.h"

#include <QCryptographicHash>
#include <algorithm>

namespace ui::testing {

using namespace core::engine;
using core::base::Result;

namespace {

class FinishedOperation : public Operation
{
public:
    void cancel() override {}
};

// cancel() calls back before it returns, as Operation promises.
class HeldOperation : public Operation
{
public:
    explicit HeldOperation(std::shared_ptr<Done<void>> done) : m_done(std::move(done)) {}
    void cancel() override
    {
        if (auto ended = std::exchange(*m_done, nullptr))
            ended(core::base::fail("engine.cancelled", "It was cancelled."));
    }

private:
    std::shared_ptr<Done<void>> m_done;
};

template<class T>
OperationPtr refused(Done<T> done)
{
    done(core::base::fail("engine.refused", "The fake engine cannot do that."));
    return std::make_shared<FinishedOperation>();
}

OperationPtr finished()
{
    return std::make_shared<FinishedOperation>();
}

} // namespace

FakeEngine::FakeEngine(std::string id, EngineKind kind, std::string title) : m_id(std::move(id)), m_title(std::move(title)), m_kind(kind) {}

const Container *FakeEngine::find(const std::string &idOrName) const
{
    const auto found = std::find_if(m_containers.begin(), m_containers.end(), [&](const Container &c) { return c.id == idOrName || c.name == idOrName; });
    return found == m_containers.end() ? nullptr : &*found;
}

std::string FakeEngine::nameOf(const std::string &id) const
{
    const Container *container = find(id);
    return container ? container->name : id;
}

OperationPtr FakeEngine::act(const QString &call, std::function<void()> effect, Done<void> done)
{
    calls << call;
    const auto failure = std::exchange(next, std::nullopt);
    auto shared = std::make_shared<Done<void>>(std::move(done)); // empty once it was called
    auto run = [failure, effect = std::move(effect), shared] {
        if (!*shared)
            return;
        auto ended = std::exchange(*shared, nullptr);
        if (failure) {
            ended(std::unexpected(*failure));
            return;
        }
        effect();
        ended(Result<void>());
    };
    if (!hold) {
        run();
        return finished();
    }
    m_held.push_back(run);
    return std::make_shared<HeldOperation>(shared);
}

void FakeEngine::release()
{
    for (const auto &run : std::exchange(m_held, {}))
        run();
}

ContainerControl *FakeEngine::control()
{
    return this;
}

OperationPtr FakeEngine::restart(const std::string &id, Done<void> done)
{
    return act(QStringLiteral("restart ") + QString::fromStdString(nameOf(id)), [this, id] { setContainerState(id, "running", "Up 1 second"); }, std::move(done));
}

OperationPtr FakeEngine::pause(const std::string &id, Done<void> done)
{
    return act(QStringLiteral("pause ") + QString::fromStdString(nameOf(id)), [this, id] { setContainerState(id, "paused", "Up 3 minutes (Paused)"); }, std::move(done));
}

OperationPtr FakeEngine::unpause(const std::string &id, Done<void> done)
{
    return act(QStringLiteral("unpause ") + QString::fromStdString(nameOf(id)), [this, id] { setContainerState(id, "running", "Up 3 minutes"); }, std::move(done));
}

OperationPtr FakeEngine::kill(const std::string &id, const std::string &signal, Done<void> done)
{
    return act(QStringLiteral("kill %1 %2").arg(QString::fromStdString(nameOf(id)), QString::fromStdString(signal)),
               [this, id] { setContainerState(id, "exited", "Exited (137) 1 second ago"); }, std::move(done));
}

OperationPtr FakeEngine::rename(const std::string &, const std::string &, Done<void> done) { return refused(std::move(done)); }
OperationPtr FakeEngine::wait(const std::string &, Done<int> done) { return refused(std::move(done)); }
OperationPtr FakeEngine::inspect(const std::string &, Done<ContainerDetails> done) { return refused(std::move(done)); }
OperationPtr FakeEngine::top(const std::string &, Done<ProcessTable> done) { return refused(std::move(done)); }
OperationPtr FakeEngine::changes(const std::string &, Done<std::vector<FileChange>> done) { return refused(std::move(done)); }
OperationPtr FakeEngine::commit(const std::string &, const CommitSpec &, Done<std::string> done) { return refused(std::move(done)); }

OperationPtr FakeEngine::start(const std::string &id, Done<void> done)
{
    return act(QStringLiteral("start ") + QString::fromStdString(nameOf(id)), [this, id] { setContainerState(id, "running", "Up 1 second"); }, std::move(done));
}

OperationPtr FakeEngine::stop(const std::string &id, Done<void> done)
{
    return act(QStringLiteral("stop ") + QString::fromStdString(nameOf(id)), [this, id] { setContainerState(id, "exited", "Exited (143) 1 second ago"); }, std::move(done));
}

OperationPtr FakeEngine::remove(const std::string &id, bool force, bool volumes, Done<void> done)
{
    const QString call = QStringLiteral("remove %1%2%3").arg(QString::fromStdString(nameOf(id)), force ? QStringLiteral(" force") : QString(), volumes ? QStringLiteral(" volumes") : QString());
    return act(call, [this, id] {
        std::erase_if(m_containers, [&](const Container &c) { return c.id == id; });
        Q_EMIT containersChanged();
    }, std::move(done));
}

OperationPtr FakeEngine::create(const CreateSpec &spec, Done<std::string> done)
{
    calls << QStringLiteral("create ") + QString::fromStdString(spec.image);
    Container made = makeContainer(spec.name.empty() ? "brave_finch" : spec.name, spec.image, "created", "Created");
    m_containers.push_back(made);
    Q_EMIT containersChanged();
    done(made.id);
    return finished();
}

OperationPtr FakeEngine::listImages(Done<std::vector<Image>> done)
{
    done(images);
    return finished();
}

OperationPtr FakeEngine::pullImage(const std::string &reference, OnProgress progress, Done<void> done)
{
    progress({"Downloading layer 1 of 2", 1, 2});
    return act(QStringLiteral("pull ") + QString::fromStdString(reference), [this, reference] { images.push_back({"sha256:1", {reference}, 1'000'000, {}}); }, std::move(done));
}

OperationPtr FakeEngine::importImage(std::string, const std::string &reference, OnProgress, Done<void> done)
{
    return act(QStringLiteral("import ") + QString::fromStdString(reference), [] {}, std::move(done));
}

OperationPtr FakeEngine::execShell(const std::string &, const ExecSpec &, Done<std::unique_ptr<core::pty::Pty>> done)
{
    done(core::base::fail("engine.no_shell", "This container has no shell."));
    return finished();
}

OperationPtr FakeEngine::execCollect(const std::string &, const ExecSpec &, std::size_t, Done<ExecOutput> done)
{
    done(ExecOutput{});
    return finished();
}

void FakeEngine::setContainers(std::vector<Container> containers)
{
    m_containers = std::move(containers);
    Q_EMIT containersChanged();
}

void FakeEngine::setState(EngineState state, core::base::WallTime since, core::base::Error error)
{
    m_state = state;
    m_staleSince = since;
    m_error = std::move(error);
    Q_EMIT stateChanged();
}

void FakeEngine::setContainerState(const std::string &id, const std::string &state, const std::string &status)
{
    for (Container &container : m_containers) {
        if (container.id == id || container.name == id) {
            container.state = state;
            container.status = status;
        }
    }
    Q_EMIT containersChanged();
}

std::vector<Engine *> FakeRegistry::engines() const
{
    std::vector<Engine *> all;
    for (const auto &engine : m_engines)
        all.push_back(engine.get());
    return all;
}

FakeEngine *FakeRegistry::add(std::string id, EngineKind kind, std::string title, std::vector<core::engine::Container> containers)
{
    m_engines.push_back(std::make_unique<FakeEngine>(std::move(id), kind, std::move(title)));
    m_engines.back()->setContainers(std::move(containers));
    Q_EMIT engineAdded(m_engines.back().get());
    Q_EMIT changed();
    return m_engines.back().get();
}

void FakeRegistry::setFailed(std::vector<Candidate> failed)
{
    m_failed = std::move(failed);
    Q_EMIT changed();
}

void FakeRegistry::setSearching(bool searching)
{
    m_searching = searching;
    Q_EMIT changed();
}

Container makeContainer(const std::string &name, const std::string &image, const std::string &state, const std::string &status, const std::string &project)
{
    Container made;
    made.id = QCryptographicHash::hash(QByteArray::fromStdString(name), QCryptographicHash::Sha256).toHex().toStdString();
    made.name = name;
    made.image = image;
    made.state = state;
    made.status = status;
    made.project = project;
    return made;
}

} // namespace ui::testing
