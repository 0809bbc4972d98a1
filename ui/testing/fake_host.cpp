#include "ui/testing/fake_host.h"

#include <algorithm>

namespace ui::testing {

using namespace core;

namespace {

class NoOperation : public engine::Operation
{
public:
    void cancel() override {}
};

} // namespace

void FakeAssistant::dismiss(base::BlockId block)
{
    std::erase_if(shownHints, [&](const assistant::Hint &hint) { return hint.block == block; });
    Q_EMIT hintsChanged();
}

base::Result<std::uint64_t> FakeAssistant::ask(const session::SessionInfo &info, const std::string &question, const assistant::Context &)
{
    if (current != assistant::State::Ready)
        return base::fail("assistant.unavailable", "The assistant is not running. It is being restarted.");
    questions.push_back(question);
    assistant::Answer answer;
    answer.id = questions.size();
    answer.session = info.id;
    answer.question = question;
    shownAnswers.push_back(answer);
    Q_EMIT answersChanged();
    return answer.id;
}

void FakeAssistant::stop(std::uint64_t answer)
{
    stream(answer, {}, assistant::Answer::Phase::Stopped);
}

void FakeAssistant::setHints(std::vector<assistant::Hint> hints)
{
    shownHints = std::move(hints);
    Q_EMIT hintsChanged();
}

void FakeAssistant::setState(assistant::State state, std::string words)
{
    current = state;
    text = std::move(words);
    Q_EMIT stateChanged();
}

void FakeAssistant::setSilence(std::string reason)
{
    silence = std::move(reason);
    Q_EMIT silenceChanged();
}

void FakeAssistant::stream(std::uint64_t answer, const std::string &more, assistant::Answer::Phase phase)
{
    for (assistant::Answer &one : shownAnswers) {
        if (one.id == answer) {
            one.text += more;
            one.phase = phase;
        }
    }
    Q_EMIT answersChanged();
}

void FakeAttach::share(session::SessionPtr session, session::Role role, std::chrono::seconds lifetime, Done<attach::Share> done)
{
    if (const auto failure = std::exchange(next, std::nullopt)) {
        done(std::unexpected(*failure));
        return;
    }
    attach::Share made;
    made.id = "share-" + std::to_string(list.size() + 1);
    made.session = session->info().id;
    made.role = role;
    made.expires = std::chrono::system_clock::now() + lifetime;
    made.link = "http://127.0.0.1:7681/#" + std::string(43, char('a' + list.size()));
    list.push_back(made);
    Q_EMIT changed();
    done(made);
}

void FakeAttach::revoke(const std::string &shareId)
{
    std::erase_if(list, [&](const attach::Share &share) { return share.id == shareId; });
    Q_EMIT changed();
}

void FakeStore::search(store::HistoryQuery query, HistoryDone done)
{
    lastQuery = query;
    std::vector<store::CommandRecord> found;
    for (const auto &record : records) {
        if (record.command.find(query.text) != std::string::npos && int(found.size()) < query.limit)
            found.push_back(record);
    }
    done(std::move(found));
}

void FakeStore::count(store::HistoryQuery query, Done<std::size_t> done)
{
    done(static_cast<std::size_t>(std::ranges::count_if(records, [&](const auto &record) { return record.command.find(query.text) != std::string::npos; })));
}

void FakeStore::output(std::int64_t id, Done<store::KeptOutput> done)
{
    const auto found = std::ranges::find(records, id, &store::CommandRecord::id);
    if (found == records.end() || found->output.empty())
        return done(base::fail("store.no_output", "No output was kept of this command."));
    done(store::KeptOutput{found->output, false});
}

void FakeStore::remove(store::HistoryQuery query, Done<std::size_t> done)
{
    done(std::erase_if(records, [&](const auto &record) { return record.command.find(query.text) != std::string::npos; }));
}

void FakeStore::remove(std::vector<std::int64_t> ids, Done<std::size_t> done)
{
    done(std::erase_if(records, [&](const auto &record) { return std::ranges::find(ids, record.id) != ids.end(); }));
}

void FakeStore::import(std::vector<store::CommandRecord> more, Done<store::Imported> done)
{
    records.insert(records.end(), more.begin(), more.end());
    done(store::Imported{more.size(), 0});
}

FakeHost::FakeHost(std::map<std::string, std::string> overrides)
{
    std::vector<std::string> flags;
    for (const auto &[key, value] : overrides)
        flags.push_back(key + "=" + value);
    m_settings = config::Settings::load({}, {}, flags, shownProblems);
    recording::Recordings::Options recordings;
    recordings.folder = m_data.filePath(QStringLiteral("recordings")).toStdString();
    recorded = std::make_unique<recording::Recordings>(std::move(recordings));
}

base::Result<session::SessionPtr> FakeHost::openLocal(const host::LocalShell &spec)
{
    if (const auto failure = std::exchange(nextOpen, std::nullopt))
        return std::unexpected(*failure);
    opened.push_back(spec);
    session::SessionInfo info;
    info.place.user = "ada";
    info.shell = spec.program.empty() ? "bash" : spec.program;
    info.integration = true;
    return add(info);
}

engine::OperationPtr FakeHost::openInContainer(const host::ContainerShell &spec, Done<session::SessionPtr> done)
{
    entered.push_back(spec);
    return openShellOf(spec, std::move(done));
}

engine::OperationPtr FakeHost::attachToContainer(const host::ContainerShell &spec, Done<session::SessionPtr> done)
{
    attached.push_back(spec);
    return openShellOf(spec, std::move(done));
}

engine::OperationPtr FakeHost::startAttached(const host::ContainerShell &spec, Done<session::SessionPtr> done)
{
    startedAttached.push_back(spec);
    return openShellOf(spec, std::move(done));
}

engine::OperationPtr FakeHost::openBeside(const host::ContainerShell &spec, engine::OnProgress progress, Done<session::SessionPtr> done)
{
    besides.push_back(spec);
    if (progress)
        progress({"Creating the container", 0, 0});
    return openShellOf(spec, std::move(done));
}

engine::OperationPtr FakeHost::openShellOf(const host::ContainerShell &spec, Done<session::SessionPtr> done)
{
    if (const auto failure = std::exchange(nextOpen, std::nullopt)) {
        done(std::unexpected(*failure));
        return std::make_shared<NoOperation>();
    }
    session::SessionInfo info;
    info.place.engine = spec.engine;
    info.shell = "bash";
    info.integration = true;
    if (const auto *const on = registry.engine(spec.engine)) {
        if (const auto *const container = on->find(spec.container)) {
            info.place.containerId = container->id;
            info.place.containerName = container->name;
            info.place.image = container->image;
            info.place.user = spec.user.empty() ? "app" : spec.user;
        }
    }
    done(session::SessionPtr(add(info)));
    return std::make_shared<NoOperation>();
}

std::shared_ptr<FakeSession> FakeHost::add(session::SessionInfo info)
{
    info.id = base::SessionId{m_nextId++};
    m_sessions.push_back(std::make_shared<FakeSession>(info));
    Q_EMIT sessionOpened(info.id);
    return m_sessions.back();
}

void FakeHost::end(base::SessionId id, pty::ExitStatus status)
{
    if (const auto one = fake(id)) {
        one->change([&](session::SessionFrame &frame) { frame.ended = status; });
        one->emitEvent(session::Ended{status});
        Q_EMIT sessionEnded(id);
    }
}

std::shared_ptr<FakeSession> FakeHost::fake(base::SessionId id) const
{
    const auto found = std::find_if(m_sessions.begin(), m_sessions.end(), [&](const auto &one) { return one->info().id == id; });
    return found == m_sessions.end() ? nullptr : *found;
}

std::vector<session::SessionPtr> FakeHost::sessions() const
{
    return {m_sessions.begin(), m_sessions.end()};
}

session::SessionPtr FakeHost::session(base::SessionId id) const
{
    return fake(id);
}

std::string FakeHost::userOf(base::SessionId id) const
{
    const auto found = fake(id);
    return !found || !found->info().place.user.empty() ? (found ? found->info().place.user : std::string()) : containerUser;
}

void FakeHost::close(base::SessionId id)
{
    std::erase_if(m_sessions, [&](const auto &one) { return one->info().id == id; });
    Q_EMIT sessionClosed(id);
}

engine::OperationPtr FakeHost::makeStarterContainer(const std::string &engineId, engine::OnProgress progress, Done<std::string> done)
{
    progress({"Building a small image", 0, 0});
    if (const auto failure = std::exchange(nextOpen, std::nullopt)) {
        done(std::unexpected(*failure));
        return std::make_shared<NoOperation>();
    }
    for (auto *const one : registry.engines()) {
        if (one->id() != engineId)
            continue;
        auto *const fakeEngine = static_cast<FakeEngine *>(one);
        auto containers = fakeEngine->containers();
        containers.push_back(makeContainer("berth-starter", "berth/starter"));
        const std::string id = containers.back().id;
        fakeEngine->setContainers(std::move(containers));
        done(id);
    }
    return std::make_shared<NoOperation>();
}

void FakeHost::shutdown(std::function<void()> done)
{
    shutDown = true;
    done();
}

} // namespace ui::testing
