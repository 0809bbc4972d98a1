// Opens the sessions that panes wait for: a local shell at once, a container's when its engine answers. The Host tells of
// a new session before it hands it back; claim() says which pane waited for it: of a local one the pane that it is being
// opened for, of others the first that waits for such a place. A session that runs is never replaced.
#pragma once
#include "core/host/host.h"

#include <QObject>
#include <QPointer>
#include <vector>

namespace ui::window {

class Pane;

class PaneFiller : public QObject
{
    Q_OBJECT
public:
    PaneFiller(core::host::Host &host, QObject *parent);

    // Fills the pane, now or when its engine is there; a failure is shown in the pane, with the offer to try again.
    void fill(Pane *pane, core::base::GridSize size);
    // The same session may come from elsewhere (the program's first shell): the pane waits without asking for one.
    void expect(Pane *pane);
    bool isExpecting(const Pane *pane) const; // a session was asked for
    bool isFilling(const Pane *pane) const;   // or its engine is waited for
    Pane *claim(const core::session::SessionInfo &info);

Q_SIGNALS:
    void refused(const QString &sentence); // for a pane that still shows an earlier session

private:
    struct Waiting
    {
        QPointer<Pane> pane;
        core::base::GridSize size;
    };
    void open(const Waiting &waiting);
    void openInContainer(const Waiting &waiting);
    void forget(const Pane *pane);
    void fail(Pane *pane, const QString &sentence);
    void retryWaiting();

    core::host::Host &m_host;
    QPointer<Pane> m_opening; // a local shell, now
    std::vector<QPointer<Pane>> m_expecting;
    std::vector<Waiting> m_waiting; // for their engine
};

} // namespace ui::window
