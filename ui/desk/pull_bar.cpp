#include "ui/desk/pull_bar.h"

#include "ui/desk/engine_text.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;

QString withTag(const QString &reference)
{
    const bool named = reference.section(QLatin1Char('/'), -1).contains(QLatin1Char(':')) || reference.contains(QLatin1Char('@'));
    return named ? reference : reference + QStringLiteral(":latest");
}

PullBar::PullBar(QWidget *parent) : QWidget(parent), m_reference(new QLineEdit(this)), m_problem(new QLabel(this))
{
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kSpace1);
    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    m_reference->setObjectName(QStringLiteral("pullReference"));
    m_reference->setPlaceholderText(tr("debian:12, or a registry's own: registry.example.com:5000/team/app:1.2"));
    m_reference->setAccessibleName(tr("Image to pull"));
    auto *const pull = new QPushButton(tr("Pull"), this);
    pull->setObjectName(QStringLiteral("pullStart"));
    auto *const cancel = new QPushButton(tr("Close"), this);
    setVariant(cancel, "kind", "quiet");
    row->addWidget(m_reference, 1);
    row->addWidget(pull);
    row->addWidget(cancel);
    m_problem->setObjectName(QStringLiteral("pullProblem"));
    m_problem->setTextFormat(Qt::PlainText);
    setVariant(m_problem, "tone", "fail");
    m_problem->hide();
    column->addLayout(row);
    column->addWidget(m_problem);
    connect(pull, &QPushButton::clicked, this, &PullBar::submit);
    connect(m_reference, &QLineEdit::returnPressed, this, &PullBar::submit);
    connect(m_reference, &QLineEdit::textEdited, m_problem, &QWidget::hide);
    connect(cancel, &QPushButton::clicked, this, &QWidget::hide);
    hide();
}

void PullBar::open()
{
    show();
    m_reference->setFocus();
    m_reference->selectAll();
}

void PullBar::submit()
{
    const QString reference = m_reference->text().trimmed();
    const QString problem = referenceProblem(reference);
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (!problem.isEmpty())
        return;
    hide();
    Q_EMIT pullRequested(withTag(reference));
}

void PullBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        hide();
    else
        QWidget::keyPressEvent(event);
}

} // namespace ui::desk
