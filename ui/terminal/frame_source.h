// One viewer's end of a session on the GUI thread: frames as they come, at most one per display refresh, and none while
// nobody looks.
#pragma once
#include "core/session/session_handle.h"

#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>

class QSocketNotifier;

namespace ui::terminal {

class FrameSource : public QObject
{
    Q_OBJECT
public:
    FrameSource(core::session::SessionPtr session, std::function<void(const core::session::Event &)> onEvent, QObject *parent);
    ~FrameSource() override;

    void setActive(bool active);       // inactive: no frame is asked for
    void setRefreshRate(qreal hertz);

Q_SIGNALS:
    void frameArrived(); // the session's frame() is a newer one

private:
    void onWake();
    void pull();

    core::session::SessionPtr m_session;
    std::unique_ptr<core::session::Subscription> m_subscription;
    std::function<void(const core::session::Event &)> m_onEvent;
    QSocketNotifier *m_notifier;
    QTimer m_pause; // since the last frame: the display shows no other before it ends
    bool m_active = false;
};

} // namespace ui::terminal
