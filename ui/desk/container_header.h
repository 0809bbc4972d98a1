// The quiet head of a container's window: who it is, how it is, how far it reaches, and what can be done to it.
#pragma once
#include "ui/desk/watched_container.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace ui::desk {

class ElidedLabel;

class ContainerHeader : public QWidget
{
    Q_OBJECT
public:
    ContainerHeader(WatchedContainer &watched, QWidget *parent); // `watched` outlives it
    void setBusy(bool busy); // something is under way: no action starts

Q_SIGNALS:
    void shellRequested(const QString &user); // empty: the container's own
    void startRequested();
    void stopRequested();
    void restartRequested();
    void pauseRequested();
    void unpauseRequested();
    void killRequested();
    void renameRequested();
    void commitRequested(); // an image of it
    void reachClicked();    // the badge
    void removeRequested();
    void historyRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void refresh();
    void fillMenu();

    WatchedContainer &m_watched;
    ElidedLabel *m_name, *m_state, *m_detail;
    QPushButton *m_reach, *m_shell, *m_startStop, *m_restart;
    QToolButton *m_more;
    QTimer m_tick; // the uptime, while it is on show
    bool m_busy = false;
    bool m_isNarrow = false; // fewer buttons and words; the menu has all actions
};

} // namespace ui::desk
