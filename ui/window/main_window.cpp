#include "ui/window/main_window.h"

#include "core/config/toml_file.h"
#include "ui/assistant/assistant_panel.h"
#include "ui/attach/share_dialog.h"
#include "ui/containers/container_text.h"
#include "ui/containers/containers_panel.h"
#include "ui/settings/settings_dialog.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/window/action_set.h"
#include "ui/window/command_palette.h"
#include "ui/window/confirm_dialog.h"
#include "ui/window/info_bar.h"
#include "ui/window/palette_entries.h"
#include "ui/window/place_text.h"
#include "ui/window/session_tabs.h"
#include "ui/window/session_view.h"
#include "ui/window/status_strip.h"
#include "ui/window/tab_strip.h"
#include "ui/window/top_bar.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QMenu>
#include <QPainter>
#include <QPointer>
#include <QPushButton>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <iterator>

namespace ui::window {

using namespace ui::theme;
using core::base::SessionId;

namespace {

constexpr int kContainersWidth = 252;
constexpr int kAssistantWidth = 344;

// A panel's ground and its line towards the terminal.
class PanelFrame : public QWidget
{
public:
    PanelFrame(QWidget *content, QWidget *parent) : QWidget(parent)
    {
        auto *const layout = new QVBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(content);
    }

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), color(Role::Panel)); }
};

QString problemText(const core::config::Problem &problem)
{
    return QStringLiteral("%1: %2").arg(QString::fromStdString(problem.where), QString::fromStdString(problem.message));
}

// A file that is no TOML at all gives no value, which is not the same as the defaults being wanted.
std::optional<QString> unreadable(const std::string &file, const std::vector<core::config::Problem> &problems)
{
    const auto text = core::config::readTomlFile(file);
    if (text && (!*text || core::config::parseToml(**text)))
        return std::nullopt;
    return problems.empty() ? QStringLiteral("The settings could not be read.") : problemText(problems.front());
}

} // namespace

MainWindow::MainWindow(core::host::Host &host, WindowOptions options)
    : m_host(host), m_options(std::move(options)), m_preferences(preferencesFrom(host.settings())), m_actions(std::make_unique<ActionSet>(this))
{
    setWindowTitle(QStringLiteral("Berth"));
    setWindowIcon(applicationIcon());
    setAttribute(Qt::WA_OpaquePaintEvent);
    build(m_preferences);
    connectActions();
    connectParts();
    const bool panels = !m_options.bare;
    showPanels(panels && m_preferences.showContainers, panels && m_preferences.showAssistant && host.settings().flag("assistant.enabled"));
    onCurrentChanged();
    if (!host.problems().empty()) {
        const auto &first = host.problems().front();
        const auto more = host.problems().size() - 1;
        showProblem(problemText(first) + (more > 0 ? QStringLiteral(" (and %1 more)").arg(more) : QString()));
    }
    applyGeometry(m_options.geometry.value_or(m_preferences.grid));
}

MainWindow::~MainWindow() = default;

void MainWindow::build(const Preferences &preferences)
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_top = new TopBar(this);
    m_problems = new InfoBar(this);
    m_problems->setObjectName(QStringLiteral("windowProblem"));
    m_splitter = new QSplitter(this);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_status = new StatusStrip(this);
    layout->addWidget(m_top);
    layout->addWidget(m_problems);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_status);

    m_pages = new QStackedWidget(m_splitter);
    m_pages->setMinimumSize(240, 96);
    m_tabs = new SessionTabs(m_host, *m_top->tabs(), *m_pages, preferences.appearance, this);
    m_tabs->setConfirmClose(preferences.confirmClose);
    m_containers = new containers::ContainersPanel(m_host, [this] { return currentGrid(); });
    m_assistant = new assistant::AssistantPanel(m_host.assistant());
    auto *const left = new PanelFrame(m_containers, m_splitter);
    auto *const right = new PanelFrame(m_assistant, m_splitter);
    left->setMinimumWidth(200);
    right->setMinimumWidth(260);
    m_splitter->addWidget(left);
    m_splitter->addWidget(m_pages);
    m_splitter->addWidget(right);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setStretchFactor(2, 0);
    // The brand cell ends where the panel does; its line is the splitter's handle.
    m_splitter->setSizes({kContainersWidth - 1, 1440 - kContainersWidth - kAssistantWidth, kAssistantWidth - 1});
    m_palette = new CommandPalette(this);

    auto *const menu = new QMenu(m_top->menu());
    m_actions->fill(*menu);
    m_top->menu()->setMenu(menu);
    const auto tip = [](QWidget *on, QAction *action) {
        on->setToolTip(QStringLiteral("%1 (%2)").arg(action->text(), action->shortcut().toString(QKeySequence::NativeText)));
    };
    tip(m_top->plus(), m_actions->newTab);
    tip(m_top->search(), m_actions->palette);
    tip(m_top->share(), m_actions->share);
    m_top->plus()->setAccessibleName(m_actions->newTab->text());
}

