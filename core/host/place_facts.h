// What the assistant may ask about the place where a session runs: on this machine by looking (on a worker thread: a
// network folder may be slow), in a container by fixed commands whose arguments are never part of a script.
//
// Threads: the Qt thread it was made on; answers come there.
#pragma once
#include "core/assistant/assistant.h"
#include "core/base/task_inbox.h"
#include "core/engine/discovery.h"

#include <QThreadPool>

namespace core::host {

class PlaceFacts : public assistant::Facts
{
public:
    using PlaceOf = std::function<std::optional<session::Place>(base::SessionId)>; // nullopt: no such session
    PlaceFacts(PlaceOf placeOf, engine::Registry &engines, std::string path);

    std::string containerName(const session::SessionInfo &info) const override;
    void commandsInPath(base::SessionId session, Done done) override;
    void describePath(base::SessionId session, const std::string &path, Done done) override;
    void namesIn(base::SessionId session, const std::string &path, Done done) override;

private:
    using Names = base::Result<std::vector<std::string>>;
    void look(std::function<Names()> work, Done done);
    void ask(const session::Place &place, std::vector<std::string> argv, std::function<Names(const engine::ExecOutput &)> read, Done done);

    PlaceOf m_placeOf;
    engine::Registry &m_engines;
    const std::string m_path; // the host's PATH
    base::TaskInbox m_inbox;
    QThreadPool m_workers;    // last: its destructor waits for what uses the inbox
};

} // namespace core::host
