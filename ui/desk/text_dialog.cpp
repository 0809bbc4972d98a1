#include "ui/desk/text_dialog.h"

#include <QLineEdit>

namespace ui::desk {

TextDialog::TextDialog(const QString &title, const QString &explanation, const QString &agree, Check check, QWidget *parent)
    : SmallDialog(title, explanation, agree, tr("Cancel"), Kind::Plain, parent), m_line(new QLineEdit(this)), m_check(std::move(check))
{
    m_line->setObjectName(QStringLiteral("line"));
    m_line->setAccessibleName(title);
    add(m_line);
    connect(m_line, &QLineEdit::textEdited, this, [this] { showProblem(text().isEmpty() ? QString() : problem()); }); // an empty one is not finished
    m_line->setFocus();
}

void TextDialog::setText(const QString &text, const QString &placeholder)
{
    m_line->setText(text);
    m_line->setPlaceholderText(placeholder);
    m_line->selectAll();
}

QString TextDialog::text() const
{
    return m_line->text().trimmed();
}

QString TextDialog::problem() const
{
    return m_check ? m_check(text()) : QString();
}

} // namespace ui::desk
