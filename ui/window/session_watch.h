// Hears what happens in a session while its tab is not on show, for the mark on the tab. Costs nothing while the session
// is silent, and one wake for the first output after it went out of sight.
#pragma once
#include "core/session/session_handle.h"

#include <QObject>
#include <memory>

class QSocketNotifier;

namespace ui::window {

class SessionWatch : public QObject
{
    Q_OBJECT
public:
    SessionWatch(core::session::SessionPtr session, QObject *parent);
    ~SessionWatch() override;

    void setInSight(bool inSight);

Q_SIGNALS:
    void outputSeen();            // once per time out of sight
    void commandFinished(const core::shell::Block &block);
    void viewersChanged();
    void noticeShown(const QString &text); // OSC 9 / 777

private:
    void onWake();

    core::session::SessionPtr m_session;
    std::unique_ptr<core::session::Subscription> m_subscription;
    QSocketNotifier *m_notifier;
    bool m_inSight = true;
    bool m_armed = false;         // the next frame is news
};

} // namespace ui::window
