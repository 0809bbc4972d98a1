#include "ui/desk/prune_scope_box.h"

#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QGridLayout>

namespace ui::desk {

using namespace ui::theme;

PruneScopeBox::PruneScopeBox(QWidget *parent) : QWidget(parent)
{
    auto *const grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(kSpace6);
    grid->setVerticalSpacing(kSpace2);
    const core::engine::PruneScope usual;
    m_containers = add("containers", tr("Stopped containers"), usual.stoppedContainers);
    m_dangling = add("dangling", tr("Images without a name"), usual.danglingImages);
    m_networks = add("networks", tr("Unused networks"), usual.unusedNetworks);
    m_images = add("images", tr("All images that no container has"), usual.unusedImages);
    m_anonymous = add("anonymous", tr("Unused anonymous volumes"), usual.anonymousVolumes);
    m_named = add("named", tr("Unused named volumes, with their data"), usual.namedVolumes);
    m_cache = add("cache", tr("Build cache"), usual.buildCache);
    int at = 0;
    for (QCheckBox *box : {m_containers, m_dangling, m_networks, m_images, m_anonymous, m_named, m_cache}) {
        grid->addWidget(box, at / 3, at % 3);
        ++at;
    }
    grid->setColumnStretch(3, 1);
}

QCheckBox *PruneScopeBox::add(const char *name, const QString &text, bool on)
{
    auto *const box = new QCheckBox(text, this);
    box->setObjectName(QLatin1String(name));
    box->setChecked(on);
    connect(box, &QCheckBox::toggled, this, &PruneScopeBox::changed);
    return box;
}

core::engine::PruneScope PruneScopeBox::scope() const
{
    core::engine::PruneScope scope;
    scope.stoppedContainers = m_containers->isChecked();
    scope.danglingImages = m_dangling->isChecked();
    scope.unusedImages = m_images->isChecked();
    scope.anonymousVolumes = m_anonymous->isChecked();
    scope.namedVolumes = m_named->isChecked();
    scope.unusedNetworks = m_networks->isChecked();
    scope.buildCache = m_cache->isChecked();
    return scope;
}

} // namespace ui::desk
