#include "ui/desk/prune_scope_box.h"

#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QGridLayout>
#include <algorithm>

namespace ui::desk {

using namespace ui::theme;

namespace {
constexpr int kMostColumns = 3;
}

PruneScopeBox::PruneScopeBox(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(kSpace6);
    m_grid->setVerticalSpacing(kSpace2);
    const core::engine::PruneScope usual;
    m_containers = add("containers", tr("Stopped containers"), usual.stoppedContainers);
    m_dangling = add("dangling", tr("Images without a name"), usual.danglingImages);
    m_networks = add("networks", tr("Unused networks"), usual.unusedNetworks);
    m_images = add("images", tr("All images that no container has"), usual.unusedImages);
    m_anonymous = add("anonymous", tr("Unused anonymous volumes"), usual.anonymousVolumes);
    m_named = add("named", tr("Unused named volumes, with their data"), usual.namedVolumes);
    m_cache = add("cache", tr("Build cache"), usual.buildCache);
    m_boxes = {m_containers, m_dangling, m_networks, m_images, m_anonymous, m_named, m_cache};
    m_grid->setColumnStretch(kMostColumns, 1);
    arrange();
}

void PruneScopeBox::arrange()
{
    const auto widthOf = [this](int columns) {
        int sum = kSpace6 * (columns - 1);
        for (int column = 0; column < columns; ++column) {
            int widest = 0;
            for (std::size_t at = std::size_t(column); at < m_boxes.size(); at += std::size_t(columns))
                widest = std::max(widest, m_boxes[at]->sizeHint().width());
            sum += widest;
        }
        return sum;
    };
    int columns = kMostColumns;
    while (columns > 1 && widthOf(columns) > width())
        --columns;
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (std::size_t at = 0; at < m_boxes.size(); ++at)
        m_grid->addWidget(m_boxes[at], int(at) / columns, int(at) % columns);
    updateGeometry();
}

QSize PruneScopeBox::minimumSizeHint() const
{
    int widest = 0;
    for (const QCheckBox *box : m_boxes)
        widest = std::max(widest, box->sizeHint().width());
    return {widest, m_grid->minimumSize().height()};
}

void PruneScopeBox::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
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
