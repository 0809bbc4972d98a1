// One viewer's end of a session on the GUI thread: frames as they come, at most one per display refresh, fewer while output
// floods by or frames are costly to show, and none while nobody looks.
#pragma once
#include "core/session/session_handle.h"
#include "ui/terminal/frame_pace.h"

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
    void expectAnswer();               // the user did something: what comes of it is shown as soon as the display can

Q_SIGNALS:
    void frameArrived(); // the session's frame() is a newer one

private:
    void onWake();
    void pull();
    bool isUnread(const core::session::SessionFrame &frame);

    core::session::SessionPtr m_session;
    std::unique_ptr<core::session::Subscription> m_subscription;
    std::function<void(const core::session::Event &)> m_onEvent;
    QSocketNotifier *m_notifier;
    FramePace m_pace;
    QTimer m_pause; // since the last frame: no other is shown before it ends
    core::base::LineId m_bottom = 0; // the lowest line of the last frame
    core::base::StreamOffset m_offset = 0;
    bool m_active = false;
};

} // namespace ui::terminal
