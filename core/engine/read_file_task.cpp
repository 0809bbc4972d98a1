#include "core/engine/read_file_task.h"

#include "core/engine/archive_files.h"
#include "core/engine/path_stat.h"
#include "core/engine/transfer_task.h"

namespace core::engine {
namespace {
constexpr int kMostLinks = 8;
}

ReadFileTask::ReadFileTask(const ApiClient &api, std::string container, std::string path, std::size_t maxBytes, Done<std::string> done, QObject *parent)
    : Task(parent)
    , m_api(api)
    , m_container(std::move(container))
    , m_path(std::move(path))
    , m_maxBytes(maxBytes)
    , m_done(std::move(done))
{
}

std::string ReadFileTask::request() const
{
    return "/containers/" + percentEncoded(m_container) + "/archive?path=" + percentEncoded(m_path);
}

void ReadFileTask::look(int links)
{
    auto *call = m_api.call(
        "HEAD", request(), {.deadline = m_api.timings().quick},
        [this, links](const base::Result<HttpReply> &reply) {
            if (!reply)
                return end(std::unexpected(pathError(reply.error())));
            const auto info = pathStatIn(reply->head);
            if (!info)
                return end(base::fail("engine.protocol", "The engine does not say what the file is."));
            if (info->type == FileInfo::Type::Link && links < kMostLinks && !info->linkTarget.empty()) {
                const bool absolute = info->linkTarget.starts_with('/');
                m_path = absolute ? info->linkTarget : m_path.substr(0, m_path.find_last_of('/') + 1) + info->linkTarget;
                return look(links + 1);
            }
            if (info->type != FileInfo::Type::File)
                return end(base::fail("engine.conflict", "It is not a file."));
            read();
        },
        this);
    m_step = call;
    call->start();
}

void ReadFileTask::read()
{
    auto content = std::make_shared<std::string>();
    DownloadTask::Options options;
    options.path = request();
    options.job = [content, most = m_maxBytes](const PipeWorker::Pipe &pipe) -> base::Result<void> {
        auto file = archivedFile(pipe.fd, most);
        if (!file)
            return std::unexpected(file.error());
        *content = *std::move(file);
        return {};
    };
    auto *task = new DownloadTask(
        m_api, std::move(options),
        [this, content](const base::Result<void> &result) {
            if (result)
                end(std::move(*content));
            else
                end(std::unexpected(result.error()));
        },
        this);
    m_step = task;
    task->start();
}

void ReadFileTask::end(base::Result<std::string> result)
{
    if (std::exchange(m_ended, true))
        return;
    if (m_step)
        m_step->cancel();
    deleteLater();
    auto done = std::move(m_done);
    done(std::move(result));
}

} // namespace core::engine
