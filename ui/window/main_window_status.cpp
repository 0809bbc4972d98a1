// What the window says about the session that has the keyboard.
#include "ui/assistant/assistant_panel.h"
#include "ui/containers/container_text.h"
#include "ui/containers/containers_panel.h"
#include "ui/player/time_text.h"
#include "ui/window/action_set.h"
#include "ui/window/main_window.h"
#include "ui/window/place_text.h"
#include "ui/window/session_view.h"
#include "ui/window/status_strip.h"
#include "ui/window/tab_page.h"
#include "ui/window/top_bar.h"

#include <QAction>
#include <QPushButton>

namespace ui::window {

core::base::GridSize MainWindow::currentGrid() const
{
    SessionView *const view = m_tabs->current();
    return view ? view->terminal()->gridSize() : m_preferences.grid;
}

void MainWindow::onCurrentChanged()
{
    SessionView *const view = m_tabs->current();
    m_actions->share->setEnabled(view);
    m_top->share()->setEnabled(view);
    const TabPage *const page = m_tabs->currentPage();
    m_actions->setSeveralPanes(page && page->panes().size() > 1);
    m_actions->zoomPane->setChecked(page && page->isZoomed());
    for (QAction *action : {m_actions->search, m_actions->hints, m_actions->readOnly, m_actions->clear, m_actions->save})
        action->setEnabled(view);
    refreshRecording();
    m_actions->readOnly->setChecked(view && view->terminal()->isReadOnly());
    m_actions->reopenTab->setEnabled(m_tabs->canReopen());
    refreshBlockActions();
    if (m_assistant)
        m_assistant->setSession(view ? view->session() : nullptr);
    const auto place = view ? view->session()->info().place : core::session::Place{};
    if (m_containers)
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
    if (m_assistant)
        m_assistant->followSession();
    const auto &info = view->session()->info();
    const auto frame = view->session()->frame();
    Status status;
    status.identity = identityOf(view->place());
    status.place = placeName(view->place());
    status.user = QString::fromStdString(info.place.user);
    if (info.place.isContainer())
        status.engine = containers::engineWord(info.place.engine);
    status.cwd = QString::fromStdString(frame->cwd);
    status.shell = blocksText(info, *frame);
    if (const auto *container = m_tabs->containerOf(info.place)) {
        status.reach = containers::reachBrief(container->reach);
        status.reachWhy = containers::reachSentence(container->reach);
    }
    status.viewers = int(view->session()->viewers());
    const TabPage *const page = m_tabs->currentPage();
    status.hiddenPanes = page->isZoomed() ? int(page->panes().size()) - 1 : 0;
    const auto grid = view->terminal()->gridSize();
    status.cols = grid.cols;
    status.rows = grid.rows;
    status.paused = frame->paused;
    if (const auto recording = m_host.recordings().status(info.id))
        status.recording = player::clockText(recording->length);
    m_status->show(status);
    QString title = page->name(); // what the user called it before what a program calls itself, as on the tab
    if (title.isEmpty())
        title = QString::fromStdString(frame->screen->title);
    setWindowTitle((title.isEmpty() ? tabTitle(view->place(), info, *frame) : title) + QStringLiteral(" — Berth"));
}

} // namespace ui::window
