#include "ui/window/palette_entries.h"

#include "core/base/exit_status.h"
#include "ui/containers/containers_panel.h"
#include "ui/window/action_set.h"
#include "ui/window/pane.h"
#include "ui/window/place_text.h"
#include "ui/window/session_tabs.h"
#include "ui/window/session_view.h"
#include "ui/window/tab_page.h"

#include <QAction>
#include <QCoreApplication>
#include <QPointer>
#include <QSet>
#include <iterator>

namespace ui::window {
namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("ui::window::CommandPalette", text);
}

} // namespace

std::vector<PaletteEntry> actionEntries(const ActionSet &actions)
{
    std::vector<PaletteEntry> entries;
    for (QAction *action : actions.all()) {
        if (action->isEnabled())
            entries.push_back({action->text(), action->shortcut().toString(QKeySequence::NativeText), QStringLiteral("chevron-right"), [action] { action->trigger(); }});
    }
    return entries;
}

std::vector<PaletteEntry> tabEntries(SessionTabs &tabs, bool altDigits)
{
    std::vector<PaletteEntry> entries;
    for (int i = 0; i < tabs.count(); ++i) {
        const QString name = tabs.page(i)->name();
        for (const Pane *pane : tabs.page(i)->panes()) {
            if (!pane->view())
                continue;
            const auto &session = *pane->view()->session();
            const QString title = tabTitle(pane->view()->place(), session.info(), *session.frame());
            QStringList detail{QString::fromStdString(session.frame()->cwd)};
            const int digit = i < 8 ? i + 1 : i + 1 == tabs.count() ? 9 : 0;
            detail << (altDigits && digit > 0 ? QStringLiteral("Alt+%1").arg(digit) : words("tab"));
            detail.removeAll(QString());
            entries.push_back({words("Go to %1").arg(name.isEmpty() ? title : name + QStringLiteral(" · ") + title), detail.join(QStringLiteral("  ")),
                               QStringLiteral("terminal"), [tabs = QPointer(&tabs), id = session.info().id] {
                                   if (tabs)
                                       tabs->select(id);
                               }});
        }
    }
    return entries;
}

std::vector<PaletteEntry> containerEntries(core::engine::Registry &registry, const OnContainer &openShell, const OnContainer &openDetails)
{
    std::vector<PaletteEntry> shells, details;
    for (const auto *const engine : registry.engines()) {
        const QString title = QString::fromStdString(engine->title()), engineId = QString::fromStdString(engine->id());
        for (const auto &container : engine->containers()) {
            const QString name = QString::fromStdString(container.name), id = QString::fromStdString(container.id);
            if (container.isRunning())
                shells.push_back({words("Open a shell in %1").arg(name), title, QStringLiteral("container"), [openShell, engineId, id] { openShell(engineId, id); }});
            details.push_back({words("Details of %1").arg(name), title, QStringLiteral("info"), [openDetails, engineId, id] { openDetails(engineId, id); }});
        }
    }
    shells.insert(shells.end(), std::make_move_iterator(details.begin()), std::make_move_iterator(details.end()));
    return shells;
}

std::vector<PaletteEntry> engineEntries(core::engine::Registry &registry, const OnEngine &open)
{
    using containers::EnginePlace;
    std::vector<PaletteEntry> entries;
    for (const auto *const engine : registry.engines()) {
        const QString title = QString::fromStdString(engine->title()), id = QString::fromStdString(engine->id());
        for (const auto &[what, icon, place] : {std::tuple("Images of %1", "layers", EnginePlace::Images), {"Pull an image for %1", "download", EnginePlace::Pull},
                                                {"Volumes of %1", "database", EnginePlace::Volumes}, {"Networks of %1", "network", EnginePlace::Networks},
                                                {"Disk use of %1", "hard-drive", EnginePlace::Disk}})
            entries.push_back({words(what).arg(title), QString::fromStdString(engine->endpoint()), QLatin1String(icon), [open, id, place = place] { open(id, place); }});
    }
    return entries;
}

std::vector<PaletteEntry> historyEntries(const std::vector<core::store::CommandRecord> &records, const Insert &insert)
{
    std::vector<PaletteEntry> entries;
    QSet<QString> seen;
    for (const auto &record : records) {
        const QString command = QString::fromStdString(record.command).trimmed();
        if (command.isEmpty() || seen.contains(command))
            continue;
        seen.insert(command);
        QString detail = record.containerName.empty() ? words("host") : QString::fromStdString(record.containerName);
        if (core::base::isFailure(record))
            detail += QStringLiteral(" · ") + words("exit %1").arg(*record.exitCode);
        entries.push_back({command, detail, QStringLiteral("history"), [insert, command] { insert(command); }});
    }
    return entries;
}

} // namespace ui::window
