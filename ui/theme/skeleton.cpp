#include "ui/theme/skeleton.h"

#include "ui/theme/tokens.h"

#include <QPainter>

namespace ui::theme {

Skeleton::Skeleton(const QString &accessibleName, QWidget *parent) : QWidget(parent)
{
    setAccessibleName(accessibleName);
    m_delay.setSingleShot(true);
    m_delay.setInterval(300);
    connect(&m_delay, &QTimer::timeout, this, [this] {
        m_visible = true;
        update();
    });
}

void Skeleton::showEvent(QShowEvent *)
{
    m_visible = false;
    m_delay.start();
}

void Skeleton::paintEvent(QPaintEvent *)
{
    if (!m_visible)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Role::Hover));
    const int widths[] = {120, 150, 96, 130};
    int y = 12;
    for (const int width : widths) {
        painter.drawEllipse(QPointF(18, y + 6), 4, 4);
        painter.drawRoundedRect(QRect(34, y, width, 10), 4, 4);
        painter.drawRoundedRect(QRect(34, y + 16, width * 2 / 3, 8), 4, 4);
        y += 40;
    }
}

} // namespace ui::theme
