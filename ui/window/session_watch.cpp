#include "ui/window/session_watch.h"

#include <QPointer>
#include <QSocketNotifier>

namespace ui::window {

using namespace core::session;

SessionWatch::SessionWatch(SessionPtr session, QObject *parent)
    : QObject(parent)
    , m_session(std::move(session))
    , m_subscription(m_session->subscribe())
    , m_notifier(new QSocketNotifier(m_subscription->wakeFd(), QSocketNotifier::Read, this))
{
    connect(m_notifier, &QSocketNotifier::activated, this, &SessionWatch::onWake);
}

SessionWatch::~SessionWatch()
{
    m_notifier->setEnabled(false); // before its descriptor goes with the subscription
}

void SessionWatch::setInSight(bool inSight)
{
    if (inSight == m_inSight)
        return;
    m_inSight = inSight;
    m_armed = !inSight;
    if (m_armed)
        (void)m_subscription->frameReady(); // the frame that is there was seen
}

void SessionWatch::onWake()
{
    const QPointer<SessionWatch> alive(this); // an event may close the tab
    for (const Event &event : m_subscription->takeEvents()) {
        if (const auto *const finished = std::get_if<CommandFinished>(&event))
            Q_EMIT commandFinished(finished->block);
        else if (const auto *const notice = std::get_if<NoticeShown>(&event))
            Q_EMIT noticeShown(QString::fromStdString(notice->text));
        else if (std::holds_alternative<ViewersChanged>(event) || std::holds_alternative<EventsLost>(event))
            Q_EMIT viewersChanged();
        if (!alive)
            return;
    }
    // Not asked again after the first: no further frame wakes this end.
    if (m_armed && m_subscription->frameReady()) {
        m_armed = false;
        Q_EMIT outputSeen();
    }
}

} // namespace ui::window
