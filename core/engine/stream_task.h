// A task that delivers as it goes and can be told to wait.
#pragma once
#include "core/engine/api_client.h"

namespace core::engine {

class StreamTask : public Task
{
    Q_OBJECT
public:
    StreamTask(const ApiClient &api, Done<void> done, QObject *parent)
        : Task(parent)
        , m_api(api)
        , m_done(std::move(done))
    {
    }
    void cancel() override { end(std::unexpected(cancelledError())); }
    void setPaused(bool paused)
    {
        m_paused = paused;
        if (m_call)
            m_call->setPaused(paused);
    }

protected:
    void run(HttpCall *call)
    {
        m_call = call;
        call->start();
        call->setPaused(m_paused);
    }
    bool hasEnded() const { return m_ended; }
    bool isPaused() const { return m_paused; }
    void end(base::Result<void> result)
    {
        if (std::exchange(m_ended, true))
            return;
        if (m_call)
            m_call->abandon();
        deleteLater();
        auto done = std::move(m_done);
        done(std::move(result));
    }
    const ApiClient &m_api;

private:
    Done<void> m_done;
    QPointer<HttpCall> m_call;
    bool m_paused = false;
    bool m_ended = false;
};

class TaskStream final : public Stream
{
public:
    explicit TaskStream(StreamTask *task) : m_task(task) {}
    void cancel() override
    {
        if (m_task)
            m_task->cancel();
    }
    void setPaused(bool paused) override
    {
        if (m_task)
            m_task->setPaused(paused);
    }

private:
    QPointer<StreamTask> m_task;
};

} // namespace core::engine
