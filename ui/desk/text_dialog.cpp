#include "ui/desk/text_dialog.h"

#include "ui/theme/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;

TextDialog::TextDialog(const QString &title, const QString &explanation, const QString &agree, Check check, QWidget *parent)
    : QDialog(parent), m_line(new QLineEdit(this)), m_problem(new QLabel(this)), m_check(std::move(check))
{
    setWindowTitle(title);
    setFixedWidth(440);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    column->setSpacing(kSpace3);
    auto *const heading = new QLabel(title, this);
    heading->setTextFormat(Qt::PlainText);
    heading->setWordWrap(true);
    setVariant(heading, "tone", "title");
    auto *const words = new QLabel(explanation, this);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    setVariant(words, "tone", "dim");
    m_line->setObjectName(QStringLiteral("line"));
    m_line->setAccessibleName(title);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    setVariant(m_problem, "tone", "fail");
    m_problem->hide();
    for (QWidget *widget : {static_cast<QWidget *>(heading), static_cast<QWidget *>(words), static_cast<QWidget *>(m_line), static_cast<QWidget *>(m_problem)})
        column->addWidget(widget);
    words->setVisible(!explanation.isEmpty());
    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    auto *const cancel = new QPushButton(tr("Cancel"), this);
    auto *const yes = new QPushButton(agree, this);
    yes->setObjectName(QStringLiteral("agree"));
    setVariant(yes, "kind", "primary");
    yes->setDefault(true);
    row->addStretch();
    row->addWidget(cancel);
    row->addWidget(yes);
    column->addSpacing(kSpace1);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(yes, &QPushButton::clicked, this, &TextDialog::accept);
    connect(m_line, &QLineEdit::textEdited, m_problem, &QWidget::hide);
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

void TextDialog::accept()
{
    const QString problem = m_check ? m_check(text()) : QString();
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (problem.isEmpty())
        QDialog::accept();
}

} // namespace ui::desk
