// Opens the search through the history over a terminal and puts what was chosen at that terminal's prompt. The overlay is
// built when it is first asked for.
#pragma once
#include "core/host/host.h"

#include <QObject>
#include <QPointer>

namespace ui::history {
class HistoryOverlay;
struct Filter;
struct Scope;
}

namespace ui::window {

class SessionTabs;
class SessionView;

class HistoryOpener : public QObject
{
    Q_OBJECT
public:
    HistoryOpener(core::host::Host &host, SessionTabs &tabs, QWidget *window);

    void setHistoryOn(bool on) { m_historyOn = on; }
    void setCtrlR(bool on) { m_ctrlR = on; } // at a prompt; elsewhere the key is the program's
    void watch(SessionView *view);           // that Ctrl+R is looked for in
    void open(const QString &text = {});     // with what is typed at the prompt where no text is given
    void openFor(const QString &engineId, const QString &container); // with that container's commands

Q_SIGNALS:
    void notice(const QString &sentence);
    void settingsRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    history::HistoryOverlay &overlay();
    void show(const history::Scope &scope, const history::Filter &filter);
    void insert(const QString &command);

    core::host::Host &m_host;
    SessionTabs &m_tabs;
    QWidget *m_window;
    history::HistoryOverlay *m_overlay = nullptr;
    QPointer<SessionView> m_view; // that the overlay was opened over
    bool m_historyOn = true, m_ctrlR = false;
};

} // namespace ui::window
