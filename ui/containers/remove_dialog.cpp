#include "ui/containers/remove_dialog.h"

#include "ui/containers/container_text.h"

#include <QCheckBox>
#include <QPushButton>

namespace ui::containers {

RemoveDialog::RemoveDialog(const core::engine::Container &container, QWidget *parent)
    : SmallDialog(tr("Remove %1?").arg(QString::fromStdString(container.name)), removalConsequences(container), tr("Remove container"), tr("Keep it"), Kind::Dangerous, parent)
    , m_volumes(new QCheckBox(tr("Also remove its anonymous volumes and what is in them"), this))
{
    m_volumes->setHidden(container.isInspected && !hasAnonymousVolumes(container)); // there is nothing to choose
    add(m_volumes);
    agree().setObjectName(QStringLiteral("remove"));
    connect(m_volumes, &QCheckBox::toggled, &agree(), [this](bool volumes) { agree().setText(volumes ? tr("Remove container and volumes") : tr("Remove container")); });
}

bool RemoveDialog::volumesToo() const
{
    return m_volumes->isChecked();
}

} // namespace ui::containers
