#include "core/engine/archive_reads.h"

namespace core::engine {

base::Error ArchiveReads::endedError()
{
    return {"engine.cancelled", "Reading was stopped, because the container is being changed: the engine keeps a container locked while it reads all that is below a folder.", {}};
}

std::string ArchiveReads::idOf(const std::string &idOrName) const
{
    const Container *const known = m_list.find(idOrName);
    return known ? known->id : idOrName;
}

void ArchiveReads::add(Read read)
{
    std::erase_if(m_reads, [](const Read &each) { return each.task.isNull(); });
    m_reads.push_back(std::move(read));
}

void ArchiveReads::endOf(const std::string &container)
{
    const std::string id = idOf(container);
    std::vector<Read> of;
    for (const Read &each : m_reads) { // who is called back may begin another
        if (each.id == id)
            of.push_back(each);
    }
    for (const Read &each : of) {
        *each.isEnded = true;
        if (each.task)
            each.task->cancel();
    }
}

} // namespace core::engine
