// Something asynchronous that ends exactly once. It deletes itself after its end.
#pragma once
#include "core/engine/engine.h"

#include <QPointer>

namespace core::engine {

class Task : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void cancel() = 0; // ends it with engine.cancelled before it returns; nothing if it has ended
};

class TaskOperation final : public Operation
{
public:
    explicit TaskOperation(Task *task) : m_task(task) {}
    void cancel() override
    {
        if (m_task)
            m_task->cancel();
    }

private:
    QPointer<Task> m_task;
};

inline base::Error cancelledError()
{
    return {"engine.cancelled", "The operation was cancelled.", {}};
}

} // namespace core::engine
