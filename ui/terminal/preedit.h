// What an input method is composing, drawn at the cursor with its clauses and its caret.
#pragma once
#include <QFont>
#include <QString>
#include <QTextLayout>

class QInputMethodEvent;
class QPainter;

namespace ui::terminal {

class Preedit
{
public:
    void set(const QInputMethodEvent &event);
    void clear();
    bool isEmpty() const { return m_text.isEmpty(); }
    const QString &text() const { return m_text; }

    // `cell` is the cursor's, `row` the whole row, `baseline` from its top: text stands where it will when it is committed.
    // What does not fit starts further left, and what is longer than the row shows the part around its caret.
    void paint(QPainter &painter, const QFont &font, const QRectF &cell, const QRectF &row, qreal baseline) const;
    // Where its caret is then, also a hidden one: candidates are shown there.
    QRectF caretRect(const QFont &font, const QRectF &cell, const QRectF &row) const;

private:
    struct Place // of the laid out text
    {
        QRectF box;    // what is shown of it
        qreal left;    // of its first character, maybe left of the box
        qreal caret;   // from there
    };
    QTextLine lay(QTextLayout &layout, const QFont &font, qreal cellWidth) const;
    Place placeOf(const QTextLine &line, const QRectF &cell, const QRectF &row) const;
    QList<QTextLayout::FormatRange> formatsOnCells(const QFont &font, qreal cellWidth) const;

    QString m_text;
    int m_caret = 0;
    bool m_caretShown = false;
    QList<QTextLayout::FormatRange> m_formats;
};

} // namespace ui::terminal
