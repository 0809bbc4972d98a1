// One tab's page: the sticky header, the terminal, and a bar for what the session asks or how it ended.
#pragma once
#include "ui/terminal/terminal_widget.h"

#include <QWidget>

namespace ui::window {

class InfoBar;
class StickyHeader;

class SessionView : public QWidget
{
    Q_OBJECT
public:
    SessionView(core::session::SessionPtr session, const terminal::Appearance &appearance, QWidget *parent);

    const core::session::SessionPtr &session() const { return m_session; }
    core::base::SessionId id() const { return m_session->info().id; }
    terminal::TerminalWidget *terminal() const { return m_terminal; }
    InfoBar *bar() const { return m_bar; }
    void showEnded();

Q_SIGNALS:
    void closeRequested();
    void restartRequested();
    void changed(); // title, blocks, cwd or state: the tab and the status bar look again

private:
    void refreshHeader();
    void askClipboard(const QString &text);

    core::session::SessionPtr m_session;
    StickyHeader *m_header;
    terminal::TerminalWidget *m_terminal;
    InfoBar *m_bar;
};

} // namespace ui::window
