#include "ui/desk/watched_container.h"

#include "core/engine/container_control.h"

namespace ui::desk {

using namespace core::engine;

WatchedContainer::WatchedContainer(Engine &engine, const std::string &idOrName, QObject *parent) : QObject(parent), m_engine(&engine)
{
    m_container.id = idOrName;
    if (const Container *found = engine.find(idOrName))
        m_container = *found;
    else
        m_isGone = engine.state() == EngineState::Ready;
    connect(&engine, &Engine::containersChanged, this, &WatchedContainer::look);
    connect(&engine, &Engine::stateChanged, this, [this] {
        Q_EMIT changed();
        if (m_engine && m_engine->state() == EngineState::Ready)
            look();
    });
    if (!m_isGone)
        reload();
}

bool WatchedContainer::isStale() const
{
    return !m_engine || m_engine->state() == EngineState::Stale;
}

void WatchedContainer::look()
{
    if (!m_engine)
        return;
    const Container *const found = m_engine->find(m_container.id);
    const bool gone = !found && m_engine->state() == EngineState::Ready;
    const bool differs = found && *found != m_container;
    if (gone == m_isGone && !differs)
        return;
    if (gone && !m_isGone)
        m_goneSince = core::base::Clock::system().wall();
    m_isGone = gone;
    if (found)
        m_container = *found;
    Q_EMIT changed();
    if (!gone)
        reload();
}

void WatchedContainer::reload()
{
    if (m_asking.isBusy()) {
        m_askAgain = true;
        return;
    }
    auto *const control = m_engine ? m_engine->control() : nullptr;
    if (!control) {
        m_detailsError = {"engine.refused", (m_engine ? tr("This engine tells no details of its containers.") : tr("Its engine is gone.")).toStdString(), {}};
        return;
    }
    m_askAgain = false;
    m_asking.keep(control->inspect(m_container.id, m_asking.begin<ContainerDetails>([this](core::base::Result<ContainerDetails> details) { take(std::move(details)); })));
}

void WatchedContainer::take(core::base::Result<ContainerDetails> details)
{
    if (details) {
        m_details = std::move(*details);
        m_detailsError = {};
    } else {
        m_detailsError = details.error();
    }
    Q_EMIT detailsChanged();
    if (m_askAgain && !m_isGone)
        reload();
}

} // namespace ui::desk
