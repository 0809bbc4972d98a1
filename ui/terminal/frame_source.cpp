#include "ui/terminal/frame_source.h"

#include <QPointer>
#include <QSocketNotifier>

namespace ui::terminal {

FrameSource::FrameSource(core::session::SessionPtr session, std::function<void(const core::session::Event &)> onEvent, QObject *parent)
    : QObject(parent)
    , m_session(std::move(session))
    , m_subscription(m_session->subscribe())
    , m_onEvent(std::move(onEvent))
    , m_notifier(new QSocketNotifier(m_subscription->wakeFd(), QSocketNotifier::Read, this))
{
    m_pause.setSingleShot(true);
    m_pause.setTimerType(Qt::PreciseTimer);
    setRefreshRate(60);
    connect(m_notifier, &QSocketNotifier::activated, this, &FrameSource::onWake);
    connect(&m_pause, &QTimer::timeout, this, &FrameSource::pull);
}

FrameSource::~FrameSource()
{
    m_notifier->setEnabled(false); // before its descriptor goes with the subscription
}

void FrameSource::setActive(bool active)
{
    m_active = active;
    if (active)
        pull();
}

void FrameSource::setRefreshRate(qreal hertz)
{
    constexpr qreal kSlowest = 20, kFastest = 480;
    m_pause.setInterval(qMax(1, int(1000 / qBound(kSlowest, hertz, kFastest))));
}

void FrameSource::onWake()
{
    const QPointer<FrameSource> alive(this); // an event may close the tab
    for (const auto &event : m_subscription->takeEvents()) {
        m_onEvent(event);
        if (!alive)
            return;
    }
    pull();
}

void FrameSource::pull()
{
    if (!m_active || m_pause.isActive() || !m_subscription->frameReady())
        return;
    m_pause.start();
    Q_EMIT frameArrived();
}

} // namespace ui::terminal
