// The panels beside the tabs: built when first shown, narrowed and folded as the window's width allows.
#include "ui/assistant/assistant_panel.h"
#include "ui/containers/containers_panel.h"
#include "ui/desk/desk_windows.h"
#include "ui/theme/theme.h"
#include "ui/window/action_set.h"
#include "ui/window/history_opener.h"
#include "ui/window/main_window.h"
#include "ui/window/session_view.h"
#include "ui/window/status_strip.h"
#include "ui/window/top_bar.h"

#include <QAction>
#include <QPainter>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui::window {

using namespace ui::theme;

namespace {

constexpr PanelWish kContainers{false, 251, 200};
constexpr PanelWish kAssistant{false, 343, 260};
constexpr QSize kFrame(4, 36); // the title bar and borders, whose size is only known later
constexpr int kUsableColumns = 60; // what panels leave to the terminal

// A panel's place: its ground, also before the panel is built.
class PanelFrame : public QWidget
{
public:
    PanelFrame(int least, QWidget *parent) : QWidget(parent), m_least(least)
    {
        auto *const inside = new QVBoxLayout(this);
        inside->setContentsMargins(0, 0, 0, 0);
    }
    QSize minimumSizeHint() const override { return {m_least, 0}; } // for dragging; a low window cuts it off

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), color(Role::Panel)); }

private:
    int m_least;
};

// The tabs' pages take what they get: a bar with long words must not push the panels aside.
class Pages : public QStackedWidget
{
public:
    using QStackedWidget::QStackedWidget;
    QSize minimumSizeHint() const override { return {kBarelyATerminal, 0}; }
};

} // namespace

void MainWindow::buildPanelPlaces()
{
    m_leftWish = kContainers;
    m_rightWish = kAssistant;
    m_splitter->setHandleWidth(kPanelLine);
    m_splitter->setChildrenCollapsible(false);
    m_left = new PanelFrame(kContainers.least, m_splitter);
    m_pages = new Pages(m_splitter);
    m_right = new PanelFrame(kAssistant.least, m_splitter);
    m_left->hide();
    m_right->hide();
    for (int i = 0; i < 3; ++i)
        m_splitter->setStretchFactor(i, i == 1 ? 1 : 0);
}

containers::ContainersPanel &MainWindow::containersPanel()
{
    if (!m_containers) {
        m_containers = new containers::ContainersPanel(m_host, [this] { return currentGrid(); });
        m_left->layout()->addWidget(m_containers);
        connect(m_containers, &containers::ContainersPanel::historyRequested, m_history, &HistoryOpener::openFor);
        connect(m_containers, &containers::ContainersPanel::detailsRequested, this, [this](const QString &engine, const QString &container) { desk().openContainer(engine, container); });
        connect(m_containers, &containers::ContainersPanel::commitRequested, this, [this](const QString &engine, const QString &container) { desk().openCommit(engine, container, this); });
        connect(m_containers, &containers::ContainersPanel::projectLogsRequested, this, [this](const QString &engine, const QString &project) { desk().openProjectLogs(engine, project); });
        connect(m_containers, &containers::ContainersPanel::createRequested, this, [this](const QString &engine, const QString &image) { desk().openCreate(engine, image, this); });
        connect(m_containers, &containers::ContainersPanel::engineRequested, this, &MainWindow::openEngine);
        connect(m_containers, &containers::ContainersPanel::shellOpened, this, [this](core::base::SessionId id) { m_tabs->select(id); });
        connect(&m_containers->model(), &containers::ContainerModel::refreshed, this, &MainWindow::refreshStatus);
        onCurrentChanged();
    }
    return *m_containers;
}

desk::DeskWindows &MainWindow::desk()
{
    if (!m_desk) {
        m_desk = new desk::DeskWindows(m_host.engines(), this);
        m_desk->setTerminalSize([this] { return currentGrid(); });
        const auto toFront = [this] {
            raise();
            activateWindow();
        };
        connect(m_desk, &desk::DeskWindows::shellRequested, this, [this, toFront](const QString &engine, const QString &container, const QString &user) {
            toFront();
            containersPanel().actions().openShell(engine, container, {user, {}});
        });
        m_desk->setStartAttached([this, toFront](const QString &engine, const QString &container, desk::CreateDialog::Ended ended) {
            containersPanel().actions().startAttached(engine, container, [toFront, ended = std::move(ended)](const core::base::Error *error) {
                if (!error)
                    toFront();
                return ended(error);
            });
        });
        connect(m_desk, &desk::DeskWindows::historyRequested, this, [this, toFront](const QString &engine, const QString &container) {
            toFront();
            m_history->openFor(engine, container);
        });
    }
    return *m_desk;
}

