// What each action does, and what the parts tell each other.
#include "ui/assistant/assistant_panel.h"
#include "ui/containers/containers_panel.h"
#include "ui/window/action_set.h"
#include "ui/window/history_opener.h"
#include "ui/window/info_bar.h"
#include "ui/window/main_window.h"
#include "ui/window/place_text.h"
#include "ui/window/session_view.h"
#include "ui/window/status_strip.h"
#include "ui/window/tab_page.h"
#include "ui/window/tab_strip.h"
#include "ui/window/top_bar.h"

#include <QAction>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPushButton>
#include <QSplitter>
#include <QToolButton>
#include <QUrl>

namespace ui::window {

using terminal::TerminalWidget;

void MainWindow::connectActions()
{
    const auto on = [this](QAction *action, auto run) { connect(action, &QAction::triggered, this, run); };
    const auto withTerminal = [this](auto run) {
        return [this, run] {
            if (SessionView *view = m_tabs->current())
                run(*view->terminal());
        };
    };
    on(m_actions->newTab, [this] { openLocalTab(); });
    on(m_actions->reopenTab, [this] { m_tabs->reopen(); });
    on(m_actions->renameTab, [this] { m_top->tabs()->editTitle(m_tabs->currentIndex()); });
    on(m_actions->closeTab, [this] { m_tabs->requestCloseTab(m_tabs->currentIndex()); });
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
    on(m_actions->search, withTerminal([](TerminalWidget &t) { t.openSearch(); }));
    on(m_actions->searchHistory, [this] { m_history->open(); });
    on(m_actions->hints, withTerminal([](TerminalWidget &t) { t.startHints(); }));
    on(m_actions->readOnly, withTerminal([](TerminalWidget &t) { t.setReadOnly(!t.isReadOnly()); }));
    on(m_actions->clear, [this] {
        if (SessionView *view = m_tabs->current())
            view->clearScrollback();
    });
    on(m_actions->save, [this] { openSaveScrollback(); });
    on(m_actions->fullScreen, [this](bool full) { full ? showFullScreen() : showNormal(); });
    on(m_actions->toggleContainers, [this](bool shown) { setPanelWanted(PanelSide::Left, shown); });
    on(m_actions->toggleAssistant, [this](bool shown) { setPanelWanted(PanelSide::Right, shown); });
    on(m_actions->focusContainers, [this] {
        setPanelWanted(PanelSide::Left, true);
        containersPanel().focusFilter();
    });
    on(m_actions->focusAssistant, [this] {
        setPanelWanted(PanelSide::Right, true);
        assistantPanel().focusQuestion();
    });
    on(m_actions->answer, [this] {
        SessionView *const view = m_tabs->current();
        if (!(view && view->bar()->takeFocus()) && !m_problems->takeFocus())
            m_status->showNotice(tr("Nothing is asked here."));
    });
    on(m_actions->share, [this] { openShare(); });
    on(m_actions->palette, [this] { openPalette(); });
    on(m_actions->settings, [this] { openSettings(); });
    on(m_actions->quit, [this] { close(); });
    for (std::size_t i = 0; i < m_actions->goToTab.size(); ++i) {
        const bool last = i + 1 == m_actions->goToTab.size();
        on(m_actions->goToTab[i], [this, i, last] { m_tabs->selectIndex(last ? m_tabs->count() - 1 : int(i)); });
    }
    connectPaneActions();
    connectBlockActions();
    connectRecording();
    connect(m_top->plus(), &QToolButton::clicked, m_actions->newTab, &QAction::trigger);
    connect(m_top->search(), &QPushButton::clicked, m_actions->palette, &QAction::trigger);
    connect(m_top->share(), &QPushButton::clicked, m_actions->share, &QAction::trigger);
}

void MainWindow::connectPaneActions()
{
    const auto on = [this](QAction *action, auto run) { connect(action, &QAction::triggered, this, run); };
    const auto split = [this](Qt::Orientation orientation) { return [this, orientation] { m_tabs->split(orientation); }; };
    const auto withPage = [this](auto run) {
        return [this, run] {
            if (TabPage *page = m_tabs->currentPage())
                run(*page);
        };
    };
    const auto towards = [&](Direction direction) { return withPage([direction](TabPage &page) { page.focusTowards(direction); }); };
    on(m_actions->splitRight, split(Qt::Horizontal));
    on(m_actions->splitDown, split(Qt::Vertical));
    on(m_actions->closePane, [this] { m_tabs->requestClosePane(); });
    on(m_actions->zoomPane, withPage([](TabPage &page) { page.setZoomed(!page.isZoomed()); }));
    on(m_actions->nextPane, withPage([](TabPage &page) { page.step(1); }));
    on(m_actions->previousPane, withPage([](TabPage &page) { page.step(-1); }));
    on(m_actions->focusLeft, towards(Direction::Left));
    on(m_actions->focusRight, towards(Direction::Right));
    on(m_actions->focusUp, towards(Direction::Up));
    on(m_actions->focusDown, towards(Direction::Down));
    on(m_actions->growPane, withPage([](TabPage &page) { page.grow(1); }));
    on(m_actions->shrinkPane, withPage([](TabPage &page) { page.grow(-1); }));
}

void MainWindow::connectParts()
{
    connect(m_tabs, &SessionTabs::currentChanged, this, &MainWindow::onCurrentChanged);
    connect(m_tabs, &SessionTabs::refreshed, this, &MainWindow::refreshStatus);
    connect(m_tabs, &SessionTabs::notice, m_status, &StatusStrip::showNotice);
    connect(m_tabs, &SessionTabs::refused, this, &MainWindow::showProblem);
    connect(m_tabs, &SessionTabs::opened, this, &MainWindow::watch);
    connect(m_tabs, &SessionTabs::commandEnded, this, &MainWindow::announceEnded);
    connect(m_tabs, &SessionTabs::emptied, this, [this] {
        m_closeAgreed = true;
        close();
    });
    connect(m_history, &HistoryOpener::notice, m_status, &StatusStrip::showNotice);
    connect(m_history, &HistoryOpener::settingsRequested, this, [this] { openSettings(QStringLiteral("history")); });
    connect(m_splitter, &QSplitter::splitterMoved, this, &MainWindow::takeDraggedWidths);
    connect(&m_host, &core::host::Host::notice, m_status, &StatusStrip::showNotice);
}

void MainWindow::watch(SessionView *view)
{
    m_history->watch(view);
    connect(view->terminal(), &TerminalWidget::blockActionRequested, this,
            [this, view](core::base::BlockId block, terminal::BlockAction action) { runBlockAction(view, block, action); });
    connect(view->terminal(), &TerminalWidget::inputRefused, m_status, &StatusStrip::showNotice);
    connect(view->terminal(), &TerminalWidget::told, m_status, &StatusStrip::showNotice);
    connect(view->terminal(), &TerminalWidget::hoveredLinkChanged, m_status, &StatusStrip::showTarget);
    connect(view->terminal(), &TerminalWidget::pathActivated, this, [this, view](const QString &path) { openPath(*view, path); });
    connect(view->terminal(), &TerminalWidget::readOnlyChanged, this, &MainWindow::onCurrentChanged);
    connect(view->terminal(), &TerminalWidget::scrollbackSaved, this, [this](const QString &path, const QString &problem) {
        m_status->showNotice(problem.isEmpty() ? tr("The scrollback is in %1.").arg(path) : problem);
    });
    connect(view->terminal(), &TerminalWidget::outputSaved, this, [this](const QString &path, const QString &problem) {
        m_status->showNotice(problem.isEmpty() ? tr("The output is in %1.").arg(path) : problem);
    });
    connect(view->terminal(), &TerminalWidget::failuresOnlyChanged, this, &MainWindow::refreshBlockActions);
    view->terminal()->setOffered(terminal::BlockAction::Explain, m_preferences.assistant);
}

// A path that a program printed: the session's, so only a local one can be opened from here.
void MainWindow::openPath(const SessionView &view, const QString &path)
{
    const auto &place = view.session()->info().place;
    // A home in a container is not known here.
    const bool inHome = path == QLatin1String("~") || path.startsWith(QLatin1String("~/"));
    const QString absolute = !inHome ? QDir::cleanPath(QDir(QString::fromStdString(view.session()->frame()->cwd)).filePath(path))
        : place.isContainer()        ? path
                                     : QDir::cleanPath(QDir::homePath() + path.mid(1));
    if (place.isContainer()) {
        QGuiApplication::clipboard()->setText(absolute);
        m_status->showNotice(tr("%1 is in %2; its path is copied.").arg(absolute, placeName(place)));
    } else if (!QFileInfo::exists(absolute)) {
        m_status->showNotice(tr("There is no %1.").arg(absolute));
    } else if (!QDesktopServices::openUrl(QUrl::fromLocalFile(absolute))) {
        m_status->showNotice(tr("This desktop has no program that opens %1.").arg(absolute));
    }
}

void MainWindow::openLocalTab(const core::host::LocalShell &spec)
{
    if (!m_tabs->hasRoom())
        return;
    core::host::LocalShell wanted = spec;
    wanted.size = currentGrid();
    SessionView *const view = m_tabs->current();
    if (wanted.workingDirectory.empty() && view && !view->session()->info().place.isContainer())
        wanted.workingDirectory = view->session()->frame()->cwd;
    if (const auto session = m_host.openLocal(wanted); !session)
        showProblem(QString::fromStdString(session.error().message));
}

void MainWindow::insertCommand(core::base::SessionId session, const QString &command)
{
    if (SessionView *view = m_tabs->view(session)) {
        m_tabs->select(session);
        view->terminal()->insertText(command);
        view->setFocus();
    }
}

} // namespace ui::window
