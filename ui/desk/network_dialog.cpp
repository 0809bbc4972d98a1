#include "ui/desk/network_dialog.h"

#include "ui/desk/engine_text.h"
#include "ui/desk/volume_rows.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>

namespace ui::desk {

NetworkDialog::NetworkDialog(QWidget *parent)
    : SmallDialog(tr("Create a network"), {}, tr("Create"), tr("Cancel"), Kind::Plain, parent), m_name(new QLineEdit(this)), m_subnet(new QLineEdit(this)), m_driver(new QComboBox(this)),
      m_internal(new QCheckBox(tr("Internal: no way out of it"), this))
{
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setPlaceholderText(QStringLiteral("shop_back"));
    m_subnet->setObjectName(QStringLiteral("subnet"));
    m_subnet->setPlaceholderText(tr("the engine chooses one"));
    m_driver->addItems({QStringLiteral("bridge"), QStringLiteral("macvlan"), QStringLiteral("ipvlan")});
    addField(tr("Name"), m_name);
    addField(tr("Driver"), m_driver);
    addField(tr("Subnet"), m_subnet);
    addField({}, m_internal);
    for (QLineEdit *line : {m_name, m_subnet})
        connect(line, &QLineEdit::textEdited, this, &NetworkDialog::hideProblem);
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

QString NetworkDialog::problem() const
{
    const QString problem = nameProblem(m_name->text().trimmed());
    return problem.isEmpty() ? subnetProblem(m_subnet->text().trimmed()) : problem;
}

} // namespace ui::desk
