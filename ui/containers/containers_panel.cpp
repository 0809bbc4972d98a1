#include "ui/containers/containers_panel.h"

#include "ui/containers/container_view.h"
#include "ui/containers/empty_view.h"
#include "ui/containers/engine_problems_dialog.h"
#include "ui/containers/remove_dialog.h"
#include "ui/theme/icons.h"
#include "ui/theme/menu_button.h"
#include "ui/theme/skeleton.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

namespace ui::containers {

using namespace ui::theme;

namespace {
constexpr int kFilterFrom = 9; // rows that fit without scrolling need no filter
}

ContainersPanel::ContainersPanel(core::host::Host &host, ContainerActions::GridSize gridSize, QWidget *parent)
    : QWidget(parent), m_host(host), m_model(host.engines()), m_actions(host, m_model, std::move(gridSize)), m_trends(host.engines())
{
    m_model.setTrends(&m_trends);
    m_leave.setSingleShot(true);
    m_leave.setInterval(std::chrono::minutes(1));
    connect(&m_leave, &QTimer::timeout, this, [this] {
        m_trends.setWatched(false);
        m_tick.stop(); // the engine's list still comes each minute
    });
    m_tick.setInterval(std::chrono::seconds(10));
    m_tick.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_tick, &QTimer::timeout, &m_model, &ContainerModel::tick);
    setAccessibleName(tr("Containers"));
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    buildHeader(layout);
    buildMessage(layout);
    buildPages(layout);
    connect(&m_model, &ContainerModel::refreshed, this, &ContainersPanel::choosePage);
    connect(&m_model, &ContainerModel::refreshed, this, &ContainersPanel::dropOldError);
    connect(&m_actions, &ContainerActions::failed, this, &ContainersPanel::showError);
    connect(&m_actions, &ContainerActions::shellMissing, this, &ContainersPanel::offerBeside);
    connect(&m_actions, &ContainerActions::shellPaused, this, [this](const QString &engineId, const QString &containerId, const ShellWish &wish, const QString &sentence) {
        offer(sentence, tr("Resume and open"), {}, [this, engineId, containerId, wish] { m_actions.resumeAndOpen(engineId, containerId, wish); });
    });
    connect(&m_actions, &ContainerActions::shellOpened, this, &ContainersPanel::shellOpened);
    choosePage();
}

void ContainersPanel::buildHeader(QVBoxLayout *layout)
{
    auto *const row = new QHBoxLayout;
    row->setContentsMargins(14, 6, 8, 2);
    auto *const title = new QLabel(tr("Containers"), this);
    title->setFont(labelFont());
    setVariant(title, "tone", "dim");
    m_add = new MenuButton(QStringLiteral("plus"), tr("New container"), {26, 26}, this);
    connect(m_add->menu(), &QMenu::aboutToShow, this, [this] { fillAddMenu(*m_add->menu()); });
    row->addWidget(title);
    row->addStretch();
    row->addWidget(m_add);
    layout->addLayout(row);

    m_filter = new QLineEdit(this);
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter containers"));
    m_filter->setClearButtonEnabled(true);
    m_filter->hide();
    auto *const filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(12, 0, 12, 0);
    filterRow->addWidget(m_filter);
    layout->addLayout(filterRow);
    m_filter->installEventFilter(this);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) { m_model.setFilter(text); });
}

void ContainersPanel::buildMessage(QVBoxLayout *layout)
{
    m_message = new QFrame(this);
    m_message->setProperty("kind", QStringLiteral("card"));
    auto *const inside = new QHBoxLayout(m_message);
    inside->setContentsMargins(10, kSpace2, kSpace1, kSpace2);
    m_messageText = new QLabel(m_message);
    m_messageText->setObjectName(QStringLiteral("message"));
    m_messageText->setWordWrap(true);
    m_messageText->setTextFormat(Qt::PlainText);
    setVariant(m_messageText, "tone", "fail");
    auto *const dismiss = new QToolButton(m_message);
    dismiss->setIcon(icon(QStringLiteral("x")));
    dismiss->setFixedSize(22, 22);
    dismiss->setAccessibleName(tr("Dismiss"));
    connect(dismiss, &QToolButton::clicked, this, [this] {
        m_message->hide();
        m_model.clearErrors(); // on the rows
    });
    m_offer = new QPushButton(m_message);
    m_offer->setObjectName(QStringLiteral("offer"));
    auto *const words = new QVBoxLayout;
    words->setSpacing(kSpace2);
    words->addWidget(m_messageText);
    words->addWidget(m_offer, 0, Qt::AlignLeft);
    inside->addLayout(words, 1);
    inside->addWidget(dismiss, 0, Qt::AlignTop);
    m_message->hide();
    auto *const row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 0);
    row->addWidget(m_message);
    layout->addLayout(row);
}

