#include "ui/desk/network_dialog.h"

#include "ui/desk/engine_text.h"
#include "ui/desk/volume_rows.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;

NetworkDialog::NetworkDialog(QWidget *parent)
    : QDialog(parent), m_name(new QLineEdit(this)), m_subnet(new QLineEdit(this)), m_driver(new QComboBox(this)),
      m_internal(new QCheckBox(tr("Internal: no way out of it"), this)), m_problem(new QLabel(this))
{
    setWindowTitle(tr("Create a network"));
    setFixedWidth(440);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    column->setSpacing(kSpace3);
    auto *const heading = new QLabel(windowTitle(), this);
    setVariant(heading, "tone", "title");
    column->addWidget(heading);
    auto *const form = new QFormLayout;
    form->setHorizontalSpacing(kSpace4);
    form->setVerticalSpacing(kSpace2);
    const auto add = [&](const QString &text, QWidget *field) {
        auto *const label = new QLabel(text, this);
        setVariant(label, "tone", "dim");
        label->setBuddy(field);
        field->setAccessibleName(text);
        form->addRow(label, field);
    };
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setPlaceholderText(QStringLiteral("shop_back"));
    m_subnet->setObjectName(QStringLiteral("subnet"));
    m_subnet->setPlaceholderText(tr("the engine chooses one"));
    m_driver->addItems({QStringLiteral("bridge"), QStringLiteral("macvlan"), QStringLiteral("ipvlan")});
    add(tr("Name"), m_name);
    add(tr("Driver"), m_driver);
    add(tr("Subnet"), m_subnet);
    form->addRow(QString(), m_internal);
    column->addLayout(form);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    setVariant(m_problem, "tone", "fail");
    m_problem->hide();
    column->addWidget(m_problem);
    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    auto *const cancel = new QPushButton(tr("Cancel"), this);
    auto *const yes = new QPushButton(tr("Create"), this);
    yes->setObjectName(QStringLiteral("agree"));
    setVariant(yes, "kind", "primary");
    yes->setDefault(true);
    row->addStretch();
    row->addWidget(cancel);
    row->addWidget(yes);
    column->addSpacing(kSpace1);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(yes, &QPushButton::clicked, this, &NetworkDialog::accept);
    for (QLineEdit *line : {m_name, m_subnet})
        connect(line, &QLineEdit::textEdited, m_problem, &QWidget::hide);
    m_name->setFocus();
}

core::engine::NetworkSpec NetworkDialog::spec() const
{
    core::engine::NetworkSpec spec;
    spec.name = m_name->text().trimmed().toStdString();
    spec.driver = m_driver->currentText().toStdString();
    spec.subnet = m_subnet->text().trimmed().toStdString();
    spec.internal = m_internal->isChecked();
    return spec;
}

void NetworkDialog::accept()
{
    QString problem = nameProblem(m_name->text().trimmed());
    if (problem.isEmpty())
        problem = subnetProblem(m_subnet->text().trimmed());
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (problem.isEmpty())
        QDialog::accept();
}

} // namespace ui::desk