void MainWindow::connectActions()
{
    const auto on = [this](QAction *action, auto run) { connect(action, &QAction::triggered, this, run); };
    const auto withTerminal = [this](auto run) {
        return [this, run] {
            if (SessionView *view = m_tabs->current())
                run(*view->terminal());
        };
    };
    using terminal::TerminalWidget;
    on(m_actions->newTab, [this] { openLocalTab(); });
    on(m_actions->closeTab, [this] { m_tabs->requestClose(m_tabs->current()); });
    on(m_actions->nextTab, [this] { m_tabs->step(1); });
    on(m_actions->previousTab, [this] { m_tabs->step(-1); });
    on(m_actions->moveLeft, [this] { m_tabs->moveCurrent(-1); });
    on(m_actions->moveRight, [this] { m_tabs->moveCurrent(1); });
    on(m_actions->copy, withTerminal([](TerminalWidget &t) { t.copy(); }));
    on(m_actions->paste, withTerminal([](TerminalWidget &t) { t.paste(); }));
    on(m_actions->selectAll, withTerminal([](TerminalWidget &t) { t.selectAll(); }));
    on(m_actions->zoomIn, withTerminal([](TerminalWidget &t) { t.zoom(1); }));
    on(m_actions->zoomOut, withTerminal([](TerminalWidget &t) { t.zoom(-1); }));
    on(m_actions->zoomReset, withTerminal([](TerminalWidget &t) { t.zoom(0); }));
    on(m_actions->previousBlock, withTerminal([](TerminalWidget &t) { t.scrollToNextBlock(-1); }));
    on(m_actions->nextBlock, withTerminal([](TerminalWidget &t) { t.scrollToNextBlock(1); }));
    on(m_actions->clear, withTerminal([](TerminalWidget &t) {
        (void)t.session()->post(core::session::ClearHistory{}, {}); // a session that has ended has nothing to clear
    }));
    on(m_actions->fullScreen, [this](bool full) { full ? showFullScreen() : showNormal(); });
    on(m_actions->toggleContainers, [this](bool shown) { showPanels(shown, m_actions->toggleAssistant->isChecked()); });
    on(m_actions->toggleAssistant, [this](bool shown) { showPanels(m_actions->toggleContainers->isChecked(), shown); });
    on(m_actions->focusContainers, [this] {
        showPanels(true, m_actions->toggleAssistant->isChecked());
        m_containers->focusFilter();
    });
    on(m_actions->focusAssistant, [this] {
        showPanels(m_actions->toggleContainers->isChecked(), true);
        m_assistant->focusQuestion();
    });
    on(m_actions->share, [this] { openShare(); });
    on(m_actions->palette, [this] { openPalette(); });
    on(m_actions->settings, [this] { openSettings(); });
    on(m_actions->quit, [this] { close(); });
    for (int i = 1; i <= 9; ++i) {
        auto *const go = new QAction(this);
        go->setShortcut(QKeySequence(Qt::ALT | Qt::Key(Qt::Key_0 + i)));
        addAction(go);
        on(go, [this, i] { m_tabs->selectIndex(i == 9 ? m_tabs->count() - 1 : i - 1); });
    }
    connect(m_top->plus(), &QToolButton::clicked, m_actions->newTab, &QAction::trigger);
    connect(m_top->search(), &QPushButton::clicked, m_actions->palette, &QAction::trigger);
    connect(m_top->share(), &QPushButton::clicked, m_actions->share, &QAction::trigger);
}