void MainWindow::openEngine(const QString &engineId, containers::EnginePlace place)
{
    using containers::EnginePlace;
    using Page = desk::EngineWindow::Page;
    const Page page = place == EnginePlace::Volumes ? Page::Volumes
        : place == EnginePlace::Networks            ? Page::Networks
        : place == EnginePlace::Disk                ? Page::Disk
                                                    : Page::Images;
    auto *const window = desk().openEngine(engineId, page);
    if (window && place == EnginePlace::Pull)
        window->openPull();
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

PanelWish MainWindow::assistantWish() const
{
    PanelWish wish = m_rightWish;
    wish.wanted = wish.wanted && m_preferences.assistant;
    return wish;
}

int MainWindow::leastTerminal() const
{
    const SessionView *const view = m_tabs->current();
    return m_askedTerminal > 0 ? m_askedTerminal : view ? view->terminal()->pixelSizeFor({kUsableColumns, 1}).width() : kBarelyATerminal;
}

void MainWindow::setPanelWanted(PanelSide side, bool wanted)
{
    (side == PanelSide::Left ? m_leftWish : m_rightWish).wanted = wanted;
    m_insisted = wanted ? side : PanelSide::None;
    fitPanels();
    const bool possible = side == PanelSide::Left || m_preferences.assistant;
    if (wanted && possible && !(side == PanelSide::Left ? m_left : m_right)->isVisibleTo(m_splitter))
        m_status->showNotice(tr("This window is too narrow for that panel; it opens when there is room."));
}

void MainWindow::fitPanels()
{
    const PanelRoom room = panelRoom(m_splitter->width(), m_leftWish, assistantWish(), leastTerminal(), m_insisted);
    if (room.left > 0)
        containersPanel();
    if (room.right > 0)
        assistantPanel();
    for (const auto &[place, shown] : {std::pair(m_left, room.left > 0), std::pair(m_right, room.right > 0)}) {
        if (!shown && place->isAncestorOf(focusWidget()) && m_tabs->current())
            m_tabs->current()->setFocus(); // before it is hidden: Qt would choose another
        place->setVisible(shown);
    }
    m_actions->toggleContainers->setChecked(room.left > 0);
    m_actions->toggleAssistant->setChecked(room.right > 0);
    const int lines = (room.left > 0 ? kPanelLine : 0) + (room.right > 0 ? kPanelLine : 0);
    m_splitter->setSizes({room.left, std::max(0, m_splitter->width() - room.left - room.right - lines), room.right});
    alignBrand();
}

void MainWindow::takeDraggedWidths()
{
    const QList<int> sizes = m_splitter->sizes();
    if (m_left->isVisibleTo(m_splitter))
        m_leftWish.width = sizes.front();
    if (m_right->isVisibleTo(m_splitter))
        m_rightWish.width = sizes.back();
    alignBrand();
}

// The brand cell ends where the panel does; its line is the splitter's handle.
void MainWindow::alignBrand()
{
    m_top->setBrandWidth(m_left->isVisibleTo(m_splitter) ? m_splitter->sizes().front() + kPanelLine : 0);
}

void MainWindow::applyGeometry(core::base::GridSize grid)
{
    const QSize room = screen()->availableGeometry().size() - kFrame;
    const auto give = [this](QSize size) {
        m_givenSize = size;
        resize(size);
        layout()->activate();
        fitPanels();
    };
    const auto &last = m_options.restore;
    if (!m_options.geometry && last && last->size) {
        give(last->size->boundedTo(room));
        if (last->maximized)
            setWindowState(Qt::WindowMaximized);
        return;
    }
    SessionView *const view = m_tabs->current();
    if (!view)
        return give(QSize(1200, 760).boundedTo(room));
    ensurePolished();
    layout()->activate();
    const QSize terminal = view->terminal()->pixelSizeFor(grid);
    // Where the screen is small, the panels give way to a grid that was asked for by name, and its size is kept; the usual
    // grid gives up columns and rows.
    if (m_options.geometry)
        m_askedTerminal = terminal.width();
    const PanelRoom panels = panelRoom(room.width(), m_leftWish, assistantWish(), leastTerminal());
    const int beside = (panels.left > 0 ? panels.left + kPanelLine : 0) + (panels.right > 0 ? panels.right + kPanelLine : 0);
    const int header = view->session()->info().integration ? 31 : 0;
    const QSize wanted(beside + terminal.width(), m_top->height() + header + terminal.height() + m_status->height());
    give(m_options.geometry ? wanted : wanted.boundedTo(room));
}

} // namespace ui::window
