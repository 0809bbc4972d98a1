#include "ui/desk/elided_label.h"

#include <QPainter>
#include <QStyle>

namespace ui::desk {

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, width());
    setToolTip(shown == text() ? QString() : text());
    style()->drawItemText(&painter, rect(), int(alignment()) | Qt::TextSingleLine, palette(), isEnabled(), shown, foregroundRole());
}

} // namespace ui::desk
