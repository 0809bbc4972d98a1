#include "core/engine/socket_engine.h"

#include "core/engine/api_json.h"
#include "core/engine/collect_task.h"
#include "core/engine/image_progress.h"
#include "core/engine/shell_task.h"

#include <algorithm>

namespace core::engine {
namespace {

std::string pathOf(const std::string &container, std::string_view rest)
{
    return "/containers/" + percentEncoded(container) + std::string(rest);
}

base::Result<void> onlyError(const base::Result<HttpReply> &reply)
{
    if (!reply)
        return std::unexpected(reply.error());
    return {};
}

} // namespace

SocketEngine::SocketEngine(std::string id, const Endpoint &endpoint, Dialect dialect, Timings timings, QObject *parent)
    : Engine(parent)
    , m_id(std::move(id))
    , m_api(endpoint, std::move(dialect), timings)
    , m_list(m_api, nullptr)
    , m_keeper(m_api, nullptr)
{
    connect(&m_list, &LiveList::containersChanged, this, &Engine::containersChanged);
    connect(&m_list, &LiveList::stateChanged, this, &Engine::stateChanged);
    m_list.start();
}

SocketEngine::~SocketEngine()
{
    for (Task *task : m_tasks.findChildren<Task *>(Qt::FindDirectChildrenOnly))
        task->cancel();
}

const Container *SocketEngine::find(const std::string &idOrName) const
{
    const auto &all = containers();
    const auto it = std::ranges::find_if(all, [&](const Container &c) { return c.id == idOrName || c.name == idOrName; });
    if (it != all.end())
        return &*it;
    constexpr std::size_t kShortId = 12; // what the engines' own tools print
    if (idOrName.size() < kShortId)
        return nullptr;
    const auto byPrefix = std::ranges::find_if(all, [&](const Container &c) { return c.id.starts_with(idOrName); });
    return byPrefix == all.end() ? nullptr : &*byPrefix;
}

OperationPtr SocketEngine::run(HttpCall *call)
{
    call->start();
    return std::make_shared<TaskOperation>(call);
}

HttpCall *SocketEngine::change(std::string method, const std::string &path, std::chrono::milliseconds deadline, Done<void> done)
{
    return m_api.call(
        std::move(method), path, {.deadline = deadline},
        [done = std::move(done)](const base::Result<HttpReply> &reply) mutable { done(onlyError(reply)); }, &m_tasks);
}

OperationPtr SocketEngine::start(const std::string &container, Done<void> done)
{
    return run(change("POST", pathOf(container, "/start"), m_api.timings().change, std::move(done)));
}

OperationPtr SocketEngine::stop(const std::string &container, Done<void> done)
{
    const auto grace = std::chrono::duration_cast<std::chrono::seconds>(m_api.timings().stopGrace);
    return run(change("POST", pathOf(container, "/stop?t=" + std::to_string(grace.count())), m_api.timings().change + grace, std::move(done)));
}

OperationPtr SocketEngine::remove(const std::string &container, bool force, bool volumes, Done<void> done)
{
    const std::string query = std::string("?force=") + (force ? "1" : "0") + "&v=" + (volumes ? "1" : "0");
    return run(change("DELETE", pathOf(container, query), m_api.timings().change, std::move(done)));
}

OperationPtr SocketEngine::create(const CreateSpec &spec, Done<std::string> done)
{
    const std::string query = spec.name.empty() ? "" : "?name=" + percentEncoded(spec.name);
    return run(m_api.call(
        "POST", "/containers/create" + query, {.deadline = m_api.timings().change},
        [done = std::move(done)](const base::Result<HttpReply> &reply) mutable {
            done(reply ? idIn(reply->body) : base::Result<std::string>(std::unexpected(reply.error())));
        },
        &m_tasks, createBody(spec)));
}

OperationPtr SocketEngine::listImages(Done<std::vector<Image>> done)
{
    return run(m_api.call(
        "GET", "/images/json", {.deadline = m_api.timings().list, .body = 64u << 20},
        [done = std::move(done)](const base::Result<HttpReply> &reply) mutable {
            done(reply ? imagesIn(reply->body) : base::Result<std::vector<Image>>(std::unexpected(reply.error())));
        },
        &m_tasks));
}

OperationPtr SocketEngine::pullImage(const std::string &reference, OnProgress progress, Done<void> done)
{
    const auto [name, tag] = splitReference(reference);
    auto state = std::make_shared<ImageProgress>(std::move(progress));
    auto *call = m_api.call(
        "POST", "/images/create?fromImage=" + percentEncoded(name) + "&tag=" + percentEncoded(tag),
        {.deadline = std::chrono::milliseconds(0), .silence = m_api.timings().silence},
        [state, done = std::move(done)](const base::Result<HttpReply> &reply) mutable { done(reply ? state->end() : onlyError(reply)); }, &m_tasks);
    call->setOnBody([state](std::string_view bytes) { return state->feed(bytes); });
    return run(call);
}

OperationPtr SocketEngine::importImage(std::string tar, const std::string &reference, OnProgress progress, Done<void> done)
{
    const auto total = std::int64_t(tar.size());
    auto state = std::make_shared<ImageProgress>(progress);
    // The tag goes into `repo`: Podman 4 takes no notice of `tag` here, and both accept it there.
    auto *call = m_api.call(
        "POST", "/images/create?fromSrc=-&repo=" + percentEncoded(reference),
        {.deadline = std::chrono::milliseconds(0), .silence = m_api.timings().silence},
        [state, done = std::move(done)](const base::Result<HttpReply> &reply) mutable { done(reply ? state->end() : onlyError(reply)); }, &m_tasks,
        std::move(tar));
    call->setOnBody([state](std::string_view bytes) { return state->feed(bytes); });
    if (progress)
        call->setOnSent([progress, total](std::size_t sent) { progress({"Importing", std::int64_t(sent), total}); });
    return run(call);
}

OperationPtr SocketEngine::execShell(const std::string &container, const ExecSpec &spec, Done<std::unique_ptr<pty::Pty>> done)
{
    auto *task = new ShellTask(m_api, m_keeper, container, spec, std::move(done), &m_tasks);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

OperationPtr SocketEngine::execCollect(const std::string &container, const ExecSpec &spec, std::size_t maxBytes, Done<ExecOutput> done)
{
    auto *task = new CollectTask(m_api, m_keeper, container, spec, maxBytes, std::move(done), &m_tasks);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

} // namespace core::engine
