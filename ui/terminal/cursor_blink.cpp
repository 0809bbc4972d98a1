#include "ui/terminal/cursor_blink.h"

#include <QGuiApplication>
#include <QStyleHints>

namespace ui::terminal {
namespace {
constexpr int kRestAfterMs = 10'000;
}

CursorBlink::CursorBlink(QObject *parent)
    : QObject(parent)
{
    connect(&m_timer, &QTimer::timeout, this, &CursorBlink::tick);
}

void CursorBlink::setEnabled(bool enabled)
{
    if (enabled == m_enabled)
        return;
    m_enabled = enabled;
    restart();
}

void CursorBlink::restart()
{
    m_ticks = 0;
    const int flash = QGuiApplication::styleHints()->cursorFlashTime(); // 0: the system wants no blinking
    if (m_enabled && flash > 0)
        m_timer.start(flash / 2);
    else
        m_timer.stop();
    if (!m_on) {
        m_on = true;
        Q_EMIT toggled();
    }
}

void CursorBlink::tick()
{
    m_on = !m_on;
    if (m_on && ++m_ticks * 2 * m_timer.interval() >= kRestAfterMs)
        m_timer.stop();
    Q_EMIT toggled();
}

} // namespace ui::terminal
