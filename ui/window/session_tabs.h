// The open sessions as tabs and pages: follows the Host's sessions, wherever they were opened from, and asks before one
// with something running is closed.
#pragma once
#include "core/host/host.h"
#include "ui/terminal/terminal_widget.h"

#include <QObject>
#include <vector>

class QStackedWidget;

namespace ui::window {

class SessionView;
class TabStrip;

class SessionTabs : public QObject
{
    Q_OBJECT
public:
    SessionTabs(core::host::Host &host, TabStrip &strip, QStackedWidget &pages, terminal::Appearance appearance, QObject *parent);

    int count() const { return int(m_views.size()); }
    SessionView *current() const;
    SessionView *at(int index) const;
    SessionView *view(core::base::SessionId id) const;
    void select(core::base::SessionId id);
    void selectIndex(int index);
    void step(int by);       // to the next or previous tab, around the end
    void moveCurrent(int by);
    void requestClose(SessionView *view); // asks when something runs there
    void setAppearance(const terminal::Appearance &appearance);
    void setConfirmClose(bool confirm) { m_confirmClose = confirm; }
    void setScheme();
    void refreshLooks();
    // What to ask about before everything is closed: sentences, one per tab that is busy.
    QStringList running() const;

Q_SIGNALS:
    void currentChanged(); // another tab, or none
    void refreshed();      // the current session has something new to show
    void opened(ui::window::SessionView *view);
    void emptied();        // the last tab is closed
    void restartRequested(core::base::SessionId id);

private:
    void add(core::base::SessionId id);
    void remove(core::base::SessionId id);
    void onEnded(core::base::SessionId id);
    void refreshLook(SessionView *view);
    void showIndex(int index);
    int indexOf(const SessionView *view) const;

    core::host::Host &m_host;
    TabStrip &m_strip;
    QStackedWidget &m_pages;
    terminal::Appearance m_appearance;
    bool m_confirmClose = true;
    std::vector<SessionView *> m_views; // in the order of the tabs
};

} // namespace ui::window
