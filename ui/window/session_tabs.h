// The open sessions as tabs of panes: follows the Host's sessions, wherever they were opened from, splits, restores and
// reopens, and asks before something that runs is closed.
#pragma once
#include "core/host/host.h"
#include "ui/terminal/terminal_widget.h"
#include "ui/window/clipboard_consent.h"
#include "ui/window/closed_tabs.h"
#include "ui/window/ended_commands.h"

#include <QObject>
#include <functional>
#include <vector>

class QStackedWidget;

namespace ui::window {

class Pane;
class PaneFiller;
class SessionView;
class TabPage;
class TabStrip;
enum class TabMark;

// What tabs take from the settings.
struct TabPreferences
{
    terminal::Appearance appearance;
    ClipboardPolicy clipboard = ClipboardPolicy::Ask;
    bool confirmClose = true; // of what has something running
    EndedCommandPolicy ended; // when one that ends unseen is spoken of
    int closedTabs = 10;      // that can be reopened
};

class SessionTabs : public QObject
{
    Q_OBJECT
public:
    SessionTabs(core::host::Host &host, TabStrip &strip, QStackedWidget &pages, TabPreferences preferences, QObject *parent);

    // Once, before adopt(): tabs as they were; their shells come with adopt() and fillRestored().
    void restore(const std::vector<TabLayout> &tabs, int current);
    void adopt();                             // the sessions that the Host has already
    void fillRestored();                      // opens what adopt() did not find

    int count() const { return int(m_pages.size()); }
    TabPage *page(int index) const;           // null when out of range
    TabPage *currentPage() const;
    int currentIndex() const;
    SessionView *current() const;             // of the pane with the keyboard; null when there is no session in it
    SessionView *at(int index) const;         // the active pane's
    SessionView *view(core::base::SessionId id) const;
    const core::engine::Container *containerOf(const core::session::Place &place) const; // null: none, or its engine does not list it
    std::vector<SessionView *> views() const; // in all tabs
    void select(core::base::SessionId id);
    void selectIndex(int index);
    void step(int by);                        // to the next or previous tab, around the end
    void moveCurrent(int by);

    void split(Qt::Orientation orientation);  // the current pane; notice() says why not, when there is no room
    bool hasRoom(std::size_t more = 1);       // for so many panes; else notice() says so
    void restart(SessionView *view);          // a new shell where this one was
    void requestClosePane();                  // the current one; each of these asks when something runs there
    void requestCloseTab(int index);
    bool canReopen() const { return !m_closed.isEmpty(); }
    void reopen();                            // the tab or pane closed last, as a tab
    void rename(int index, const QString &name);
    std::vector<TabLayout> layout() const;

    void setPreferences(const TabPreferences &preferences);
    void setScheme();
    void refreshLooks();
    void currentSeen();                       // the window is in front again: what is marked on its tab has been seen
    // What to ask about before everything is closed: sentences, one per session that is busy.
    QStringList running() const;

Q_SIGNALS:
    void currentChanged(); // another tab or pane, or none
    void refreshed();      // the current session has something new to show
    void opened(ui::window::SessionView *view);
    void emptied();        // the last tab is closed
    void notice(const QString &text);
    void commandEnded(ui::window::SessionView *view, const core::shell::Block &block); // one that took long: see TabPreferences
    void seen(ui::window::SessionView *view); // its tab is on show
    void refused(const QString &sentence); // a session could not be opened

private:
    TabPage *addPage(const TabLayout &layout, int index);
    void add(core::base::SessionId id);
    void connectView(SessionView *view);
    void followContainers(core::engine::Engine *engine);
    void remove(core::base::SessionId id);
    void onEnded(core::base::SessionId id);
    void dropPane(Pane *pane);
    void closePages(const std::vector<Pane *> &panes);
    void ask(const std::vector<Pane *> &panes, const QString &title, const QString &agree);
    void remember(const TabPage *page, const std::vector<Pane *> &panes);
    void refreshLook(TabPage *page);
    void mark(const SessionView *view, TabMark mark, bool alsoCurrent = false);
    void showIndex(int index);
    void fill(Pane *pane);
    int indexOf(const TabPage *page) const;
    TabPage *pageOf(const QWidget *inside) const;
    Pane *paneOf(const SessionView *view) const;

    core::host::Host &m_host;
    TabStrip &m_strip;
    QStackedWidget &m_stack;
    TabPreferences m_preferences;
    PaneFiller *m_filler;
    ClosedTabs m_closed;
    std::vector<TabPage *> m_pages; // in the order of the tabs
    bool m_remember = true;         // whether what is closed now is kept pane by pane
};

} // namespace ui::window
