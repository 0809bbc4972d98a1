#include "ui/terminal/blink.h"

#include <QGuiApplication>
#include <QStyleHints>

namespace ui::terminal {

Blink::Blink(std::chrono::milliseconds restAfter, QObject *parent)
    : QObject(parent)
    , m_restAfter(restAfter)
{
    connect(&m_timer, &QTimer::timeout, this, &Blink::tick);
}

void Blink::setEnabled(bool enabled)
{
    if (enabled == m_enabled)
        return;
    m_enabled = enabled;
    restart();
}

void Blink::restart()
{
    m_sinceInput = {};
    const int flash = QGuiApplication::styleHints()->cursorFlashTime(); // 0: the system wants no blinking
    if (m_enabled && flash > 0)
        m_timer.start(flash / 2);
    else
        m_timer.stop();
    beginOn();
}

void Blink::show()
{
    if (m_timer.isActive())
        m_timer.start();
    beginOn();
}

void Blink::beginOn()
{
    if (!m_on) {
        m_on = true;
        Q_EMIT toggled();
    }
}

void Blink::tick()
{
    m_on = !m_on;
    m_sinceInput += m_timer.intervalAsDuration();
    if (m_on && m_restAfter != kNoRest && m_sinceInput >= m_restAfter)
        m_timer.stop();
    Q_EMIT toggled();
}

} // namespace ui::terminal
