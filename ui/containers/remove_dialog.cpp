#include "ui/containers/remove_dialog.h"

#include "ui/containers/container_text.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPushButton>

namespace ui::containers {

RemoveDialog::RemoveDialog(const core::engine::Container &container, QWidget *parent)
    : SmallDialog(tr("Remove %1?").arg(QString::fromStdString(container.name)), removalConsequences(container), tr("Remove container"), tr("Keep it"), Kind::Dangerous, parent)
    , m_volumes(new QCheckBox(tr("Also remove its anonymous volumes and what is in them"), this))
{
    m_volumes->setHidden(container.isInspected && !hasAnonymousVolumes(container)); // there is nothing to choose
    add(m_volumes);
    auto *const save = new QPushButton(tr("Save it as an image first…"), this);
    save->setObjectName(QStringLiteral("save"));
    ui::theme::setVariant(save, "size", "small");
    save->setAutoDefault(false);
    auto *const row = new QWidget(this);
    auto *const line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(save);
    line->addStretch();
    add(row);
    connect(save, &QPushButton::clicked, this, [this] {
        reject();
        Q_EMIT saveRequested();
    });
    agree().setObjectName(QStringLiteral("remove"));
    connect(m_volumes, &QCheckBox::toggled, &agree(), [this](bool volumes) { agree().setText(volumes ? tr("Remove container and volumes") : tr("Remove container")); });
}

bool RemoveDialog::volumesToo() const
{
    return m_volumes->isChecked();
}

} // namespace ui::containers