void MainWindow::connectParts()
{
    connect(m_tabs, &SessionTabs::currentChanged, this, &MainWindow::onCurrentChanged);
    connect(m_tabs, &SessionTabs::refreshed, this, &MainWindow::refreshStatus);
    connect(m_tabs, &SessionTabs::restartRequested, this, &MainWindow::restart);
    connect(m_tabs, &SessionTabs::emptied, this, [this] {
        m_closeAgreed = true;
        close();
    });
    const auto watch = [this](SessionView *view) {
        connect(view->terminal(), &terminal::TerminalWidget::blockActionRequested, this,
                [this, view](core::base::BlockId block, terminal::BlockAction action) { runBlockAction(view, block, action); });
        connect(view->terminal(), &terminal::TerminalWidget::inputRefused, m_status, &StatusStrip::showNotice);
    };
    connect(m_tabs, &SessionTabs::opened, this, watch);
    for (int i = 0; i < m_tabs->count(); ++i)
        watch(m_tabs->at(i));
    connect(m_containers, &containers::ContainersPanel::shellOpened, this, [this](SessionId id) { m_tabs->select(id); });
    connect(&m_containers->model(), &containers::ContainerModel::refreshed, this, &MainWindow::refreshStatus);
    connect(m_assistant, &assistant::AssistantPanel::insertRequested, this, &MainWindow::insertCommand);
    connect(m_assistant, &assistant::AssistantPanel::settingsRequested, this, [this] { openSettings(QStringLiteral("assistant")); });
    connect(m_palette, &CommandPalette::queryChanged, this, &MainWindow::searchHistory);
    connect(m_palette, &CommandPalette::dismissed, this, [this] {
        if (SessionView *view = m_tabs->current())
            view->setFocus();
    });
    connect(m_splitter, &QSplitter::splitterMoved, this, &MainWindow::alignBrand);
    connect(&m_host, &core::host::Host::notice, m_status, &StatusStrip::showNotice);
}

void MainWindow::showPanels(bool containers, bool assistant)
{
    m_splitter->widget(0)->setVisible(containers);
    m_splitter->widget(2)->setVisible(assistant);
    m_actions->toggleContainers->setChecked(containers);
    m_actions->toggleAssistant->setChecked(assistant);
    alignBrand();
}

void MainWindow::alignBrand()
{
    m_top->setBrandWidth(m_splitter->widget(0)->isVisibleTo(m_splitter) ? m_splitter->sizes().front() + 1 : 0);
}

void MainWindow::applyGeometry(core::base::GridSize grid)
{
    resize(1200, 760);
    SessionView *const view = m_tabs->current();
    if (!view)
        return;
    // The terminal's share of a window of a known size tells what to add for the grid that is wanted.
    ensurePolished();
    layout()->activate();
    m_splitter->refresh();
    const bool left = m_splitter->widget(0)->isVisibleTo(m_splitter);
    const bool right = m_splitter->widget(2)->isVisibleTo(m_splitter);
    const int panels = (left ? kContainersWidth : 0) + (right ? kAssistantWidth : 0);
    const int header = view->session()->info().integration ? 31 : 0;
    const QSize terminal = view->terminal()->pixelSizeFor(grid);
    QSize wanted(panels + terminal.width(), m_top->height() + header + terminal.height() + m_status->height());
    // A size asked for by name is kept; the usual one gives up columns and rows where the screen is small.
    if (!m_options.geometry)
        wanted = wanted.boundedTo(screen()->availableGeometry().size());
    resize(wanted);
    m_splitter->setSizes({kContainersWidth - 1, wanted.width() - panels, kAssistantWidth - 1});
    alignBrand();
}

core::base::GridSize MainWindow::currentGrid() const
{
    SessionView *const view = m_tabs->current();
    return view ? view->terminal()->gridSize() : m_preferences.grid;
}

