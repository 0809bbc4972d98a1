// The menus of the panel's rows and headers.
#include "ui/containers/containers_panel.h"
#include "ui/containers/empty_view.h"
#include "ui/containers/shell_dialog.h"
#include "ui/theme/confirm_dialog.h"
#include "ui/theme/icons.h"

#include <QDesktopServices>
#include <QMenu>
#include <QUrl>

namespace ui::containers {

using ui::theme::icon;

void ContainersPanel::addShellActions(QMenu &menu, const QPersistentModelIndex &row, const QString &engineId, const core::engine::Container &container)
{
    const QString id = QString::fromStdString(container.id);
    const auto whileRunning = [running = container.isRunning()](QAction *action) { action->setEnabled(running); };
    whileRunning(menu.addAction(icon(QStringLiteral("terminal")), tr("Open shell"), this, [this, engineId, id] { m_actions.openShell(engineId, id); }));
    whileRunning(menu.addAction(tr("Open shell as root"), this, [this, engineId, id] { m_actions.openShell(engineId, id, {QStringLiteral("root"), {}}); }));
    whileRunning(menu.addAction(tr("Open shell as…"), this, [this, row, engineId, id] {
        const core::engine::Container *const known = row.isValid() ? m_model.container(row) : nullptr;
        if (!known)
            return;
        auto *const dialog = new ShellDialog(*known, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, this, [this, dialog, engineId, id] { m_actions.openShell(engineId, id, dialog->wish()); });
        dialog->open();
    }));
    whileRunning(menu.addAction(tr("Open a shell beside it"), this, [this, engineId, id] { m_actions.openBeside(engineId, id); }));
    QAction *const attach = menu.addAction(tr("Attach to main process"), this, [this, engineId, id] { m_actions.attach(engineId, id); });
    attach->setEnabled(container.isRunning() && container.hasTerminal); // else there is only its log
    menu.addSeparator();
}

void ContainersPanel::addStateActions(QMenu &menu, const QString &engineId, const core::engine::Container &container)
{
    const QString id = QString::fromStdString(container.id);
    const auto add = [&](const char *symbol, const QString &words, void (ContainerActions::*act)(const QString &, const QString &)) {
        menu.addAction(icon(QLatin1String(symbol)), words, this, [this, engineId, id, act] { (m_actions.*act)(engineId, id); });
    };
    if (m_model.isPending(engineId, id)) {
        add("x", tr("Stop waiting"), &ContainerActions::cancel);
        menu.addSeparator();
    }
    const Light light = lightOf(container);
    if (light == Light::Stopped || light == Light::Broken) {
        add("play", tr("Start"), &ContainerActions::start);
        return;
    }
    add("square", tr("Stop"), &ContainerActions::stop);
    add("rotate-cw", tr("Restart"), &ContainerActions::restart);
    if (container.state == "paused")
        add("play", tr("Resume"), &ContainerActions::unpause);
    else if (container.isRunning())
        add("pause", tr("Pause"), &ContainerActions::pause);
    menu.addAction(icon(QStringLiteral("zap"), ui::theme::Role::Fail), tr("Kill…"), this, [this, engineId, id] {
        const auto *const owner = m_host.engines().engine(engineId.toStdString());
        if (const auto *const known = owner ? owner->find(id.toStdString()) : nullptr)
            confirmKill(engineId, *known);
    });
    const auto *const owner = m_host.engines().engine(engineId.toStdString());
    QStringList urls;
    for (const auto &port : container.ports)
        urls << portUrl(port, owner ? owner->endpoint() : std::string());
    urls.removeAll(QString());
    urls.removeDuplicates(); // the same port on IPv4 and IPv6
    if (!urls.isEmpty() && container.isRunning())
        menu.addSeparator();
    for (const QString &url : container.isRunning() ? urls : QStringList())
        menu.addAction(icon(QStringLiteral("external-link")), tr("Open %1").arg(url), this, [url] { QDesktopServices::openUrl(QUrl(url)); });
    menu.addSeparator();
}

void ContainersPanel::confirmKill(const QString &engineId, const core::engine::Container &container)
{
    auto *const question = new ui::theme::ConfirmDialog(
        tr("Kill %1?").arg(QString::fromStdString(container.name)),
        tr("Its programs end at once and cannot save anything: what they have not written yet is lost. “Stop” lets them end by themselves."), tr("Kill it"), tr("Let it run"), this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QDialog::accepted, this, [this, engineId, id = QString::fromStdString(container.id)] { m_actions.kill(engineId, id); });
    question->open();
}

void ContainersPanel::showGroupMenu(const QModelIndex &group, const QPoint &globalPos)
{
    const QString engineId = group.data(ContainerModel::EngineIdRole).toString(), project = group.data(ContainerModel::ProjectRole).toString();
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const char *symbol, const QString &words, ContainerActions::GroupAction action) {
        menu->addAction(icon(QLatin1String(symbol)), words, this, [this, engineId, project, action] { m_actions.onGroup(engineId, project, action); });
    };
    if (!project.isEmpty() && m_actions.isGroupPending(engineId, project)) {
        menu->addAction(icon(QStringLiteral("x")), tr("Stop waiting"), this, [this, engineId, project] { m_actions.cancelGroup(engineId, project); });
        menu->addSeparator();
    }
    if (!project.isEmpty()) {
        add("play", tr("Start all"), ContainerActions::GroupAction::Start);
        add("square", tr("Stop all"), ContainerActions::GroupAction::Stop);
        add("rotate-cw", tr("Restart all"), ContainerActions::GroupAction::Restart);
        menu->addSeparator();
        menu->addAction(icon(QStringLiteral("scroll-text")), tr("Logs of all"), this, [this, engineId, project] { Q_EMIT projectLogsRequested(engineId, project); });
    }
    const QPersistentModelIndex row(group);
    menu->addAction(group.data(ContainerModel::FoldedRole).toBool() ? tr("Unfold") : tr("Fold"), this, [this, row] {
        if (row.isValid())
            m_model.toggleFold(row);
    });
    menu->popup(globalPos);
}

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

void ContainersPanel::fillAddMenu(QMenu &menu)
{
    menu.clear();
    menu.addAction(icon(QStringLiteral("plus")), tr("New container…"), this, [this] { Q_EMIT createRequested({}, {}); });
    const auto engines = m_host.engines().engines();
    for (const auto *const engine : engines) {
        const QString id = QString::fromStdString(engine->id());
        menu.addAction(icon(QStringLiteral("download")), engines.size() > 1 ? tr("Pull an image for %1…").arg(QString::fromStdString(engine->title())) : tr("Pull an image…"), this,
                       [this, id] { Q_EMIT engineRequested(id, EnginePlace::Pull); });
    }
    menu.addAction(tr("Make a starter container"), this, [this] { m_empty->makeStarter(); });
    menu.addSeparator();
    menu.addAction(tr("Look for engines again"), this, [this] { m_host.engines().discover(); });
}

void ContainersPanel::requestPull()
{
    const auto engines = m_host.engines().engines();
    if (!engines.empty())
        Q_EMIT engineRequested(QString::fromStdString(engines.front()->id()), EnginePlace::Pull);
}

} // namespace ui::containers
