#include "ui/terminal/preedit.h"

#include "core/vt/char_properties.h"
#include "ui/theme/tokens.h"

#include <QFontMetricsF>
#include <QInputMethodEvent>
#include <QPainter>
#include <algorithm>

namespace ui::terminal {

void Preedit::set(const QInputMethodEvent &event)
{
    clear();
    m_text = event.preeditString();
    m_caret = int(m_text.size());
    m_caretShown = true;
    for (const QInputMethodEvent::Attribute &attribute : event.attributes()) {
        if (attribute.type == QInputMethodEvent::Cursor) {
            m_caret = std::clamp(attribute.start, 0, int(m_text.size()));
            m_caretShown = attribute.length > 0;
        } else if (attribute.type == QInputMethodEvent::TextFormat && attribute.length > 0) {
            m_formats.append({attribute.start, attribute.length, attribute.value.value<QTextFormat>().toCharFormat()});
        }
    }
}

void Preedit::clear()
{
    m_text.clear();
    m_formats.clear();
    m_caret = 0;
    m_caretShown = false;
}

// A wide character of another font is narrower than its two cells.
QList<QTextLayout::FormatRange> Preedit::formatsOnCells(const QFont &font, qreal cellWidth) const
{
    const QFontMetricsF metrics(font);
    auto formats = m_formats;
    const auto characters = m_text.toUcs4();
    int at = 0;
    for (const char32_t c : characters) {
        const int length = QChar::requiresSurrogates(c) ? 2 : 1;
        const qreal missing = core::vt::propertiesOf(c).width() == 2 ? 2 * cellWidth - metrics.horizontalAdvance(m_text.mid(at, length)) : 0;
        if (missing > 0) {
            QTextCharFormat spaced;
            spaced.setFontLetterSpacingType(QFont::AbsoluteSpacing);
            spaced.setFontLetterSpacing(missing);
            formats.append({at, length, spaced});
        }
        at += length;
    }
    return formats;
}

QTextLine Preedit::lay(QTextLayout &layout, const QFont &font, qreal cellWidth) const
{
    layout.setFormats(formatsOnCells(font, cellWidth));
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setNumColumns(int(m_text.size()));
    layout.endLayout();
    return line;
}

Preedit::Place Preedit::placeOf(const QTextLine &line, const QRectF &cell, const QRectF &row) const
{
    const qreal width = std::max(line.naturalTextWidth(), cell.width());
    QRectF box(cell.left(), cell.top(), std::min(width, row.width()), cell.height());
    box.moveLeft(std::clamp(box.left(), row.left(), std::max(row.left(), row.right() - box.width())));
    const qreal caret = line.cursorToX(m_caret);
    const qreal skipped = m_caretShown ? std::clamp(caret - box.width() + 2, 0.0, std::max(0.0, width - box.width())) : 0;
    return {box, box.left() - skipped, caret};
}

QRectF Preedit::caretRect(const QFont &font, const QRectF &cell, const QRectF &row) const
{
    QTextLayout layout(m_text, font);
    const Place place = placeOf(lay(layout, font, cell.width()), cell, row);
    return {std::clamp(place.left + place.caret, place.box.left(), place.box.right()), cell.top(), 1, cell.height()};
}

void Preedit::paint(QPainter &painter, const QFont &font, const QRectF &cell, const QRectF &row, qreal baseline) const
{
    QTextLayout layout(m_text, font, painter.device());
    const QTextLine line = lay(layout, font, cell.width());
    const auto [box, left, caret] = placeOf(line, cell, row);

    painter.save();
    painter.setClipRect(box);
    painter.fillRect(box, theme::color(theme::Role::Raised));
    painter.setPen(theme::color(theme::Role::Text));
    layout.draw(&painter, {left, box.top() + baseline - line.ascent()});
    painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme::color(theme::Role::Accent));
    if (m_caretShown)
        painter.fillRect(QRectF(left + caret, box.top() + 1, 1, box.height() - 2), theme::color(theme::Role::Text));
    painter.restore();
}

} // namespace ui::terminal
