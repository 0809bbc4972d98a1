// A selection as clipboard data: its text is made when somebody asks for it, or when its terminal goes.
#pragma once
#include "ui/terminal/selection.h"

#include <QMimeData>

namespace ui::terminal {

class SelectionMime : public QMimeData
{
    Q_OBJECT
public:
    SelectionMime(Document document, Selection selection);

    QStringList formats() const override;
    bool hasFormat(const QString &format) const override;

    // The terminal is closed: keeps the text, no more than this of it, and lets go of the history.
    static constexpr qsizetype kMostKept = 4 * 1024 * 1024;
    void settle();

protected:
    QVariant retrieveData(const QString &format, QMetaType type) const override;

private:
    Document m_document;
    Selection m_selection;
    QString m_text; // when settled
};

} // namespace ui::terminal
