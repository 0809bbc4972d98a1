// One place for a session in a tab: shows its view, or that it is still being opened, or why it could not be. A pane of a
// container waits for that container; it never becomes a shell of this computer.
#pragma once
#include "core/session/session_handle.h"
#include "ui/window/window_layout.h"

#include <QWidget>

class QVBoxLayout;

namespace ui::window {

class SessionView;

class Pane : public QWidget
{
    Q_OBJECT
public:
    Pane(PaneSpec spec, QWidget *parent);

    SessionView *view() const { return m_view; }      // null while it is being opened
    void setView(SessionView *view);                  // takes it as its child; what was shown before goes
    // For dividing, by keys or by dragging; a small window may cut a pane shorter.
    QSize minimumSizeHint() const override { return {120, 72}; }
    PaneSpec spec() const;                            // as asked for, with what the session knows better by now
    QString name() const;                             // "shop-api", "host"
    void showWaiting(const QString &sentence);
    void showFailure(const QString &sentence);        // with the offer to try again
    // Among several panes each says where it is, and the one that has the keyboard stands out.
    void setAmongOthers(bool several, bool active);
    // What the view that comes is to show above itself: see SessionView::showEarlier.
    void setEarlier(core::session::SessionPtr frozen, const QString &closedAt);

Q_SIGNALS:
    void retryRequested();
    void closeRequested();
    void viewChanged();

private:
    void showMessage(const QString &sentence, bool failed);
    void dropMessage();

    PaneSpec m_spec;
    SessionView *m_view = nullptr;
    QWidget *m_message = nullptr;
    QVBoxLayout *m_layout;
    core::session::SessionPtr m_earlier;
    QString m_earlierClosedAt;
    bool m_several = false, m_active = true;
};

} // namespace ui::window
