#include "core/engine/socket_engine.h"

#include "core/engine/api_json.h"
#include "core/engine/collect_task.h"
#include "core/engine/shell_task.h"
#include "core/engine/stop_task.h"

#include <algorithm>

namespace core::engine {

SocketEngine::SocketEngine(std::string id, const Endpoint &endpoint, Dialect dialect, Timings timings, QObject *parent)
    : Engine(parent)
    , m_id(std::move(id))
    , m_api(endpoint, std::move(dialect), timings)
    , m_list(m_api, nullptr)
    , m_keeper(m_api, nullptr)
    , m_service(m_api, m_tasks)
    , m_control(m_api, m_tasks)
    , m_streams(m_api, m_keeper, m_tasks)
    , m_files(m_api, m_keeper, m_tasks)
    , m_images(m_api, m_tasks)
    , m_volumes(m_api, m_tasks)
    , m_networks(m_api, m_tasks)
    , m_disk(m_api, m_tasks)
{
    connect(&m_list, &LiveList::containersChanged, this, &Engine::containersChanged);
    connect(&m_list, &LiveList::stateChanged, this, &Engine::stateChanged);
    connect(&m_list, &LiveList::storedChanged, this, &Engine::storedChanged);
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

OperationPtr SocketEngine::start(const std::string &container, Done<void> done)
{
    return m_service.change("POST", ApiService::containerPath(container, "/start"), m_api.timings().change, std::move(done));
}

OperationPtr SocketEngine::stop(const std::string &container, Done<void> done)
{
    auto *task = new StopTask(m_api, container, StopTask::Then::Stay, std::move(done), &m_tasks);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

OperationPtr SocketEngine::remove(const std::string &container, bool force, bool volumes, Done<void> done)
{
    const std::string query = std::string("?force=") + (force ? "1" : "0") + "&v=" + (volumes ? "1" : "0");
    return m_service.change("DELETE", ApiService::containerPath(container, query), m_api.timings().change, std::move(done));
}

OperationPtr SocketEngine::create(const CreateSpec &spec, Done<std::string> done)
{
    const std::string query = spec.name.empty() ? "" : "?name=" + percentEncoded(spec.name);
    return m_service.ask<std::string>("POST", "/containers/create" + query, {.deadline = m_api.timings().change}, idIn, std::move(done), createBody(spec));
}

OperationPtr SocketEngine::listImages(Done<std::vector<Image>> done)
{
    return m_images.list(std::move(done));
}

OperationPtr SocketEngine::pullImage(const std::string &reference, OnProgress progress, Done<void> done)
{
    return m_images.pull(reference, std::move(progress), std::move(done));
}

OperationPtr SocketEngine::importImage(std::string tar, const std::string &reference, OnProgress progress, Done<void> done)
{
    return m_images.importTar(std::move(tar), reference, std::move(progress), std::move(done));
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
