#include "ui/terminal/preedit.h"

#include "ui/theme/tokens.h"

#include <QInputMethodEvent>
#include <QPainter>
#include <algorithm>

namespace ui::terminal {

void Preedit::set(const QInputMethodEvent &event)
{
    clear();
    m_text = event.preeditString();
    m_caret = int(m_text.size());
    for (const QInputMethodEvent::Attribute &attribute : event.attributes()) {
        if (attribute.type == QInputMethodEvent::Cursor)
            m_caret = attribute.length > 0 ? std::clamp(attribute.start, 0, int(m_text.size())) : -1;
        else if (attribute.type == QInputMethodEvent::TextFormat && attribute.length > 0)
            m_formats.append({attribute.start, attribute.length, attribute.value.value<QTextFormat>().toCharFormat()});
    }
}

void Preedit::clear()
{
    m_text.clear();
    m_formats.clear();
    m_caret = -1;
}

void Preedit::paint(QPainter &painter, const QFont &font, const QRectF &cell, const QRectF &row) const
{
    QTextLayout layout(m_text, font, painter.device());
    layout.setFormats(m_formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setNumColumns(int(m_text.size()));
    layout.endLayout();

    const qreal width = std::max(line.naturalTextWidth() + 1, cell.width());
    QRectF box(cell.left(), cell.top(), std::min(width, row.width()), cell.height());
    box.moveLeft(std::clamp(box.left(), row.left(), std::max(row.left(), row.right() - box.width())));
    const qreal caret = m_caret < 0 ? 0 : line.cursorToX(m_caret);
    const qreal skipped = std::clamp(caret - box.width() + 2, 0.0, std::max(0.0, width - box.width()));

    painter.save();
    painter.setClipRect(box);
    painter.fillRect(box, theme::color(theme::Role::Raised));
    painter.setPen(theme::color(theme::Role::Text));
    const QPointF origin(box.left() - skipped, box.top() + (box.height() - line.height()) / 2);
    layout.draw(&painter, origin);
    painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme::color(theme::Role::Accent));
    if (m_caret >= 0)
        painter.fillRect(QRectF(origin.x() + caret, box.top() + 1, 1, box.height() - 2), theme::color(theme::Role::Text));
    painter.restore();
}

} // namespace ui::terminal
