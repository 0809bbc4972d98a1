#include "core/engine/transfer_task.h"

#include "core/engine/path_stat.h"

#include <cerrno>
#include <sys/socket.h>

namespace core::engine {

DownloadTask::DownloadTask(const ApiClient &api, Options options, Done<void> done, QObject *parent)
    : Task(parent)
    , m_api(api)
    , m_options(std::move(options))
    , m_done(std::move(done))
{
}

void DownloadTask::start()
{
    auto worker = PipeWorker::start(std::move(m_options.job), [this](base::Result<void> result) { end(std::move(result)); });
    if (!worker) { // never inside the call
        QTimer::singleShot(0, this, [this, error = worker.error()] { end(std::unexpected(error)); });
        return;
    }
    m_worker = *std::move(worker);
    m_pipe = m_worker->takeEnd();
    m_writable = std::make_unique<QSocketNotifier>(m_pipe.get(), QSocketNotifier::Write);
    m_writable->setEnabled(false);
    connect(m_writable.get(), &QSocketNotifier::activated, this, &DownloadTask::flush);
    auto *call = m_api.call(
        "GET", m_options.path, {.deadline = std::chrono::milliseconds(0), .silence = m_api.timings().copy},
        [this](const base::Result<HttpReply> &reply) {
            if (!reply)
                return end(std::unexpected(reply.error()));
            m_bodyEnded = true;
            flush();
        },
        this);
    call->setOnHead([this](const HttpHead &head) {
        const auto stat = pathStatIn(head);
        if (stat && stat->type == FileInfo::Type::File)
            m_total = stat->size;
    });
    call->setOnBody([this](std::string_view bytes) { return take(bytes); });
    m_call = call;
    call->start();
}

base::Result<void> DownloadTask::take(std::string_view bytes)
{
    m_received += std::int64_t(bytes.size());
    if (m_options.maxBytes > 0 && m_received > std::int64_t(m_options.maxBytes))
        return base::fail("engine.limit", "There is more in it than Berth reads at once.");
    m_waiting.append(bytes);
    flush();
    if (!m_ended && m_options.progress) {
        m_options.progress({m_options.what, m_received, std::max(m_total, m_total > 0 ? m_received : 0), {}});
    }
    return {};
}

void DownloadTask::flush()
{
    if (m_ended)
        return;
    std::size_t sent = 0;
    while (sent < m_waiting.size()) {
        const ssize_t count = ::send(m_pipe.get(), m_waiting.data() + sent, m_waiting.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        sent += std::size_t(count);
    }
    const bool broken = sent < m_waiting.size() && errno != EAGAIN; // the job has ended, and its result is on the way
    m_waiting.erase(0, broken ? m_waiting.size() : sent);
    m_writable->setEnabled(!m_waiting.empty());
    if (m_call)
        m_call->setPaused(!m_waiting.empty());
    if (m_waiting.empty() && m_bodyEnded && m_pipe) {
        m_writable.reset();
        m_worker->setWhole();
        m_pipe.reset(); // the job's end of file
    }
}

void DownloadTask::end(base::Result<void> result)
{
    if (std::exchange(m_ended, true))
        return;
    if (m_writable)
        m_writable->setEnabled(false);
    if (m_call)
        m_call->abandon();
    m_pipe.reset();
    if (m_worker)
        m_worker.release()->abandon();
    deleteLater();
    auto done = std::move(m_done);
    done(std::move(result));
}

UploadTask::UploadTask(const ApiClient &api, Options options, Done<void> done, QObject *parent)
    : Task(parent)
    , m_api(api)
    , m_options(std::move(options))
    , m_done(std::move(done))
{
}

void UploadTask::start()
{
    if (m_options.folderPath.empty())
        upload();
    else
        lookForFolder();
}

void UploadTask::lookForFolder()
{
    m_call = m_api.call(
        "HEAD", m_options.folderPath, {.deadline = m_api.timings().quick},
        [this](const base::Result<HttpReply> &reply) {
            if (!reply)
                return end(std::unexpected(reply.error()));
            const auto info = pathStatIn(reply->head);
            if (info && (info->type == FileInfo::Type::File || info->type == FileInfo::Type::Other))
                return end(base::fail("engine.conflict", "It is not a folder."));
            upload();
        },
        this);
    m_call->start();
}

void UploadTask::upload()
{
    auto worker = PipeWorker::start(std::move(m_options.job), [this](base::Result<void> result) {
        if (!result) // before its end of the pair is closed: the engine never sees a whole archive
            end(std::move(result));
    });
    if (!worker) {
        QTimer::singleShot(0, this, [this, error = worker.error()] { end(std::unexpected(error)); });
        return;
    }
    m_worker = *std::move(worker);
    auto *call = m_api.call(
        m_options.method, m_options.path, {.deadline = std::chrono::milliseconds(0), .silence = m_api.timings().copy},
        [this](const base::Result<HttpReply> &reply) { end(reply ? base::Result<void>() : std::unexpected(reply.error())); }, this);
    call->setBodyFrom(m_worker->takeEnd());
    if (m_options.onBody)
        call->setOnBody(m_options.onBody);
    if (m_options.progress) {
        call->setOnSent([this](std::size_t sent) {
            const std::int64_t total = m_options.total ? m_options.total->load() : 0;
            m_options.progress({m_options.what, std::int64_t(sent), total > 0 ? std::max(total, std::int64_t(sent)) : 0, {}});
        });
    }
    m_call = call;
    call->start();
}

void UploadTask::end(base::Result<void> result)
{
    if (std::exchange(m_ended, true))
        return;
    if (m_call)
        m_call->abandon();
    if (m_worker)
        m_worker.release()->abandon();
    deleteLater();
    auto done = std::move(m_done);
    done(std::move(result));
}

} // namespace core::engine
