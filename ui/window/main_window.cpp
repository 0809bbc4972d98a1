#include "ui/window/main_window.h"

#include "ui/assistant/assistant_panel.h"
#include "ui/containers/containers_panel.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/window/action_set.h"
#include "ui/window/command_palette.h"
#include "ui/window/confirm_dialog.h"
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
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace ui::window {

using namespace ui::theme;

namespace {

constexpr int kContainersWidth = 252;
constexpr int kAssistantWidth = 344;

// A panel's place: its ground, also before the panel is built.
class PanelFrame : public QWidget
{
public:
    explicit PanelFrame(QWidget *parent) : QWidget(parent)
    {
        auto *const inside = new QVBoxLayout(this);
        inside->setContentsMargins(0, 0, 0, 0);
    }

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), color(Role::Panel)); }
};

} // namespace

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
    showPanels(shown(m_preferences.showContainers, &WindowLayout::containers), shown(m_preferences.showAssistant, &WindowLayout::assistant));
    takePreferences();
    onCurrentChanged();
    if (!host.problems().empty()) {
        const auto &first = host.problems().front();
        const auto more = int(host.problems().size()) - 1;
        const QString sentence = QStringLiteral("%1: %2").arg(QString::fromStdString(first.where), QString::fromStdString(first.message));
        showProblem(more > 0 ? tr("%1 (and %n more)", nullptr, more).arg(sentence) : sentence);
    }
    applyGeometry(m_options.geometry.value_or(m_preferences.grid));
}

MainWindow::~MainWindow() = default;

void MainWindow::build()
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

    m_left = new PanelFrame(m_splitter);
    m_pages = new QStackedWidget(m_splitter);
    m_right = new PanelFrame(m_splitter);
    m_pages->setMinimumSize(240, 96);
    m_left->setMinimumWidth(200);
    m_right->setMinimumWidth(260);
    m_tabs = new SessionTabs(m_host, *m_top->tabs(), *m_pages, m_preferences.tabs, this);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setStretchFactor(2, 0);
    // The brand cell ends where the panel does; its line is the splitter's handle.
    m_splitter->setSizes({kContainersWidth - 1, 1440 - kContainersWidth - kAssistantWidth, kAssistantWidth - 1});

    auto *const menu = new QMenu(m_top->menu());
    m_top->menu()->setMenu(menu);
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

containers::ContainersPanel &MainWindow::containersPanel()
{
    if (!m_containers) {
        m_containers = new containers::ContainersPanel(m_host, [this] { return currentGrid(); });
        m_left->layout()->addWidget(m_containers);
        connect(m_containers, &containers::ContainersPanel::shellOpened, this, [this](core::base::SessionId id) { m_tabs->select(id); });
        connect(&m_containers->model(), &containers::ContainerModel::refreshed, this, &MainWindow::refreshStatus);
        onCurrentChanged();
    }
    return *m_containers;
}

assistant::AssistantPanel &MainWindow::assistantPanel()
{
    if (!m_assistant) {
        m_assistant = new assistant::AssistantPanel(m_host.assistant());
        m_right->layout()->addWidget(m_assistant);
        connect(m_assistant, &assistant::AssistantPanel::insertRequested, this, &MainWindow::insertCommand);
        connect(m_assistant, &assistant::AssistantPanel::settingsRequested, this, [this] { openSettings(QStringLiteral("assistant")); });
        onCurrentChanged();
    }
    return *m_assistant;
}

void MainWindow::showPanels(bool containers, bool assistant)
{
    assistant = assistant && m_preferences.assistant;
    if (containers)
        containersPanel();
    if (assistant)
        assistantPanel();
    m_left->setVisible(containers);
    m_right->setVisible(assistant);
    m_actions->toggleContainers->setChecked(containers);
    m_actions->toggleAssistant->setChecked(assistant);
    alignBrand();
}

void MainWindow::alignBrand()
{
    m_top->setBrandWidth(m_left->isVisibleTo(m_splitter) ? m_splitter->sizes().front() + 1 : 0);
}

void MainWindow::applyGeometry(core::base::GridSize grid)
{
    const auto &last = m_options.restore;
    if (!m_options.geometry && last && last->size) {
        resize(last->size->boundedTo(screen()->availableGeometry().size()));
        if (last->maximized)
            setWindowState(Qt::WindowMaximized);
        layout()->activate();
        m_splitter->setSizes({kContainersWidth - 1, width() - kContainersWidth - kAssistantWidth, kAssistantWidth - 1});
        alignBrand();
        return;
    }
    resize(1200, 760);
    SessionView *const view = m_tabs->current();
    if (!view)
        return;
    // The terminal's share of a window of a known size tells what to add for the grid that is wanted.
    ensurePolished();
    layout()->activate();
    m_splitter->refresh();
    const bool left = m_left->isVisibleTo(m_splitter);
    const bool right = m_right->isVisibleTo(m_splitter);
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

WindowLayout MainWindow::layoutNow() const
{
    WindowLayout layout;
    layout.maximized = isMaximized();
    layout.size = layout.maximized || isFullScreen() ? normalGeometry().size() : size();
    layout.containers = m_actions->toggleContainers->isChecked();
    // An assistant that is switched off for now does not lose its place.
    layout.assistant = m_preferences.assistant ? m_actions->toggleAssistant->isChecked()
        : m_options.restore                    ? m_options.restore->assistant
                                               : m_preferences.showAssistant;
    layout.currentTab = std::max(0, m_tabs->currentIndex());
    layout.tabs = m_tabs->layout();
    return layout;
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
    if (findChild<ConfirmDialog *>(QStringLiteral("closeWindow")))
        return;
    auto *const question = new ConfirmDialog(tr("Close the window?"), running.join(QLatin1Char('\n')) + QLatin1Char('\n') + tr("Closing the window ends it all."),
                                             tr("Close window"), tr("Keep it open"), this);
    question->setObjectName(QStringLiteral("closeWindow"));
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
