#include "ui/terminal/smooth_scroll.h"

#include <algorithm>
#include <cmath>

namespace ui::terminal {
namespace {
// A step is as good as done after three of these.
constexpr double kGlideMs = 35;
// After the last movement of a finger or a fine wheel.
constexpr std::chrono::milliseconds kSettleAfter{120};
} // namespace

SmoothScroll::SmoothScroll(std::function<int()> offset, QObject *parent)
    : QObject(parent)
    , m_offset(std::move(offset))
{
    m_tick.setTimerType(Qt::PreciseTimer);
    m_tick.setInterval(std::chrono::milliseconds(16));
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleAfter);
    connect(&m_tick, &QTimer::timeout, this, &SmoothScroll::tick);
    connect(&m_settle, &QTimer::timeout, this, &SmoothScroll::settle);
}

void SmoothScroll::follow(int pixels)
{
    m_tick.stop();
    m_left = 0;
    m_settle.start();
    Q_EMIT moveBy(pixels);
}

void SmoothScroll::glide(double pixels)
{
    m_settle.stop();
    if (m_left * pixels < 0)
        m_left = 0; // turned round: what was still to go is not wanted any more
    m_left += pixels;
    if (!m_tick.isActive()) {
        m_clock.start();
        m_tick.start();
    }
}

void SmoothScroll::stop()
{
    m_tick.stop();
    m_settle.stop();
    m_left = 0;
}

void SmoothScroll::tick()
{
    const double part = 1 - std::exp(-double(m_clock.restart()) / kGlideMs);
    const int most = std::abs(int(m_left));
    int step = std::clamp(int(std::lround(m_left * part)), -most, most);
    if (step == 0 && most > 0)
        step = m_left > 0 ? 1 : -1;
    m_left -= step;
    if (std::abs(m_left) < 1) {
        m_left = 0;
        m_tick.stop();
        m_settle.start();
    }
    if (step != 0)
        Q_EMIT moveBy(step);
}

void SmoothScroll::settle()
{
    const int offset = m_offset();
    if (offset != 0)
        glide(offset * 2 < m_rowPixels ? -offset : m_rowPixels - offset);
}

} // namespace ui::terminal
