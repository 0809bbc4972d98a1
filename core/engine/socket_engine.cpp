#include "core/engine/socket_engine.h"

#include "core/engine/api_json.h"
#include "core/engine/collect_task.h"
#include "core/engine/shell_task.h"
#include "core/engine/stop_task.h"

namespace core::engine {

SocketEngine::SocketEngine(std::string id, const Endpoint &endpoint, Dialect dialect, Timings timings, QObject *parent)
    : Engine(parent)
    , m_id(std::move(id))
    , m_api(endpoint, std::move(dialect), timings)
    , m_list(m_api, nullptr)
    , m_reads(m_list)
    , m_keeper(m_api, nullptr)
    , m_service(m_api, m_tasks)
    , m_control(m_api, m_tasks, m_list, m_reads)
    , m_streams(m_api, m_keeper, m_tasks, m_list, m_reads)
    , m_files(m_api, m_keeper, m_tasks, m_reads)
    , m_images(m_api, m_tasks)
    , m_volumes(m_api, m_tasks)
    , m_networks(m_api, m_tasks)
    , m_disk(m_api, m_tasks)
{
    // Ahead of who opens new shells when the engine is back. One that is only slow still tells how a shell has ended.
    connect(&m_list, &LiveList::stateChanged, &m_keeper, [this] {
        if (state() != EngineState::Connecting)
            m_keeper.setReachable(state() == EngineState::Ready || !lastError().is("engine.unreachable"));
    });
    connect(&m_list, &LiveList::containersChanged, this, &Engine::containersChanged);
    connect(&m_list, &LiveList::stateChanged, this, &Engine::stateChanged);
    // Not for one that is only slow: it may be so because of what it was asked to do.
    connect(&m_list, &LiveList::stateChanged, this, [this] {
        if (state() == EngineState::Stale && lastError().is("engine.unreachable"))
            turns().cancelAll();
    });
    m_keeper.setExitCodes([this](const std::string &container) { return m_list.exitCode(container); });
    connect(&m_list, &LiveList::storedChanged, this, &Engine::storedChanged);
    m_list.start();
}

SocketEngine::~SocketEngine()
{
    turns().cancelAll();
    for (Task *task : m_tasks.findChildren<Task *>(Qt::FindDirectChildrenOnly))
        task->cancel();
}

OperationPtr SocketEngine::start(const std::string &container, Done<void> done)
{
    m_reads.endOf(container);
    return m_service.change("POST", ApiService::containerPath(container, "/start"), m_api.timings().change, m_list.touching(container, std::move(done)));
}

OperationPtr SocketEngine::stop(const std::string &container, Done<void> done)
{
    m_reads.endOf(container);
    auto *task = new StopTask(m_api, container, StopTask::Then::Stay, m_list.touching(container, std::move(done)), &m_tasks);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

OperationPtr SocketEngine::remove(const std::string &container, bool force, bool volumes, Done<void> done)
{
    m_reads.endOf(container);
    const std::string query = std::string("?force=") + (force ? "1" : "0") + "&v=" + (volumes ? "1" : "0");
    return m_service.change("DELETE", ApiService::containerPath(container, query), m_api.timings().change, m_list.touching(container, std::move(done)));
}

OperationPtr SocketEngine::create(const CreateSpec &spec, Done<std::string> done)
{
    const std::string query = spec.name.empty() ? "" : "?name=" + percentEncoded(spec.name);
    auto made = [list = QPointer(&m_list), done = std::move(done)](base::Result<std::string> id) mutable {
        if (id && list)
            list->touch(*id);
        done(std::move(id));
    };
    return m_service.ask<std::string>("POST", "/containers/create" + query, {.deadline = m_api.timings().change}, idIn, Done<std::string>(std::move(made)), createBody(spec, m_api.dialect().takesTerminalSize));
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
