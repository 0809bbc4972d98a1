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

void SelectionMime::settle()
{
    m_text = m_selection.text(m_document, kMostKept);
    m_document = {};
}

QVariant SelectionMime::retrieveData(const QString &format, QMetaType) const
{
    return hasFormat(format) ? QVariant(m_document.frame() ? m_selection.text(m_document) : m_text) : QVariant();
}

} // namespace ui::terminal
