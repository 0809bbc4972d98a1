#include "ui/desk/field_row.h"

#include "ui/theme/theme.h"

#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;

FieldRow::FieldRow(QFormLayout &form, const QString &name, QWidget *input, const QString &hint) : m_problem(new QLabel(this))
{
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    input->setAccessibleName(name);
    input->setAccessibleDescription(hint);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setFont(textFont(12));
    setVariant(m_problem, "tone", "fail");
    m_problem->hide();
    column->addWidget(input);
    column->addWidget(m_problem);
    auto *const label = new QLabel(name);
    setVariant(label, "tone", "dim");
    label->setBuddy(input);
    label->setFixedHeight(30);
    form.addRow(label, this);
}

void FieldRow::setProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

} // namespace ui::desk