const core::engine::Container *MainWindow::containerOf(const core::session::Place &place) const
{
    const auto *const engine = place.isContainer() ? m_host.engines().engine(place.engine) : nullptr;
    return engine ? engine->find(place.containerId) : nullptr;
}

void MainWindow::onCurrentChanged()
{
    SessionView *const view = m_tabs->current();
    m_actions->share->setEnabled(view);
    m_top->share()->setEnabled(view);
    m_assistant->setSession(view ? view->session() : nullptr);
    const auto place = view ? view->session()->info().place : core::session::Place{};
    m_containers->showCurrent(QString::fromStdString(place.engine), QString::fromStdString(place.containerId));
    refreshStatus();
}

void MainWindow::refreshStatus()
{
    SessionView *const view = m_tabs->current();
    if (!view) {
        m_status->show({});
        return;
    }
    m_assistant->followSession();
    const auto &info = view->session()->info();
    const auto frame = view->session()->frame();
    Status status;
    status.identity = identityOf(info.place);
    status.place = placeName(info.place);
    status.user = QString::fromStdString(info.place.user);
    if (info.place.isContainer())
        status.engine = containers::engineWord(info.place.engine);
    status.cwd = QString::fromStdString(frame->cwd);
    status.shell = blocksText(info, *frame);
    if (const auto *container = containerOf(info.place)) {
        status.reach = containers::reachBrief(container->reach);
        status.reachWhy = containers::reachSentence(container->reach);
    }
    status.viewers = int(view->session()->viewers());
    const auto grid = view->terminal()->gridSize();
    status.cols = grid.cols;
    status.rows = grid.rows;
    status.paused = frame->paused;
    m_status->show(status);
    const QString title = QString::fromStdString(frame->screen->title);
    setWindowTitle((title.isEmpty() ? tabTitle(info) : title) + QStringLiteral(" — Berth"));
}

void MainWindow::openLocalTab(const core::host::LocalShell &spec)
{
    core::host::LocalShell wanted = spec;
    wanted.size = currentGrid();
    SessionView *const view = m_tabs->current();
    if (wanted.workingDirectory.empty() && view && !view->session()->info().place.isContainer())
        wanted.workingDirectory = view->session()->frame()->cwd;
    if (const auto session = m_host.openLocal(wanted); !session)
        showProblem(QString::fromStdString(session.error().message));
}

void MainWindow::restart(SessionId id)
{
    SessionView *const view = m_tabs->view(id);
    if (!view)
        return;
    const auto &place = view->session()->info().place;
    if (place.isContainer()) {
        const core::host::ContainerShell spec{place.engine, place.containerId, place.user, view->terminal()->gridSize()};
        m_host.openInContainer(spec, [self = QPointer(this), id](core::base::Result<core::session::SessionPtr> session) {
            if (!self)
                return;
            if (session)
                self->m_host.close(id);
            else
                self->showProblem(QString::fromStdString(session.error().message));
        });
        return;
    }
    core::host::LocalShell spec;
    spec.workingDirectory = view->session()->frame()->cwd;
    spec.size = view->terminal()->gridSize();
    if (const auto session = m_host.openLocal(spec))
        m_host.close(id);
    else
        showProblem(QString::fromStdString(session.error().message));
}

void MainWindow::runBlockAction(SessionView *view, core::base::BlockId block, terminal::BlockAction action)
{
    const auto frame = view->session()->frame();
    const auto found = std::find_if(frame->blocks->begin(), frame->blocks->end(), [&](const core::shell::Block &b) { return b.id == block; });
    if (found == frame->blocks->end())
        return;
    if (action == terminal::BlockAction::Rerun) {
        view->terminal()->insertText(QString::fromStdString(found->command));
    } else if (action == terminal::BlockAction::Explain) {
        showPanels(m_actions->toggleContainers->isChecked(), true);
        const std::string question = "Why did this fail: " + found->command;
        const auto context = m_host.assistant().contextFor(view->session()->info(), *frame);
        if (const auto asked = m_host.assistant().ask(view->session()->info(), question, context); !asked)
            m_status->showNotice(QString::fromStdString(asked.error().message));
    }
}

