#include "ui/terminal/selection_mime.h"

namespace ui::terminal {

SelectionMime::SelectionMime(Document document, Selection selection)
    : m_document(std::move(document)), m_selection(std::move(selection))
{
}

QStringList SelectionMime::formats() const
{
    return {QStringLiteral("text/plain")};
}

bool SelectionMime::hasFormat(const QString &format) const
{
    return formats().contains(format);
}

QVariant SelectionMime::retrieveData(const QString &format, QMetaType) const
{
    return hasFormat(format) ? QVariant(m_selection.text(m_document)) : QVariant();
}

} // namespace ui::terminal
