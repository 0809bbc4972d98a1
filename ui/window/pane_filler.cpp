#include "ui/window/pane_filler.h"

#include "ui/window/pane.h"
#include "ui/window/session_view.h"

#include <QScopeGuard>
#include <algorithm>

namespace ui::window {

using core::engine::Engine;
using core::engine::EngineState;

namespace {

bool isFor(const PaneSpec &spec, const core::session::Place &place)
{
    if (!spec.isContainer())
        return !place.isContainer();
    if (!spec.user.empty() && place.user != spec.user)
        return false; // two panes of one container may be other people's shells
    return place.engine == spec.engine && (place.containerName == spec.container || place.containerId == spec.container);
}

} // namespace

PaneFiller::PaneFiller(core::host::Host &host, QObject *parent) : QObject(parent), m_host(host)
{
    connect(&host.engines(), &core::engine::Registry::changed, this, &PaneFiller::retryWaiting);
    const auto follow = [this](const Engine *engine) { connect(engine, &Engine::stateChanged, this, &PaneFiller::retryWaiting); };
    for (const Engine *engine : host.engines().engines())
        follow(engine);
    connect(&host.engines(), &core::engine::Registry::engineAdded, this, [this, follow](const Engine *engine) {
        follow(engine);
        retryWaiting();
    });
}

void PaneFiller::fill(Pane *pane, core::base::GridSize size)
{
    const Waiting waiting{pane, size};
    disconnect(pane, &Pane::retryRequested, this, nullptr);
    connect(pane, &Pane::retryRequested, this, [this, waiting] { open(waiting); });
    open(waiting);
}

void PaneFiller::expect(Pane *pane)
{
    forget(pane);
    m_expecting.emplace_back(pane);
}

bool PaneFiller::isExpecting(const Pane *pane) const
{
    return std::any_of(m_expecting.begin(), m_expecting.end(), [pane](const QPointer<Pane> &one) { return one == pane; });
}

bool PaneFiller::isFilling(const Pane *pane) const
{
    return isExpecting(pane) || std::any_of(m_waiting.begin(), m_waiting.end(), [pane](const Waiting &one) { return one.pane == pane; });
}

Pane *PaneFiller::claim(const core::session::SessionInfo &info)
{
    std::erase_if(m_expecting, [](const QPointer<Pane> &pane) { return !pane; });
    const auto waits = [&](const Pane *pane) {
        return isFor(pane->spec(), info.place) && (!pane->view() || pane->view()->session()->frame()->ended);
    };
    Pane *pane = m_opening && waits(m_opening) ? m_opening.get() : nullptr;
    if (!pane) {
        const auto found = std::find_if(m_expecting.begin(), m_expecting.end(), waits);
        pane = found == m_expecting.end() ? nullptr : found->get();
    }
    forget(pane);
    return pane;
}

void PaneFiller::forget(const Pane *pane)
{
    std::erase_if(m_expecting, [pane](const QPointer<Pane> &one) { return !one || one == pane; });
}

void PaneFiller::fail(Pane *pane, const QString &sentence)
{
    forget(pane);
    if (!pane)
        return;
    pane->showFailure(sentence);
    if (pane->view())
        Q_EMIT refused(sentence);
}

void PaneFiller::open(const Waiting &waiting)
{
    const PaneSpec spec = waiting.pane->spec();
    if (!spec.isContainer()) {
        forget(waiting.pane);
        m_opening = waiting.pane;
        const auto opened = qScopeGuard([this] { m_opening = nullptr; });
        core::host::LocalShell shell;
        shell.workingDirectory = spec.cwd;
        shell.size = waiting.size;
        auto session = m_host.openLocal(shell);
        if (!session && !shell.workingDirectory.empty()) {
            shell.workingDirectory.clear(); // a folder that is gone: better at home than not at all
            session = m_host.openLocal(shell);
        }
        if (!session)
            fail(waiting.pane, QString::fromStdString(session.error().message));
        return;
    }
    const Engine *const engine = m_host.engines().engine(spec.engine);
    if (engine && engine->state() == EngineState::Ready) {
        openInContainer(waiting);
        return;
    }
    waiting.pane->showWaiting(tr("Waiting for its engine."));
    m_waiting.push_back(waiting);
}

void PaneFiller::openInContainer(const Waiting &waiting)
{
    const PaneSpec spec = waiting.pane->spec();
    waiting.pane->showWaiting(tr("Opening a shell."));
    expect(waiting.pane);
    m_host.openInContainer({spec.engine, spec.container, spec.user, waiting.size},
                           [self = QPointer(this), pane = waiting.pane](core::base::Result<core::session::SessionPtr> session) {
        if (self && !session)
            self->fail(pane, QString::fromStdString(session.error().message));
    });
}

void PaneFiller::retryWaiting()
{
    const bool searching = m_host.engines().isSearching();
    for (const Waiting &waiting : std::exchange(m_waiting, {})) {
        if (!waiting.pane)
            continue;
        const Engine *const engine = m_host.engines().engine(waiting.pane->spec().engine);
        if (engine && engine->state() == EngineState::Ready)
            openInContainer(waiting);
        else if (engine || searching)
            m_waiting.push_back(waiting);
        else
            fail(waiting.pane, tr("Its engine is not there: %1").arg(QString::fromStdString(waiting.pane->spec().engine)));
    }
}

} // namespace ui::window
