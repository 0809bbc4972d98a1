#include "ui/window/palette_entries.h"

#include "ui/window/action_set.h"
#include "ui/window/place_text.h"
#include "ui/window/session_tabs.h"
#include "ui/window/session_view.h"

#include <QAction>
#include <QPointer>
#include <QSet>

namespace ui::window {

std::vector<PaletteEntry> actionEntries(const ActionSet &actions)
{
    std::vector<PaletteEntry> entries;
    for (QAction *action : actions.all()) {
        if (action->isEnabled())
            entries.push_back({action->text(), action->shortcut().toString(QKeySequence::NativeText), QStringLiteral("chevron-right"), [action] { action->trigger(); }});
    }
    return entries;
}

std::vector<PaletteEntry> tabEntries(SessionTabs &tabs)
{
    std::vector<PaletteEntry> entries;
    for (int i = 0; i < tabs.count(); ++i) {
        const auto &session = *tabs.at(i)->session();
        entries.push_back({QStringLiteral("Go to ") + tabTitle(session.info()), QStringLiteral("tab · ") + QString::fromStdString(session.frame()->cwd),
                           QStringLiteral("terminal"), [tabs = QPointer(&tabs), id = session.info().id] {
                               if (tabs)
                                   tabs->select(id);
                           }});
    }
    return entries;
}

std::vector<PaletteEntry> containerEntries(core::engine::Registry &registry, const OpenShell &open)
{
    std::vector<PaletteEntry> entries;
    for (const auto *const engine : registry.engines()) {
        for (const auto &container : engine->containers()) {
            if (!container.isRunning())
                continue;
            entries.push_back({QStringLiteral("Open a shell in ") + QString::fromStdString(container.name), QString::fromStdString(engine->title()),
                               QStringLiteral("container"), [open, engine = QString::fromStdString(engine->id()), id = QString::fromStdString(container.id)] { open(engine, id); }});
        }
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
        QString detail = record.containerName.empty() ? QStringLiteral("host") : QString::fromStdString(record.containerName);
        if (record.exitCode && *record.exitCode != 0)
            detail += QStringLiteral(" · exit %1").arg(*record.exitCode);
        entries.push_back({command, detail, QStringLiteral("history"), [insert, command] { insert(command); }});
    }
    return entries;
}

} // namespace ui::window
