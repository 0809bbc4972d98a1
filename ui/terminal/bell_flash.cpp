#include "ui/terminal/bell_flash.h"

#include "ui/theme/tokens.h"

#include <QPainter>
#include <QRegion>

namespace ui::terminal {
namespace {
constexpr std::chrono::milliseconds kShown{180};
constexpr qint64 kApartMs = 500; // three flashes a second are known to hurt people
constexpr int kThickness = 3;
} // namespace

BellFlash::BellFlash(QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kShown);
    connect(&m_timer, &QTimer::timeout, this, &BellFlash::toggled);
}

void BellFlash::ring()
{
    if (m_sinceLast.isValid() && m_sinceLast.elapsed() < kApartMs)
        return;
    m_sinceLast.start();
    m_timer.start();
    Q_EMIT toggled();
}

QRegion BellFlash::regionIn(const QRect &area)
{
    return QRegion(area) - area.adjusted(kThickness, kThickness, -kThickness, -kThickness);
}

void BellFlash::paint(QPainter &painter, const QRect &area)
{
    for (const QRect &side : regionIn(area))
        painter.fillRect(side, theme::color(theme::Role::Warn));
}

} // namespace ui::terminal