void MainWindow::insertCommand(SessionId session, const QString &command)
{
    if (SessionView *view = m_tabs->view(session)) {
        m_tabs->select(session);
        view->terminal()->insertText(command);
        view->setFocus();
    }
}

void MainWindow::openPalette()
{
    std::vector<PaletteEntry> entries;
    const auto append = [&entries](std::vector<PaletteEntry> more) { std::move(more.begin(), more.end(), std::back_inserter(entries)); };
    append(actionEntries(*m_actions));
    append(tabEntries(*m_tabs));
    append(containerEntries(m_host.engines(), [this](const QString &engine, const QString &container) { m_containers->actions().openShell(engine, container); }));
    m_palette->open(std::move(entries));
}

void MainWindow::searchHistory(const QString &query)
{
    if (query.trimmed().size() < 2)
        return;
    core::store::HistoryQuery search;
    search.text = query.toStdString();
    search.limit = 30;
    m_host.store().search(std::move(search), [self = QPointer(this), query](core::base::Result<std::vector<core::store::CommandRecord>> found) {
        // On the store's thread: only post. The application object outlives the store's readers.
        if (!found)
            return;
        QMetaObject::invokeMethod(qApp, [self, query, records = std::move(*found)] {
            if (!self)
                return;
            const auto insert = [self](const QString &command) {
                if (self && self->m_tabs->current())
                    self->insertCommand(self->m_tabs->current()->id(), command);
            };
            self->m_palette->setHistory(query, historyEntries(records, insert));
        }, Qt::QueuedConnection);
    });
}

void MainWindow::openShare()
{
    SessionView *const view = m_tabs->current();
    if (!view)
        return;
    const auto &info = view->session()->info();
    attach::ShareSubject subject;
    subject.session = view->session();
    subject.title = tabTitle(info);
    subject.place = info.place.isContainer() ? placeName(info.place) : QStringLiteral("this computer");
    if (const auto *container = containerOf(info.place))
        subject.reach = containers::reachSentence(container->reach);
    auto *const dialog = new attach::ShareDialog(m_host.attach(), std::move(subject), m_preferences.linkLifetime, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::openSettings(const QString &table)
{
    auto *const dialog = new settings::SettingsDialog(m_options.configFile, m_options.reload, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &settings::SettingsDialog::written, this, &MainWindow::reloadSettings);
    if (!table.isEmpty())
        dialog->showTable(table);
    dialog->open();
}

void MainWindow::reloadSettings()
{
    std::vector<core::config::Problem> problems;
    const core::config::Settings read = m_options.reload(problems);
    if (const auto broken = unreadable(m_options.configFile, problems)) {
        showProblem(*broken + QStringLiteral(" The settings stay as they were."));
        return;
    }
    const Preferences next = preferencesFrom(read);
    const bool schemeChanged = next.scheme != current();
    m_preferences = next;
    if (schemeChanged) {
        apply(*qApp, next.scheme);
        m_tabs->setScheme();
    }
    m_tabs->setAppearance(next.appearance);
    m_tabs->setConfirmClose(next.confirmClose);
}

void MainWindow::showProblem(const QString &sentence)
{
    m_problems->say(QStringLiteral("problem"), sentence, "warn");
    m_problems->offer(QStringLiteral("Dismiss"), [this] { m_problems->clear(QStringLiteral("problem")); });
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const QStringList running = m_closeAgreed ? QStringList() : m_tabs->running();
    if (running.isEmpty()) {
        event->accept();
        Q_EMIT closed();
        return;
    }
    event->ignore();
    auto *const question = new ConfirmDialog(QStringLiteral("Close the window?"), running.join(QLatin1Char('\n')) + QStringLiteral("\nClosing the window ends it all."),
                                             QStringLiteral("Close window"), QStringLiteral("Keep it open"), this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QDialog::accepted, this, [this] {
        m_closeAgreed = true;
        close();
    });
    question->open();
}

void MainWindow::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), color(Role::Terminal));
    if (!m_painted) {
        m_painted = true;
        QMetaObject::invokeMethod(this, &MainWindow::firstPainted, Qt::QueuedConnection);
    }
}

} // namespace ui::window
