#include "ui/window/main_window.h"

#include "ui/desk/desk_windows.h"
#include "ui/player/player_window.h"
#include "ui/player/recordings_dialog.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/window/action_set.h"
#include "ui/window/command_palette.h"
#include "ui/theme/confirm_dialog.h"
#include "ui/window/file_watch.h"
#include "ui/window/history_opener.h"
#include "ui/window/info_bar.h"
#include "ui/window/session_view.h"
#include "ui/window/status_strip.h"
#include "ui/window/tab_page.h"
#include "ui/window/tab_strip.h"
#include "ui/window/top_bar.h"

#include <QAction>
#include <QCloseEvent>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace ui::window {

using namespace ui::theme;

namespace {
constexpr QSize kLeastWindow(280, 160); // the top row's buttons and some lines
}

MainWindow::MainWindow(core::host::Host &host, WindowOptions options)
    : m_host(host), m_options(std::move(options)), m_preferences(preferencesFrom(host.settings())), m_actions(std::make_unique<ActionSet>(this))
{
    setWindowTitle(QStringLiteral("Berth"));
    setWindowIcon(applicationIcon());
    setAttribute(Qt::WA_OpaquePaintEvent);
    build();
    connectActions();
    connectParts();
    if (m_options.restore)
        m_tabs->restore(m_options.restore->tabs, m_options.restore->currentTab);
    m_tabs->adopt();
    connect(this, &MainWindow::firstPainted, m_tabs, &SessionTabs::fillRestored);
    const auto shown = [this](bool preferred, bool WindowLayout::*last) { return !m_options.bare && (m_options.restore ? *m_options.restore.*last : preferred); };
    m_leftWish.wanted = shown(m_preferences.showContainers, &WindowLayout::containers);
    m_rightWish.wanted = shown(m_preferences.showAssistant, &WindowLayout::assistant);
    if (m_options.restore) {
        m_leftWish.width = std::max(m_leftWish.least, m_options.restore->containersWidth.value_or(m_leftWish.width));
        m_rightWish.width = std::max(m_rightWish.least, m_options.restore->assistantWidth.value_or(m_rightWish.width));
    }
    takePreferences();
    onCurrentChanged();
    showProblems(host.problems());
    if (m_options.reload && !m_options.configFile.empty())
        connect(new FileWatch(QString::fromStdString(m_options.configFile), this), &FileWatch::changed, this, &MainWindow::reloadSettings);
    applyGeometry(m_options.geometry.value_or(m_preferences.grid));
}

MainWindow::~MainWindow()
{
    delete m_desk;
    for (const auto &window : m_players)
        delete window.data(); // they are windows of their own, and nobody's children
}

void MainWindow::build()
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    // The parts give way themselves: what they would like must not keep a window from being small.
    layout->setSizeConstraint(QLayout::SetNoConstraint);
    setMinimumSize(kLeastWindow);
    m_top = new TopBar(this);
    m_problems = new InfoBar(this);
    m_problems->setObjectName(QStringLiteral("windowProblem"));
    connect(m_problems, &InfoBar::left, this, [this] {
        if (SessionView *const view = m_tabs->current())
            view->terminal()->setFocus();
    });
    m_splitter = new QSplitter(this);
    m_status = new StatusStrip(this);
    connect(m_status, &StatusStrip::reachClicked, this, [this] {
        if (const SessionView *const view = m_tabs->current())
            desk().openContainer(QString::fromStdString(view->place().engine), QString::fromStdString(view->place().containerId));
    });
    layout->addWidget(m_top);
    layout->addWidget(m_problems);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_status);

    buildPanelPlaces();
    m_tabs = new SessionTabs(m_host, *m_top->tabs(), *m_pages, m_preferences.tabs, this);
    m_history = new HistoryOpener(m_host, *m_tabs, this);

    auto *const menu = m_top->menu()->menu();
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        if (menu->isEmpty())
            m_actions->fill(*menu);
    });
    const auto tip = [](QWidget *on, const QAction *action) {
        on->setToolTip(QStringLiteral("%1 (%2)").arg(action->text(), action->shortcut().toString(QKeySequence::NativeText)));
    };
    tip(m_top->plus(), m_actions->newTab);
    tip(m_top->search(), m_actions->palette);
    tip(m_top->share(), m_actions->share);
    m_top->plus()->setAccessibleName(m_actions->newTab->text());
}

WindowLayout MainWindow::layoutNow() const
{
    WindowLayout layout;
    layout.maximized = isMaximized();
    layout.size = layout.maximized || isFullScreen() ? normalGeometry().size() : size();
    // What is wanted, also where it is folded in a narrow window or switched off for now.
    layout.containers = m_leftWish.wanted;
    layout.assistant = m_rightWish.wanted;
    layout.containersWidth = m_leftWish.width;
    layout.assistantWidth = m_rightWish.width;
    layout.currentTab = std::max(0, m_tabs->currentIndex());
    layout.tabs = m_tabs->layout();
    return layout;
}

std::size_t MainWindow::waitingActions() const
{
    std::size_t waiting = 0;
    for (auto *const engine : m_host.engines().engines())
        waiting += engine->turns().waiting();
    return waiting;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const QStringList running = m_closeAgreed ? QStringList() : m_tabs->running();
    const std::size_t waiting = m_closeAgreed || !m_preferences.tabs.confirmClose ? 0 : waitingActions();
    if (running.isEmpty() && waiting == 0) {
        event->accept();
        Q_EMIT closed();
        return;
    }
    event->ignore();
    if (findChild<ConfirmDialog *>(QStringLiteral("closeWindow")))
        return;
    QStringList lost = running;
    if (!running.isEmpty())
        lost << tr("Closing the window ends it all.");
    if (waiting > 0)
        lost << (waiting == 1 ? tr("An action on a container still waits its turn. Closing the window drops it.")
                              : tr("%1 actions on containers still wait their turn. Closing the window drops them.").arg(waiting));
    auto *const question = new ConfirmDialog(tr("Close the window?"), lost.join(QLatin1Char('\n')), tr("Close window"), tr("Keep it open"), this);
    question->setObjectName(QStringLiteral("closeWindow"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QDialog::accepted, this, [this] {
        m_closeAgreed = true;
        close();
    });
    question->open();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() < m_givenSize.width())
        m_askedTerminal = 0; // the user wants less by now; a wider window goes to the terminal before panels come back
    fitPanels();
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
