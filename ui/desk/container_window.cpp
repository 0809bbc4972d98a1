#include "ui/desk/container_window.h"

#include "ui/containers/container_text.h"
#include "ui/containers/remove_dialog.h"
#include "ui/desk/container_header.h"
#include "ui/desk/desk_text.h"
#include "ui/desk/files_page.h"
#include "ui/desk/inspect_page.h"
#include "ui/desk/logs_page.h"
#include "ui/desk/notice_bar.h"
#include "ui/desk/overview_page.h"
#include "ui/desk/page_tabs.h"
#include "ui/desk/processes_page.h"
#include "ui/desk/rename_dialog.h"
#include "ui/desk/stats_page.h"
#include "ui/theme/confirm_dialog.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QScreen>
#include <QShortcut>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;

namespace {
constexpr QSize kUsual(960, 680), kLeast(420, 260);
}

ContainerWindow::ContainerWindow(core::engine::Engine &engine, const std::string &idOrName, QWidget *parent)
    : QWidget(parent, Qt::Window), m_engineId(engine.id()), m_watched(engine, idOrName), m_commands(m_watched)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setWindowIcon(applicationIcon());
    setMinimumSize(kLeast);
    resize(kUsual.boundedTo(screen()->availableGeometry().size()));
    build();
    connect(&m_watched, &WatchedContainer::changed, this, &ContainerWindow::refresh);
    refresh();
    showPage(ContainerPage::Overview);
}

void ContainerWindow::build()
{
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_header = new ContainerHeader(m_watched, this);
    m_lasting = new NoticeBar(this);
    m_lasting->setDismissible(false);
    m_action = new NoticeBar(this);
    m_pages = new PageTabs(this);
    column->addWidget(m_header);
    column->addWidget(m_lasting);
    column->addWidget(m_action);
    column->addWidget(m_pages, 1);

    m_pages->add(tr("Overview"), QStringLiteral("info"), [this](QWidget *parent) {
        auto *const page = new OverviewPage(m_watched, parent);
        connect(page, &OverviewPage::containerRequested, this, [this](const QString &id) { Q_EMIT containerRequested(text(m_engineId), id); });
        return page;
    });
    m_pages->add(tr("Logs"), QStringLiteral("scroll-text"), [this](QWidget *parent) { return new LogsPage(m_watched, parent); });
    m_pages->add(tr("Statistics"), QStringLiteral("activity"), [this](QWidget *parent) { return new StatsPage(m_watched, parent); });
    m_pages->add(tr("Processes"), QStringLiteral("list"), [this](QWidget *parent) { return new ProcessesPage(m_watched, parent); });
    m_pages->add(tr("Files"), QStringLiteral("folder"), [this](QWidget *parent) { return new FilesPage(m_watched, parent); });
    m_pages->add(tr("Inspect"), QStringLiteral("braces"), [this](QWidget *parent) { return new InspectPage(m_watched, parent); });

    const auto id = [this] { return text(m_watched.id()); };
    connect(m_header, &ContainerHeader::shellRequested, this, [this, id](const QString &user) { Q_EMIT shellRequested(text(m_engineId), id(), user); });
    connect(m_header, &ContainerHeader::historyRequested, this, [this] { Q_EMIT historyRequested(text(m_engineId), text(m_watched.container().name)); });
    connect(m_header, &ContainerHeader::startRequested, &m_commands, &ContainerCommands::start);
    connect(m_header, &ContainerHeader::stopRequested, &m_commands, &ContainerCommands::stop);
    connect(m_header, &ContainerHeader::restartRequested, &m_commands, &ContainerCommands::restart);
    connect(m_header, &ContainerHeader::pauseRequested, &m_commands, &ContainerCommands::pause);
    connect(m_header, &ContainerHeader::unpauseRequested, &m_commands, &ContainerCommands::unpause);
    connect(m_header, &ContainerHeader::killRequested, this, &ContainerWindow::confirmKill);
    connect(m_header, &ContainerHeader::removeRequested, this, &ContainerWindow::confirmRemove);
    connect(m_header, &ContainerHeader::renameRequested, this, &ContainerWindow::askForName);
    connect(m_header, &ContainerHeader::commitRequested, this, [this, id] { Q_EMIT commitRequested(text(m_engineId), id()); });
    connect(m_header, &ContainerHeader::reachClicked, this, [this] { showPage(ContainerPage::Overview); });
    connect(&m_commands, &ContainerCommands::pendingChanged, this, [this] {
        const QString pending = m_commands.pending();
        m_header->setBusy(!pending.isEmpty());
        m_action->setDismissible(false);
        m_action->say(pending, "dim", tr("Stop waiting"), [this] { m_commands.cancel(); });
    });
    connect(&m_commands, &ContainerCommands::failed, this, [this](const QString &sentence) {
        m_action->setDismissible(true);
        m_action->say(sentence, "fail");
    });
    connect(new QShortcut(QKeySequence(QStringLiteral("Ctrl+W")), this), &QShortcut::activated, this, &QWidget::close);
}

void ContainerWindow::refresh()
{
    const auto &container = m_watched.container();
    setWindowTitle(tr("%1 — container").arg(oneLine(container.name, 100)));
    const bool back = std::exchange(m_wasStale, m_watched.isStale()) && !m_watched.isStale();
    if (back && m_commands.pending().isEmpty()) // what failed meanwhile
        m_action->say({}, "dim");
    if (m_watched.isGone()) {
        m_lasting->say(tr("This container is no more. What you see is what was last known of it."), "warn", tr("Close"), [this] { close(); });
    } else if (m_watched.isStale()) {
        const auto *const engine = m_watched.engine();
        m_lasting->say(engine ? tr("%1 — %2").arg(containers::staleText(engine->staleSince()), text(engine->lastError().message)) : tr("Its engine is gone."), "warn");
    } else {
        m_lasting->say({}, "dim");
    }
}

void ContainerWindow::showPage(ContainerPage page)
{
    m_pages->choose(int(page));
}

ContainerPage ContainerWindow::page() const
{
    return ContainerPage(m_pages->current());
}

void ContainerWindow::confirmKill()
{
    auto *const question = new ConfirmDialog(tr("Kill %1?").arg(oneLine(m_watched.container().name, 60)),
                                             tr("Its programs end at once and cannot save anything: what they have not written yet is lost. “Stop” lets them end by themselves."),
                                             tr("Kill it"), tr("Let it run"), this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QDialog::accepted, &m_commands, &ContainerCommands::kill);
    question->open();
}

void ContainerWindow::confirmRemove()
{
    auto *const dialog = new containers::RemoveDialog(m_watched.container(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &containers::RemoveDialog::saveRequested, this, [this] { Q_EMIT commitRequested(text(m_engineId), text(m_watched.id())); });
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const std::string &state = m_watched.container().state;
        const bool force = state == "running" || state == "paused" || state == "restarting";
        m_commands.remove(force, dialog->volumesToo());
    });
    dialog->open();
}

void ContainerWindow::askForName()
{
    if (!m_watched.engine())
        return;
    auto *const dialog = new RenameDialog(*m_watched.engine(), m_watched.container(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void ContainerWindow::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), color(Role::Window));
}

} // namespace ui::desk