void ContainersPanel::buildPages(QVBoxLayout *layout)
{
    m_pages = new QStackedWidget(this);
    m_view = new ContainerView(m_pages);
    m_view->setModel(&m_model);
    m_empty = new EmptyView(m_host, m_pages);
    auto *const emptyArea = new QScrollArea(m_pages); // of a low window
    emptyArea->setFocusPolicy(Qt::NoFocus);
    emptyArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    emptyArea->setWidgetResizable(true);
    emptyArea->setWidget(m_empty);
    m_emptyPage = emptyArea;
    m_skeleton = new Skeleton(tr("Looking for container engines"), m_pages);
    for (QWidget *page : {static_cast<QWidget *>(m_view), m_emptyPage, m_skeleton})
        m_pages->addWidget(page);
    layout->addWidget(m_pages, 1);

    const auto shell = [this](const QModelIndex &index) {
        m_actions.openShell(index.data(ContainerModel::EngineIdRole).toString(), index.data(ContainerModel::ContainerIdRole).toString());
    };
    connect(m_view, &ContainerView::shellRequested, this, shell);
    connect(m_view, &ContainerView::buttonPressed, this, &ContainersPanel::onButton);
    connect(m_view, &ContainerView::menuRequested, this, &ContainersPanel::showMenu);
    connect(m_view, &ContainerView::detailsRequested, this, [this](const QModelIndex &index) {
        Q_EMIT detailsRequested(index.data(ContainerModel::EngineIdRole).toString(), index.data(ContainerModel::ContainerIdRole).toString());
    });
    connect(m_view, &ContainerView::engineRequested, this,
            [this](const QModelIndex &index) { Q_EMIT engineRequested(index.data(ContainerModel::EngineIdRole).toString(), EnginePlace::Images); });
    connect(m_view, &ContainerView::removeRequested, this, &ContainersPanel::confirmRemove);
    connect(m_view, &ContainerView::foldToggled, this, [this](const QModelIndex &index) { m_model.toggleFold(index); });
    connect(m_empty, &EmptyView::imageRequested, this, [this] { Q_EMIT createRequested({}, {}); });
    connect(m_empty, &EmptyView::pullRequested, this, [this] { requestPull(); });
    connect(m_empty, &EmptyView::whyRequested, this, &ContainersPanel::showWhy);
    connect(m_empty, &EmptyView::failed, this, [this](const QString &sentence) { showError(sentence); });
    connect(m_empty, &EmptyView::starterReady, this, [this](const QString &engine, const QString &container) { m_actions.openShell(engine, container); });
}

// Statistics cost an engine something: they are asked for while the panel is in sight, and for a minute after the user has
// turned to another window.
void ContainersPanel::watchUse()
{
    if (isVisible() && window()->isActiveWindow()) {
        m_leave.stop();
        m_trends.setWatched(true);
        m_tick.start();
    } else if (!isVisible()) {
        m_trends.setWatched(false);
        m_tick.stop();
    } else if (m_trends.isWatched() && !m_leave.isActive()) {
        m_leave.start();
    }
}

void ContainersPanel::showEvent(QShowEvent *)
{
    watchUse();
}

void ContainersPanel::hideEvent(QHideEvent *)
{
    watchUse();
}

bool ContainersPanel::event(QEvent *event)
{
    const bool known = QWidget::event(event);
    if (event->type() == QEvent::WindowActivate || event->type() == QEvent::WindowDeactivate)
        watchUse();
    return known;
}

