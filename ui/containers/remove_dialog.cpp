#include "ui/containers/remove_dialog.h"

#include "ui/containers/container_text.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::containers {

using namespace ui::theme;

RemoveDialog::RemoveDialog(const core::engine::Container &container, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Remove container"));
    setFixedWidth(440);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    layout->setSpacing(kSpace3);

    auto *const title = new QLabel(tr("Remove %1?").arg(QString::fromStdString(container.name)), this);
    title->setTextFormat(Qt::PlainText);
    setVariant(title, "tone", "title");
    auto *const lost = new QLabel(removalConsequences(container), this);
    lost->setTextFormat(Qt::PlainText);
    lost->setWordWrap(true);
    setVariant(lost, "tone", "dim");
    m_volumes = new QCheckBox(tr("Also remove its anonymous volumes and what is in them"), this);
    layout->addWidget(title);
    layout->addWidget(lost);
    m_volumes->setHidden(container.isInspected && !hasAnonymousVolumes(container)); // there is nothing to choose
    layout->addWidget(m_volumes);
    layout->addSpacing(kSpace2);

    auto *const buttons = new QHBoxLayout;
    auto *const cancel = new QPushButton(tr("Keep it"), this);
    auto *const remove = new QPushButton(tr("Remove container"), this);
    remove->setObjectName(QStringLiteral("remove"));
    setVariant(remove, "kind", "danger");
    connect(m_volumes, &QCheckBox::toggled, remove, [remove](bool volumes) {
        remove->setText(volumes ? tr("Remove container and volumes") : tr("Remove container"));
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(remove, &QPushButton::clicked, this, &QDialog::accept);
    cancel->setDefault(true);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(remove);
    layout->addLayout(buttons);
}

bool RemoveDialog::volumesToo() const
{
    return m_volumes->isChecked();
}

} // namespace ui::containers
