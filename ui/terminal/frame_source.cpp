#include "ui/terminal/frame_source.h"

#include "ui/terminal/thread_time.h"

#include <QPointer>
#include <QSocketNotifier>

namespace ui::terminal {
namespace {

// A screen is full with 40 bytes a cell, two true colours and the character: after so many, pictures have been lost.
constexpr core::base::StreamOffset kBytesOfACell = 64;

int wholeMs(std::chrono::nanoseconds time)
{
    return int(std::chrono::ceil<std::chrono::milliseconds>(time).count());
}

} // namespace

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
    m_pace.setRefresh(std::chrono::microseconds(qRound64(1e6 / qBound(kSlowest, hertz, kFastest))));
}

void FrameSource::expectAnswer()
{
    const auto left = m_pace.answerExpected(std::chrono::steady_clock::now());
    if (m_pause.isActive() && wholeMs(left) < m_pause.remainingTime())
        m_pause.start(wholeMs(left));
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
    const auto frame = m_session->frame(); // held: the session may publish the next one at any time
    m_pause.start(wholeMs(m_pace.shown(std::chrono::steady_clock::now(), threadTime(), isUnread(*frame))));
    Q_EMIT frameArrived();
}

// Output has run through the whole screen since the last frame: as lines, or as pictures in the same place.
bool FrameSource::isUnread(const core::session::SessionFrame &frame)
{
    const auto &rows = frame.screen->rows;
    const auto cells = core::base::StreamOffset(frame.screen->size.cols) * core::base::StreamOffset(frame.screen->size.rows);
    const bool scrolledBy = !rows.empty() && m_bottom != 0 && rows.front()->line > m_bottom;
    const bool repainted = m_offset != 0 && frame.offset - m_offset > kBytesOfACell * cells;
    m_bottom = rows.empty() ? 0 : rows.back()->line;
    m_offset = frame.offset;
    return scrolledBy || repainted;
}

} // namespace ui::terminal