void ContainersPanel::choosePage()
{
    const auto engines = m_host.engines().engines();
    const bool asking = m_host.engines().isSearching()
        || std::any_of(engines.begin(), engines.end(), [](const auto *e) { return e->state() == core::engine::EngineState::Connecting; });
    QWidget *page = m_view;
    if (m_model.containerCount() == 0) {
        const bool stale = std::any_of(engines.begin(), engines.end(), [](const auto *e) { return e->state() == core::engine::EngineState::Stale; });
        page = asking ? m_skeleton : stale ? page : m_emptyPage;
    }
    m_empty->refresh();
    if (m_pages->currentWidget() != page)
        m_pages->setCurrentWidget(page);
    if (!m_filter->isVisibleTo(this))
        m_filter->setVisible(m_model.containerCount() >= kFilterFrom);
    m_add->setEnabled(!engines.empty());
}

void ContainersPanel::focusFilter()
{
    m_filter->show();
    m_filter->setFocus();
}

// Down goes on to what was found, Return opens the first one's shell, Escape shows all again.
bool ContainersPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_filter || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Escape && !m_filter->text().isEmpty()) {
        m_filter->clear();
        return true;
    }
    if (key != Qt::Key_Down && key != Qt::Key_Return && key != Qt::Key_Enter)
        return QWidget::eventFilter(watched, event);
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex index = m_model.index(row);
        if (index.data(ContainerModel::ContainerIdRole).toString().isEmpty())
            continue;
        m_view->setCurrentIndex(index);
        m_view->setFocus();
        if (key != Qt::Key_Down)
            Q_EMIT m_view->shellRequested(index);
        return true;
    }
    return true; // nothing was found
}

void ContainersPanel::showCurrent(const QString &engineId, const QString &containerId)
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex index = m_model.index(row);
        if (!containerId.isEmpty() && index.data(ContainerModel::ContainerIdRole) == containerId && index.data(ContainerModel::EngineIdRole) == engineId) {
            m_view->setCurrentIndex(index);
            return;
        }
    }
    m_view->setCurrentIndex({});
}

void ContainersPanel::onButton(const QModelIndex &index, RowButton button, const QPoint &globalPos)
{
    const QString engineId = index.data(ContainerModel::EngineIdRole).toString();
    const QString containerId = index.data(ContainerModel::ContainerIdRole).toString();
    const bool stopped = Light(index.data(ContainerModel::LightRole).toInt()) == Light::Stopped;
    switch (button) {
    case RowButton::Shell: m_actions.openShell(engineId, containerId); break;
    case RowButton::StartStop:
        if (const QString project = index.data(ContainerModel::ProjectRole).toString(); m_actions.isGroupPending(engineId, project))
            m_actions.cancelGroup(engineId, project);
        else if (!project.isEmpty())
            m_actions.onGroup(engineId, project, stopped ? ContainerActions::GroupAction::Start : ContainerActions::GroupAction::Stop);
        else
            stopped ? m_actions.start(engineId, containerId) : m_actions.stop(engineId, containerId);
        break;
    case RowButton::Port: QDesktopServices::openUrl(QUrl(index.data(ContainerModel::WordsRole).value<RowWords>().portUrl)); break;
    case RowButton::Menu: showMenu(index, globalPos); break;
    case RowButton::Why: showWhy(); break;
    }
}

