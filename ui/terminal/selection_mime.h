// A selection as clipboard data: its text is made when somebody asks for it.
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

protected:
    QVariant retrieveData(const QString &format, QMetaType type) const override;

private:
    Document m_document;
    Selection m_selection;
};

} // namespace ui::terminal
