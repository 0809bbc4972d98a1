// One container as its window sees it: the list's entry, the details behind it, and whether they are still true. Asks for
// details again when the list's entry changes, one question at a time; pages only look and listen.
//
// Threads: GUI. The engine may go away before it: everything then stays as it was last known.
#pragma once
#include "core/engine/container_details.h"
#include "core/engine/engine.h"
#include "ui/desk/engine_call.h"

#include <QObject>
#include <QPointer>
#include <optional>

namespace ui::desk {

class WatchedContainer : public QObject
{
    Q_OBJECT
public:
    WatchedContainer(core::engine::Engine &engine, const std::string &idOrName, QObject *parent = nullptr);

    core::engine::Engine *engine() const { return m_engine; } // null: it has gone
    const std::string &id() const { return m_container.id; }
    const core::engine::Container &container() const { return m_container; } // as last known
    const core::engine::ContainerDetails *details() const { return m_details ? &*m_details : nullptr; } // null: not known yet
    const core::base::Error &detailsError() const { return m_detailsError; } // why they could not be read; else empty
    bool isRunning() const { return !m_isGone && m_container.isRunning(); }
    bool isGone() const { return m_isGone; }   // removed, with its engine alive
    core::base::WallTime goneSince() const { return m_goneSince; }
    bool isStale() const;                      // the engine does not answer

    void reload(); // asks for the details

Q_SIGNALS:
    void changed();        // the list's entry, isGone() or isStale()
    void detailsChanged(); // or their error

private:
    void look();
    void take(core::base::Result<core::engine::ContainerDetails> details);

    QPointer<core::engine::Engine> m_engine;
    core::engine::Container m_container;
    std::optional<core::engine::ContainerDetails> m_details;
    core::base::Error m_detailsError;
    EngineCall m_asking;
    core::base::WallTime m_goneSince{};
    bool m_askAgain = false;
    bool m_isGone = false;
};

} // namespace ui::desk