void ContainersPanel::showMenu(const QModelIndex &index, const QPoint &globalPos)
{
    const auto kind = ContainerModel::Kind(index.data(ContainerModel::KindRole).toInt());
    if (kind == ContainerModel::Kind::Group)
        return showGroupMenu(index, globalPos);
    if (kind == ContainerModel::Kind::Engine)
        return showEngineMenu(index.data(ContainerModel::EngineIdRole).toString(), globalPos);
    const core::engine::Container *container = m_model.container(index);
    if (!container)
        return;
    const QString engineId = index.data(ContainerModel::EngineIdRole).toString();
    const QString id = QString::fromStdString(container->id);
    const QPersistentModelIndex row(index);
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addShellActions(*menu, row, engineId, *container);
    auto *const details = menu->addAction(icon(QStringLiteral("info")), tr("Details"), this, [this, engineId, id] { Q_EMIT detailsRequested(engineId, id); });
    details->setShortcut(QKeySequence(QStringLiteral("Alt+Return"))); // shown; the list itself answers to it
    details->setShortcutContext(Qt::WidgetShortcut);
    const QString name = QString::fromStdString(container->name);
    menu->addAction(icon(QStringLiteral("history")), tr("History of this container"), this, [this, engineId, name] { Q_EMIT historyRequested(engineId, name); });
    menu->addSeparator();
    addStateActions(*menu, engineId, *container);
    auto *const owner = m_model.engine(index);
    menu->addAction(icon(QStringLiteral("layers")), tr("Save as image…"), this, [this, engineId, id] { Q_EMIT commitRequested(engineId, id); })->setEnabled(owner && owner->control());
    menu->addAction(icon(QStringLiteral("trash-2"), Role::Fail), tr("Remove…"), this, [this, row] {
        if (row.isValid())
            confirmRemove(row);
    });
    menu->addSeparator();
    menu->addAction(icon(QStringLiteral("copy")), tr("Copy id"), this, [id] { QGuiApplication::clipboard()->setText(id); });
    menu->popup(globalPos);
}

void ContainersPanel::confirmRemove(const QModelIndex &index)
{
    const core::engine::Container *container = m_model.container(index);
    if (!container)
        return;
    const QString engineId = index.data(ContainerModel::EngineIdRole).toString();
    const QString id = QString::fromStdString(container->id);
    const bool running = container->isRunning();
    auto *const dialog = new RemoveDialog(*container, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RemoveDialog::saveRequested, this, [this, engineId, id] { Q_EMIT commitRequested(engineId, id); });
    connect(dialog, &QDialog::accepted, this, [this, dialog, engineId, id, running] { m_actions.remove(engineId, id, running, dialog->volumesToo()); });
    dialog->open();
}

void ContainersPanel::showWhy()
{
    auto *dialog = findChild<EngineProblemsDialog *>();
    if (!dialog) {
        dialog = new EngineProblemsDialog(m_host.engines(), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
    }
    dialog->show(); // beside the window: a command from it is for a terminal
    dialog->raise();
    dialog->activateWindow();
}

// That an engine does not answer is no news once it does again.
void ContainersPanel::dropOldError()
{
    const auto *const engine = m_awayEngine.isEmpty() ? nullptr : m_host.engines().engine(m_awayEngine.toStdString());
    const bool away = engine && engine->state() != core::engine::EngineState::Ready;
    if (!std::exchange(m_isAway, away) || away)
        return;
    m_awayEngine.clear();
    m_message->hide();
}

void ContainersPanel::showError(const QString &sentence, const QString &awayEngine)
{
    m_awayEngine = awayEngine;
    m_isAway = false;
    dropOldError(); // which looks at the engine
    const QString said = withShortIds(sentence);
    m_messageText->setText(withBreaks(said));
    m_messageText->setAccessibleName(said);
    m_offer->hide();
    m_message->show();
}

void ContainersPanel::offerBeside(const QString &engineId, const QString &containerId, const QString &sentence)
{
    const auto *const engine = m_host.engines().engine(engineId.toStdString());
    const auto *const container = engine ? engine->find(containerId.toStdString()) : nullptr;
    QString tip = tr("A small container that shares this one's processes and network, and is removed when you leave it.");
    if (container && container->reach.isNotable())
        tip += QLatin1Char(' ') + reachSentence(container->reach);
    offer(sentence, tr("Open a shell beside it"), tip, [this, engineId, containerId] { m_actions.openBeside(engineId, containerId); });
}

void ContainersPanel::offer(const QString &sentence, const QString &words, const QString &tip, std::function<void()> run)
{
    showError(sentence);
    m_offer->setText(words);
    m_offer->setToolTip(tip);
    disconnect(m_offer, &QPushButton::clicked, this, nullptr);
    connect(m_offer, &QPushButton::clicked, this, [this, run = std::move(run)] {
        m_message->hide();
        run();
    });
    m_offer->show();
}

} // namespace ui::containers
