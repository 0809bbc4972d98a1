// The menus of the panel's headers.
#include "ui/containers/containers_panel.h"
#include "ui/theme/icons.h"

#include <QMenu>

namespace ui::containers {

using ui::theme::icon;

void ContainersPanel::showEngineMenu(const QString &engineId, const QPoint &globalPos)
{
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const char *symbol, const QString &words, EnginePlace place) {
        menu->addAction(icon(QLatin1String(symbol)), words, this, [this, engineId, place] { Q_EMIT engineRequested(engineId, place); });
    };
    add("layers", tr("Images"), EnginePlace::Images);
    add("database", tr("Volumes"), EnginePlace::Volumes);
    add("network", tr("Networks"), EnginePlace::Networks);
    add("hard-drive", tr("Disk use and clearing up"), EnginePlace::Disk);
    menu->addSeparator();
    add("download", tr("Pull an image…"), EnginePlace::Pull);
    menu->popup(globalPos);
}

} // namespace ui::containers
