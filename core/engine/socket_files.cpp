#include "core/engine/socket_files.h"

#include "core/engine/archive_files.h"
#include "core/engine/folder_task.h"
#include "core/engine/path_stat.h"
#include "core/engine/read_file_task.h"
#include "core/engine/transfer_task.h"

namespace core::engine {
namespace {

std::string archivePath(const std::string &container, const std::string &path)
{
    return ApiService::containerPath(container, "/archive?path=" + percentEncoded(path));
}

// "/srv/data/." -> "data": under which the engine sends it. Empty: the root.
std::string lastPartOf(std::string path)
{
    while (path.ends_with('/') || path.ends_with("/."))
        path.pop_back();
    return path.substr(path.find_last_of('/') + 1);
}

template<class T, class... Arguments>
OperationPtr begin(Arguments &&...arguments)
{
    auto *task = new T(std::forward<Arguments>(arguments)...);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

} // namespace

OperationPtr SocketFiles::stat(const std::string &container, const std::string &path, Done<FileInfo> done)
{
    return m_service.run(m_service.m_api.call(
        "HEAD", archivePath(container, path), {.deadline = m_service.m_api.timings().quick},
        [done = std::move(done)](const base::Result<HttpReply> &reply) mutable {
            if (!reply)
                return done(std::unexpected(pathError(reply.error())));
            auto info = pathStatIn(reply->head);
            if (!info)
                return done(base::fail("engine.protocol", "The engine does not say what the file is."));
            done(*std::move(info));
        },
        &m_service.m_tasks));
}

OperationPtr SocketFiles::list(const std::string &container, const std::string &path, OnProgress progress, Done<std::vector<FileInfo>> done)
{
    return m_reads.begin<FolderTask, std::vector<FileInfo>>(container, std::move(done), [&](Done<std::vector<FileInfo>> end) {
        return new FolderTask(m_service.m_api, m_keeper, container, path, std::move(progress), std::move(end), &m_service.m_tasks);
    });
}

OperationPtr SocketFiles::read(const std::string &container, const std::string &path, std::size_t maxBytes, Done<std::string> done)
{
    return m_reads.begin<ReadFileTask, std::string>(container, std::move(done), [&](Done<std::string> end) {
        return new ReadFileTask(m_service.m_api, container, path, maxBytes, std::move(end), &m_service.m_tasks);
    });
}

OperationPtr SocketFiles::copyOut(const std::string &container, const std::string &path, const LocalFolder &to, OnProgress progress, Done<void> done)
{
    DownloadTask::Options options;
    options.what = "Copying";
    options.path = archivePath(container, path);
    options.progress = std::move(progress);
    options.job = [to, name = lastPartOf(path)](const PipeWorker::Pipe &pipe) { return unpackFiles(pipe.fd, to.path, name, to.existing); };
    return begin<DownloadTask>(m_service.m_api, std::move(options), std::move(done), &m_service.m_tasks);
}

OperationPtr SocketFiles::copyIn(const std::string &container, const std::vector<std::string> &localPaths, const std::string &path, OnProgress progress, Done<void> done)
{
    UploadTask::Options options;
    options.what = "Copying";
    options.method = "PUT";
    options.folderPath = archivePath(container, path);
    options.path = options.folderPath + "&noOverwriteDirNonDir=1"; // a folder does not replace a file, nor the reverse
    options.progress = std::move(progress);
    options.total = std::make_shared<std::atomic<std::int64_t>>(0);
    options.job = [localPaths, total = options.total](const PipeWorker::Pipe &pipe) {
        total->store(bytesBelow(localPaths));
        return packFiles(pipe.fd, localPaths);
    };
    return begin<UploadTask>(m_service.m_api, std::move(options), std::move(done), &m_service.m_tasks);
}

} // namespace core::engine
