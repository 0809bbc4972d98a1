// Folders and files of containers that are being read as archives. A change of a container ends them first: Docker keeps a
// container locked while it sends an archive of it, so the change would wait for Berth's own reading.
//
// Threads: the engine's. Copies are not among them: somebody wants what they bring.
#pragma once
#include "core/engine/live_list.h"
#include "core/engine/task.h"

namespace core::engine {

class ArchiveReads
{
public:
    explicit ArchiveReads(const LiveList &list) : m_list(list) {} // which outlives it

    // Begins `Reading` with `done` as its end; a change ends it with engine.cancelled and a message that says so.
    template<class Reading, class T>
    OperationPtr begin(const std::string &container, Done<T> done, std::move_only_function<Reading *(Done<T>)> make)
    {
        const auto isEnded = std::make_shared<bool>(false);
        Reading *const task = make([isEnded, done = std::move(done)](base::Result<T> result) mutable {
            if (*isEnded && !result)
                result = std::unexpected(endedError());
            done(std::move(result));
        });
        add({idOf(container), task, isEnded});
        task->start();
        return std::make_shared<TaskOperation>(task);
    }
    void endOf(const std::string &container); // by id or name

private:
    struct Read
    {
        std::string id;
        QPointer<Task> task;
        std::shared_ptr<bool> isEnded; // by a change
    };
    static base::Error endedError();
    std::string idOf(const std::string &idOrName) const;
    void add(Read read);

    const LiveList &m_list;
    std::vector<Read> m_reads; // those that are over go when one is added
};

} // namespace core::engine
