// Opening in a place that is chosen (splits, restored and reopened tabs), and closing with a question where one is due.
#include "ui/theme/confirm_dialog.h"
#include "ui/window/frozen_session.h"
#include "ui/window/pane.h"
#include "ui/window/pane_filler.h"
#include "ui/window/place_text.h"
#include "ui/window/session_tabs.h"
#include "ui/window/session_view.h"
#include "ui/window/tab_page.h"
#include "ui/window/tab_strip.h"

#include <QStackedWidget>
#include <QTime>
#include <algorithm>

namespace ui::window {

using core::base::SessionId;

void SessionTabs::restore(const std::vector<TabLayout> &tabs, int current)
{
    for (const TabLayout &tab : tabs)
        addPage(tab, count());
    selectIndex(current);
    // The program's first shell is the one that WindowLayout::firstLocal() names: they wait in the same order.
    const auto expectIn = [this](const TabPage *page) {
        auto panes = page->panes();
        panes.insert(panes.begin(), page->active());
        for (Pane *pane : panes) {
            if (!pane->spec().isContainer() && !m_filler->isExpecting(pane))
                m_filler->expect(pane);
        }
    };
    if (const TabPage *shown = currentPage())
        expectIn(shown);
    for (const TabPage *page : m_pages) {
        if (page != currentPage())
            expectIn(page);
    }
}

void SessionTabs::fillRestored()
{
    std::vector<Pane *> empty;
    for (const TabPage *page : m_pages) {
        for (Pane *pane : page->panes()) {
            if (!pane->view())
                empty.push_back(pane);
        }
    }
    for (Pane *pane : empty) {
        if (!pane->view()) // filling another one may have let in what opens meanwhile
            fill(pane);
    }
}

void SessionTabs::fill(Pane *pane)
{
    const SessionView *const beside = current();
    m_filler->fill(pane, beside ? beside->terminal()->gridSize() : core::base::GridSize{});
}

bool SessionTabs::hasRoom(std::size_t more)
{
    std::size_t panes = 0;
    for (const TabPage *page : m_pages)
        panes += page->panes().size();
    if (panes + more <= std::size_t(kMostPanes))
        return true;
    Q_EMIT notice(tr("A window takes %1 panes at most. Close some first.").arg(kMostPanes));
    return false;
}

void SessionTabs::split(Qt::Orientation orientation)
{
    TabPage *const page = currentPage();
    if (!page || !hasRoom())
        return;
    Pane *const from = page->active();
    core::base::GridSize size = from->view() ? from->view()->terminal()->gridSize() : core::base::GridSize{};
    Pane *const made = page->split(from, orientation, from->spec());
    if (!made) {
        Q_EMIT notice(tr("There is no room here for another pane."));
        return;
    }
    connect(made, &Pane::closeRequested, this, [this, made] { dropPane(made); });
    (orientation == Qt::Horizontal ? size.cols : size.rows) /= 2;
    made->setFocus();
    m_filler->fill(made, core::base::clamped(size));
}

void SessionTabs::restart(SessionView *view)
{
    if (Pane *const pane = paneOf(view); pane && !m_filler->isFilling(pane))
        m_filler->fill(pane, view->terminal()->gridSize());
}

void SessionTabs::onEnded(SessionId id)
{
    SessionView *const ended = view(id);
    if (!ended)
        return;
    // A shell that was left on purpose takes its pane with it; anything else stays to be read, a container's last words too.
    const auto status = ended->session()->frame()->ended;
    if (status && status->code == 0 && status->reason.empty())
        return m_host.close(id);
    ended->showEnded();
    const auto &place = ended->session()->info().place;
    const auto *const engine = m_host.engines().engine(place.engine);
    if (!engine || !place.isContainer())
        return;
    // A container may be removed with its shell, as those beside others are: there is nothing to start again.
    const auto look = [ended, engine, container = place.containerId] {
        if (engine->state() == core::engine::EngineState::Ready && !engine->find(container))
            ended->containerIsGone();
    };
    connect(engine, &core::engine::Engine::containersChanged, ended, look);
    look();
}

void SessionTabs::remove(SessionId id)
{
    if (Pane *const pane = paneOf(view(id)))
        dropPane(pane);
}

void SessionTabs::dropPane(Pane *pane)
{
    TabPage *const page = pageOf(pane);
    if (!page)
        return;
    if (m_remember)
        remember(page, {pane});
    if (page->panes().size() > 1) {
        page->remove(pane);
        return;
    }
    const int index = indexOf(page);
    m_pages.erase(m_pages.begin() + index);
    m_stack.removeWidget(page);
    page->hide();
    page->deleteLater();
    m_strip.removeTab(index); // selects a neighbour
    if (m_pages.empty())
        Q_EMIT emptied();
}

// A whole tab is kept as it is divided, a pane of several as a tab of its own.
void SessionTabs::remember(const TabPage *page, const std::vector<Pane *> &panes)
{
    ClosedTab closed;
    closed.layout = page->layoutNow();
    if (panes.size() < page->panes().size())
        closed.layout = {{}, {Qt::Horizontal, {}, {}, panes.front()->spec()}, 0};
    for (const Pane *pane : panes)
        closed.output.push_back(pane->view() ? freeze(*pane->view()->session()) : nullptr);
    closed.closedAt = QTime::currentTime().toString(QStringLiteral("HH:mm"));
    m_closed.push(std::move(closed));
}

void SessionTabs::reopen()
{
    if (m_closed.isEmpty() || !hasRoom(m_closed.newest().layout.root.panes().size()))
        return;
    const auto closed = m_closed.pop();
    TabPage *const page = addPage(closed->layout, count());
    const auto panes = page->panes();
    m_strip.setCurrentIndex(indexOf(page));
    for (std::size_t i = 0; i < panes.size(); ++i) {
        if (i < closed->output.size())
            panes[i]->setEarlier(closed->output[i], closed->closedAt);
        fill(panes[i]);
    }
}

void SessionTabs::requestClosePane()
{
    const TabPage *const page = currentPage();
    if (page)
        ask({page->active()}, page->panes().size() > 1 ? tr("Close this pane?") : tr("Close this tab?"),
            page->panes().size() > 1 ? tr("Close pane") : tr("Close tab"));
}

void SessionTabs::requestCloseTab(int index)
{
    if (const TabPage *const wanted = page(index))
        ask(wanted->panes(), tr("Close this tab?"), tr("Close tab"));
}

void SessionTabs::ask(const std::vector<Pane *> &panes, const QString &title, const QString &agree)
{
    QStringList sentences;
    for (const Pane *pane : panes) {
        const QString running = pane->view() ? runningText(*pane->view()->session()) : QString();
        if (!running.isEmpty())
            sentences << running;
    }
    if (sentences.isEmpty() || !m_preferences.confirmClose) {
        closePages(panes);
        return;
    }
    const QString text = sentences.join(QLatin1Char('\n')) + QLatin1Char('\n') + tr("Closing ends what runs there.");
    auto *const question = new theme::ConfirmDialog(title, text, agree, tr("Keep it"), m_stack.window());
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QDialog::accepted, this, [this, wanted = std::vector<QPointer<Pane>>(panes.begin(), panes.end())] {
        std::vector<Pane *> left;
        for (const auto &pane : wanted) {
            if (pane)
                left.push_back(pane);
        }
        closePages(left);
    });
    question->open();
}

void SessionTabs::closePages(const std::vector<Pane *> &panes)
{
    if (panes.empty())
        return;
    const TabPage *const page = pageOf(panes.front());
    if (!page)
        return;
    remember(page, panes);
    m_remember = false;
    for (Pane *pane : panes) {
        if (pane->view())
            m_host.close(pane->view()->id());
        else
            dropPane(pane);
    }
    m_remember = true;
}

QStringList SessionTabs::running() const
{
    QStringList sentences;
    if (!m_preferences.confirmClose)
        return sentences;
    for (const SessionView *view : views()) {
        if (const QString running = runningText(*view->session()); !running.isEmpty())
            sentences << running;
    }
    return sentences;
}

std::vector<TabLayout> SessionTabs::layout() const
{
    std::vector<TabLayout> tabs;
    for (const TabPage *page : m_pages)
        tabs.push_back(page->layoutNow());
    return tabs;
}

} // namespace ui::window
