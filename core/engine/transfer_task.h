// Large bodies between an engine and files of this machine: never in memory as a whole, and as fast as the slower side.
#pragma once
#include "core/engine/api_client.h"
#include "core/engine/pipe_worker.h"

namespace core::engine {

// The body of an answer goes to a job.
class DownloadTask final : public Task
{
    Q_OBJECT
public:
    struct Options
    {
        std::string what;       // "Copying", for the progress
        std::string path;       // of the request
        PipeWorker::Job job;    // may end before the body does: it has seen enough
        OnProgress progress;
        std::size_t maxBytes = 0; // engine.limit beyond; 0: no limit
    };
    DownloadTask(const ApiClient &api, Options options, Done<void> done, QObject *parent);
    void start();
    void cancel() override { end(std::unexpected(cancelledError())); }

private:
    base::Result<void> take(std::string_view bytes);
    void flush();
    void end(base::Result<void> result);

    const ApiClient &m_api;
    Options m_options;
    Done<void> m_done;
    std::unique_ptr<PipeWorker> m_worker;
    base::UniqueFd m_pipe;
    std::unique_ptr<QSocketNotifier> m_writable;
    std::string m_waiting; // what the job has not taken yet: at most one read's worth
    QPointer<HttpCall> m_call;
    std::int64_t m_received = 0;
    std::int64_t m_total = 0;
    bool m_bodyEnded = false;
    bool m_ended = false;
};

// A job makes the body of a request.
class UploadTask final : public Task
{
    Q_OBJECT
public:
    struct Options
    {
        std::string what;
        std::string method, path;
        PipeWorker::Job job;
        OnProgress progress;
        std::shared_ptr<std::atomic<std::int64_t>> total; // bytes that the job will make, about; it may find out; 0: unknown
        HttpCall::OnBody onBody;     // of a successful answer; none: it is collected
        std::string folderPath;      // a request that must find a folder first: Podman would make one
    };
    UploadTask(const ApiClient &api, Options options, Done<void> done, QObject *parent);
    void start();
    void cancel() override { end(std::unexpected(cancelledError())); }

private:
    void lookForFolder();
    void upload();
    void end(base::Result<void> result);

    const ApiClient &m_api;
    Options m_options;
    Done<void> m_done;
    std::unique_ptr<PipeWorker> m_worker;
    QPointer<HttpCall> m_call;
    bool m_ended = false;
};

} // namespace core::engine
