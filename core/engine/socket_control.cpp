#include "core/engine/socket_control.h"

#include "core/engine/api_json.h"
#include "core/engine/image_progress.h"
#include "core/engine/stop_task.h"

namespace core::engine {
namespace {
constexpr std::size_t kMostChanges = 64u << 20; // bytes of JSON
}

OperationPtr SocketControl::change(const std::string &container, const std::string &what, Done<void> done)
{
    m_reads.endOf(container);
    return m_service.change("POST", ApiService::containerPath(container, what), m_service.m_api.timings().change, m_list.touching(container, std::move(done)));
}

OperationPtr SocketControl::restart(const std::string &container, Done<void> done)
{
    m_reads.endOf(container);
    auto *task = new StopTask(m_service.m_api, container, StopTask::Then::StartAgain, m_list.touching(container, std::move(done)), &m_service.m_tasks);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

OperationPtr SocketControl::pause(const std::string &container, Done<void> done)
{
    return change(container, "/pause", std::move(done));
}

OperationPtr SocketControl::unpause(const std::string &container, Done<void> done)
{
    return change(container, "/unpause", std::move(done));
}

OperationPtr SocketControl::kill(const std::string &container, const std::string &signal, Done<void> done)
{
    return change(container, "/kill?signal=" + percentEncoded(signal), std::move(done));
}

OperationPtr SocketControl::rename(const std::string &container, const std::string &name, Done<void> done)
{
    return change(container, "/rename?name=" + percentEncoded(name), std::move(done));
}

OperationPtr SocketControl::wait(const std::string &container, Done<int> done)
{
    return m_service.ask<int>("POST", ApiService::containerPath(container, "/wait"), {.deadline = std::chrono::milliseconds(0)}, exitCodeIn, std::move(done));
}

OperationPtr SocketControl::inspect(const std::string &container, Done<ContainerDetails> done)
{
    return m_service.ask<ContainerDetails>(
        "GET", ApiService::containerPath(container, "/json"), {.deadline = m_service.m_api.timings().list},
        [](std::string_view body) { return detailsIn(body, Raw::Keep); }, std::move(done));
}

OperationPtr SocketControl::top(const std::string &container, Done<ProcessTable> done)
{
    return m_service.ask<ProcessTable>("GET", ApiService::containerPath(container, "/top"), {.deadline = m_service.m_api.timings().list}, processesIn,
                                       std::move(done));
}

OperationPtr SocketControl::changes(const std::string &container, Done<std::vector<FileChange>> done)
{
    return m_service.ask<std::vector<FileChange>>("GET", ApiService::containerPath(container, "/changes"),
                                                  {.deadline = m_service.m_api.timings().disk, .body = kMostChanges}, changesIn, std::move(done));
}

OperationPtr SocketControl::commit(const std::string &container, const CommitSpec &spec, Done<std::string> done)
{
    m_reads.endOf(container);
    std::string path = "/commit?container=" + percentEncoded(container) + "&pause=" + (spec.pause ? "1" : "0");
    if (!spec.reference.empty()) {
        const auto [name, tag] = splitReference(spec.reference);
        path += "&repo=" + percentEncoded(name) + "&tag=" + percentEncoded(tag);
    }
    if (!spec.author.empty())
        path += "&author=" + percentEncoded(spec.author);
    if (!spec.message.empty())
        path += "&comment=" + percentEncoded(spec.message);
    // A large root takes long to copy; the engine says nothing meanwhile.
    return m_service.ask<std::string>("POST", path, {.deadline = m_service.m_api.timings().copy}, idIn, std::move(done), "{}");
}

} // namespace core::engine
