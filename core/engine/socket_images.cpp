#include "core/engine/socket_images.h"

#include "core/engine/archive_files.h"
#include "core/engine/image_progress.h"
#include "core/engine/pull_task.h"
#include "core/engine/store_json.h"
#include "core/engine/transfer_task.h"

namespace core::engine {
namespace {

constexpr std::size_t kMostBody = 64u << 20;

std::string importPath(const std::string &reference)
{
    // The tag goes into `repo`: Podman 4 takes no notice of `tag` here, and both accept it there.
    return "/images/create?fromSrc=-&repo=" + percentEncoded(reference);
}

} // namespace

OperationPtr SocketImages::list(Done<std::vector<Image>> done)
{
    return m_service.ask<std::vector<Image>>("GET", "/images/json", {.deadline = m_service.m_api.timings().list, .body = kMostBody}, imagesIn, std::move(done));
}

OperationPtr SocketImages::inspect(const std::string &image, Done<ImageDetails> done)
{
    return m_service.ask<ImageDetails>("GET", ApiService::imagePath(image, "/json"), {.deadline = m_service.m_api.timings().list}, imageDetailsIn, std::move(done));
}

OperationPtr SocketImages::history(const std::string &image, Done<std::vector<ImageLayer>> done)
{
    return m_service.ask<std::vector<ImageLayer>>("GET", ApiService::imagePath(image, "/history"), {.deadline = m_service.m_api.timings().list}, layersIn,
                                                  std::move(done));
}

OperationPtr SocketImages::tag(const std::string &image, const std::string &reference, Done<void> done)
{
    const auto [name, tag] = splitReference(reference);
    return m_service.change("POST", ApiService::imagePath(image, "/tag?repo=" + percentEncoded(name) + "&tag=" + percentEncoded(tag)),
                            m_service.m_api.timings().change, std::move(done));
}

OperationPtr SocketImages::remove(const std::string &image, bool force, Done<std::vector<std::string>> done)
{
    return m_service.ask<std::vector<std::string>>("DELETE", ApiService::imagePath(image, std::string("?force=") + (force ? "1" : "0")),
                                                   {.deadline = m_service.m_api.timings().disk}, removedImagesIn, std::move(done));
}

OperationPtr SocketImages::pull(const std::string &reference, OnProgress progress, Done<void> done)
{
    auto *task = new PullTask(m_service.m_api, reference, std::move(progress), std::move(done), &m_service.m_tasks);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

OperationPtr SocketImages::send(const std::string &path, const std::string &localFile, const char *what, OnProgress progress,
                                Done<std::vector<std::string>> done)
{
    auto state = std::make_shared<ImageProgress>(progress);
    UploadTask::Options options;
    options.what = what;
    options.method = "POST";
    options.path = path;
    options.progress = std::move(progress);
    options.total = std::make_shared<std::atomic<std::int64_t>>(0);
    options.onBody = [state](std::string_view bytes) { return state->feed(bytes); };
    options.job = [localFile, total = options.total](const PipeWorker::Pipe &pipe) {
        total->store(bytesBelow({localFile}));
        return sendFile(pipe.fd, localFile);
    };
    auto *task = new UploadTask(
        m_service.m_api, std::move(options),
        [state, done = std::move(done)](base::Result<void> result) mutable {
            if (result)
                result = state->end();
            state->stop();
            if (!result)
                return done(std::unexpected(result.error()));
            done(state->loaded());
        },
        &m_service.m_tasks);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

OperationPtr SocketImages::load(const std::string &localFile, OnProgress progress, Done<std::vector<std::string>> done)
{
    return send("/images/load?quiet=1", localFile, "Loading", std::move(progress), std::move(done));
}

OperationPtr SocketImages::import(const std::string &localFile, const std::string &reference, OnProgress progress, Done<void> done)
{
    return send(importPath(reference), localFile, "Importing", std::move(progress),
                [done = std::move(done)](const base::Result<std::vector<std::string>> &result) mutable {
                    done(result ? base::Result<void>() : std::unexpected(result.error()));
                });
}

OperationPtr SocketImages::importTar(std::string tar, const std::string &reference, OnProgress progress, Done<void> done)
{
    const auto total = std::int64_t(tar.size());
    auto state = std::make_shared<ImageProgress>(progress);
    auto *call = m_service.m_api.call(
        "POST", importPath(reference) + "&changes=" + percentEncoded(R"(CMD ["/bin/sh"])"), {.deadline = std::chrono::milliseconds(0), .silence = m_service.m_api.timings().silence},
        [state, done = std::move(done)](const base::Result<HttpReply> &reply) mutable {
            auto result = reply ? state->end() : base::Result<void>(std::unexpected(reply.error()));
            state->stop();
            done(std::move(result));
        },
        &m_service.m_tasks, std::move(tar));
    call->setOnBody([state](std::string_view bytes) { return state->feed(bytes); });
    if (progress)
        call->setOnSent([progress, total](std::size_t sent) { progress({"Importing", std::int64_t(sent), total, {}}); });
    return m_service.run(call);
}

OperationPtr SocketImages::save(const std::vector<std::string> &images, const std::string &localFile, OnProgress progress, Done<void> done)
{
    std::string names;
    for (const std::string &image : images)
        names += (names.empty() ? "?names=" : "&names=") + percentEncoded(image);
    DownloadTask::Options options;
    options.what = "Saving";
    options.path = "/images/get" + names;
    options.progress = std::move(progress);
    options.job = [localFile](const PipeWorker::Pipe &pipe) { return receiveFile(pipe.fd, localFile, pipe.isWhole); };
    auto *task = new DownloadTask(m_service.m_api, std::move(options), std::move(done), &m_service.m_tasks);
    task->start();
    return std::make_shared<TaskOperation>(task);
}

} // namespace core::engine
