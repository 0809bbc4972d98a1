// How other threads (gRPC's, a session's, the attach server's) hand work to an object that lives on a Qt thread.
// Bounded, unlike queued Qt calls; a task that does not fit is refused and the caller decides.
#pragma once
#include "core/base/mailbox.h"

#include <QObject>
#include <functional>

class QSocketNotifier;

namespace core::base {

class TaskInbox : public QObject
{
    Q_OBJECT
public:
    using Task = std::move_only_function<void()>;

    // Tasks run on the thread this object lives on, in order. `capacity` bounds what waits.
    explicit TaskInbox(std::size_t capacity, QObject *parent = nullptr);
    ~TaskInbox() override;

    // Any thread. False when full or closed: the task was not taken.
    [[nodiscard]] bool post(Task task);
    // Owner's thread: refuse new tasks and drop those that wait. Called by the destructor.
    void close();

private:
    void run();
    Mailbox<Task> m_tasks;
    QSocketNotifier *m_notifier;
};

} // namespace core::base
