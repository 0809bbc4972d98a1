// A task that delivers as it goes and can be told to wait.
#pragma once
#include "core/engine/result_task.h"

namespace core::engine {

class StreamTask : public ResultTask<void>
{
    Q_OBJECT
public:
    using ResultTask::ResultTask;
    void setPaused(bool paused)
    {
        m_paused = paused;
        if (call())
            call()->setPaused(paused);
    }

protected:
    void run(HttpCall *next)
    {
        ResultTask::run(next);
        next->setPaused(m_paused);
    }
    bool isPaused() const { return m_paused; }

private:
    bool m_paused = false;
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
