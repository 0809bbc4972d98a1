#include "core/base/task_inbox.h"

#include <QPointer>
#include <QSocketNotifier>

namespace core::base {

TaskInbox::TaskInbox(std::size_t capacity, QObject *parent)
    : QObject(parent)
    , m_tasks(capacity)
    , m_notifier(new QSocketNotifier(m_tasks.wakeFd(), QSocketNotifier::Read, this))
{
    connect(m_notifier, &QSocketNotifier::activated, this, &TaskInbox::run);
}

TaskInbox::~TaskInbox()
{
    close();
}

bool TaskInbox::post(Task task)
{
    return m_tasks.offer(std::move(task));
}

void TaskInbox::close()
{
    m_tasks.close();
    m_notifier->setEnabled(false);
    m_tasks.drain();
}

void TaskInbox::run()
{
    const QPointer<TaskInbox> self(this); // a task may delete the inbox's owner
    for (Task &task : m_tasks.drain()) {
        task();
        if (!self || m_tasks.isClosed())
            return;
    }
}

} // namespace core::base
