// One session on show: the sticky header, the terminal, and a bar for what the session asks or how it ended.
#pragma once
#include "ui/terminal/terminal_widget.h"
#include "ui/window/clipboard_consent.h"

#include <QWidget>
#include <functional>

class QVBoxLayout;

namespace ui::window {

class EarlierOutput;
class FailuresBar;
class InfoBar;
class SessionWatch;
class StickyHeader;

class SessionView : public QWidget
{
    Q_OBJECT
public:
    SessionView(core::session::SessionPtr session, const terminal::Appearance &appearance, QWidget *parent);

    const core::session::SessionPtr &session() const { return m_session; }
    core::base::SessionId id() const { return m_session->info().id; }
    // Where it is, by the name that its container has now; the session itself keeps the one that it was opened under.
    const core::session::Place &place() const { return m_place; }
    void setContainerName(const std::string &name);
    // Asked for who runs in it where the session was not told: a container's own user is learned after the start.
    void setUserSource(std::function<std::string()> user);
    terminal::TerminalWidget *terminal() const { return m_terminal; }
    InfoBar *bar() const { return m_bar; }
    SessionWatch *watch() const { return m_watch; }
    EarlierOutput *earlier() const { return m_earlier; } // null for none
    void showEnded(bool canRestart = true); // what it said last, and what can be done
    void containerIsGone();                // nothing can be started again in it
    // What the tab showed before it was closed, above the terminal.
    void showEarlier(core::session::SessionPtr frozen, const QString &closedAt);
    void clearScrollback(); // and what is above it
    void setAmongOthers(bool several, bool active); // see Pane
    void setAppearance(const terminal::Appearance &appearance);
    void setScheme();
    // The command that ended last while nobody looked.
    void setEndedUnseen(core::base::BlockId block) { m_endedUnseen = block; }
    core::base::BlockId endedUnseen() const { return m_endedUnseen; }
    void setClipboardPolicy(ClipboardPolicy policy) { m_clipboard.setPolicy(policy); }

Q_SIGNALS:
    void closeRequested();
    void restartRequested();
    void changed(); // title, blocks, cwd, place or state: the tab and the status bar look again
    void notice(const QString &text);

private:
    void connectBlocks();
    core::session::Place placeAndUser() const;
    void refreshHeader();
    void placeHeader();
    void makeFailuresBar();
    void tellPalette();
    void dropEarlier();
    void onClipboardWrite(const core::session::ClipboardWrite &write);
    void askForClipboard(const core::session::ClipboardWrite &write);
    void putOnClipboard(const core::session::ClipboardWrite &write);

    core::session::SessionPtr m_session;
    core::session::Place m_place;
    std::function<std::string()> m_userSource;
    terminal::Appearance m_appearance;
    QVBoxLayout *m_layout;
    StickyHeader *m_header;
    FailuresBar *m_failures = nullptr; // until it is first wanted
    terminal::TerminalWidget *m_terminal;
    InfoBar *m_bar;
    SessionWatch *m_watch;
    EarlierOutput *m_earlier = nullptr;
    ClipboardConsent m_clipboard;
    bool m_several = false, m_active = true;
    core::base::BlockId m_endedUnseen;
};

} // namespace ui::window
