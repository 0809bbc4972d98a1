#include "ui/window/session_tabs.h"

#include "core/base/exit_status.h"
#include "ui/containers/container_text.h"
#include "ui/window/pane.h"
#include "ui/window/pane_filler.h"
#include "ui/window/place_text.h"
#include "ui/window/session_view.h"
#include "ui/window/session_watch.h"
#include "ui/window/tab_page.h"
#include "ui/window/tab_strip.h"

#include <QApplication>
#include <QStackedWidget>
#include <algorithm>

namespace ui::window {

using core::base::SessionId;
using core::host::Host;

SessionTabs::SessionTabs(Host &host, TabStrip &strip, QStackedWidget &pages, TabPreferences preferences, QObject *parent)
    : QObject(parent)
    , m_host(host)
    , m_strip(strip)
    , m_stack(pages)
    , m_preferences(std::move(preferences))
    , m_filler(new PaneFiller(host, this))
    , m_closed(std::size_t(m_preferences.closedTabs))
{
    connect(&host, &Host::sessionOpened, this, &SessionTabs::add);
    connect(&host, &Host::sessionClosed, this, &SessionTabs::remove);
    connect(&host, &Host::sessionEnded, this, &SessionTabs::onEnded);
    connect(&host.attach(), &core::attach::AttachServer::changed, this, &SessionTabs::refreshLooks);
    connect(&host.recordings(), &core::recording::Recordings::started, this, &SessionTabs::refreshLooks);
    connect(&host.recordings(), &core::recording::Recordings::ended, this, &SessionTabs::refreshLooks);
    connect(m_filler, &PaneFiller::refused, this, &SessionTabs::refused);
    connect(&host.engines(), &core::engine::Registry::engineAdded, this, &SessionTabs::followContainers);
    for (core::engine::Engine *const engine : host.engines().engines())
        followContainers(engine);
    connect(&strip, &QTabBar::currentChanged, this, &SessionTabs::showIndex);
    connect(&strip, &QTabBar::tabCloseRequested, this, &SessionTabs::requestCloseTab);
    connect(&strip, &TabStrip::titleEdited, this, &SessionTabs::rename);
    connect(&strip, &TabStrip::titleEditLeft, this, [this] {
        if (TabPage *page = currentPage())
            page->setFocus();
    });
    connect(&strip, &QTabBar::tabMoved, this, [this](int from, int to) {
        const auto first = m_pages.begin();
        if (from < to)
            std::rotate(first + from, first + from + 1, first + to + 1);
        else
            std::rotate(first + to, first + from, first + from + 1);
    });
}

void SessionTabs::adopt()
{
    for (const auto &session : m_host.sessions())
        add(session->info().id);
}

// A container that is renamed keeps its tabs; what it reaches may be known only after they were opened.
void SessionTabs::followContainers(core::engine::Engine *engine)
{
    connect(engine, &core::engine::Engine::containersChanged, this, [this, engine] {
        for (SessionView *const view : views()) {
            if (view->place().engine != engine->id())
                continue;
            if (const auto *const container = containerOf(view->place()))
                view->setContainerName(container->name);
            if (TabPage *const page = pageOf(view); page && page->active() == paneOf(view))
                refreshLook(page);
        }
    });
}

const core::engine::Container *SessionTabs::containerOf(const core::session::Place &place) const
{
    const auto *const engine = place.isContainer() ? m_host.engines().engine(place.engine) : nullptr;
    return engine ? engine->find(place.containerId) : nullptr;
}

TabPage *SessionTabs::page(int index) const
{
    return index >= 0 && index < count() ? m_pages[std::size_t(index)] : nullptr;
}

int SessionTabs::currentIndex() const
{
    return m_strip.currentIndex();
}

TabPage *SessionTabs::currentPage() const
{
    return page(currentIndex());
}

SessionView *SessionTabs::at(int index) const
{
    const TabPage *const there = page(index);
    return there ? there->active()->view() : nullptr;
}

SessionView *SessionTabs::current() const
{
    return at(currentIndex());
}

std::vector<SessionView *> SessionTabs::views() const
{
    std::vector<SessionView *> found;
    for (const TabPage *page : m_pages) {
        for (const Pane *pane : page->panes()) {
            if (pane->view())
                found.push_back(pane->view());
        }
    }
    return found;
}

SessionView *SessionTabs::view(SessionId id) const
{
    const auto all = views();
    const auto found = std::find_if(all.begin(), all.end(), [&](const SessionView *v) { return v->id() == id; });
    return found == all.end() ? nullptr : *found;
}

int SessionTabs::indexOf(const TabPage *page) const
{
    const auto found = std::find(m_pages.begin(), m_pages.end(), page);
    return found == m_pages.end() ? -1 : int(found - m_pages.begin());
}

TabPage *SessionTabs::pageOf(const QWidget *inside) const
{
    const auto found = std::find_if(m_pages.begin(), m_pages.end(), [&](const TabPage *page) { return page->isAncestorOf(inside); });
    return found == m_pages.end() ? nullptr : *found;
}

Pane *SessionTabs::paneOf(const SessionView *view) const
{
    return view ? qobject_cast<Pane *>(view->parentWidget()) : nullptr;
}

void SessionTabs::select(SessionId id)
{
    SessionView *const wanted = view(id);
    if (TabPage *page = pageOf(wanted)) {
        page->setActive(paneOf(wanted));
        selectIndex(indexOf(page));
        wanted->setFocus();
    }
}

void SessionTabs::selectIndex(int index)
{
    if (page(index))
        m_strip.setCurrentIndex(index);
}

void SessionTabs::step(int by)
{
    if (count() > 0)
        selectIndex((currentIndex() + by + count()) % count());
}

void SessionTabs::moveCurrent(int by)
{
    const int from = currentIndex();
    if (page(from) && page(from + by))
        m_strip.moveTab(from, from + by);
}

TabPage *SessionTabs::addPage(const TabLayout &layout, int index)
{
    auto *const page = new TabPage(layout, &m_stack);
    m_pages.insert(m_pages.begin() + index, page);
    m_stack.addWidget(page);
    connect(page, &TabPage::activeChanged, this, [this, page] {
        refreshLook(page);
        if (page == currentPage())
            Q_EMIT currentChanged();
    });
    connect(page, &TabPage::panesChanged, this, [this, page] {
        if (page == currentPage())
            Q_EMIT currentChanged();
    });
    for (Pane *pane : page->panes())
        connect(pane, &Pane::closeRequested, this, [this, pane] { dropPane(pane); });
    m_strip.insertTab(index, QString());
    refreshLook(page);
    return page;
}

void SessionTabs::add(SessionId id)
{
    const auto session = m_host.session(id);
    if (!session || view(id))
        return;
    auto *const made = new SessionView(session, m_preferences.appearance, nullptr);
    made->setClipboardPolicy(m_preferences.clipboard);
    made->setUserSource([this, id] { return m_host.userOf(id); });
    connectView(made);
    if (Pane *const waiting = m_filler->claim(session->info())) {
        SessionView *const before = waiting->view(); // restarted in place
        waiting->setView(made);
        Q_EMIT opened(made);
        if (before)
            m_host.close(before->id());
        // Its first prompt is no news, so a pane that opens behind is not watched for output until the tabs change.
        TabPage *const page = pageOf(made);
        refreshLook(page);
        if (page == currentPage())
            Q_EMIT currentChanged();
        return;
    }
    PaneSpec spec;
    spec.engine = session->info().place.engine;
    spec.container = session->info().place.containerName;
    TabPage *const page = addPage({{}, {Qt::Horizontal, {}, {}, spec}, 0}, count());
    page->active()->setView(made);
    Q_EMIT opened(made);
    // The first tab becomes current by itself, before it had a page.
    const int index = indexOf(page);
    if (currentIndex() == index)
        showIndex(index);
    else
        m_strip.setCurrentIndex(index);
}

void SessionTabs::connectView(SessionView *view)
{
    const SessionId id = view->id();
    connect(view, &SessionView::closeRequested, this, [this, id] { m_host.close(id); });
    connect(view, &SessionView::restartRequested, this, [this, view] { restart(view); });
    connect(view, &SessionView::notice, this, &SessionTabs::notice);
    connect(view, &SessionView::changed, this, [this, view] {
        TabPage *const page = pageOf(view);
        if (page && page->active()->view() == view)
            refreshLook(page);
        if (view == current())
            Q_EMIT refreshed();
    });
    connect(view->terminal(), &terminal::TerminalWidget::userTyped, this, [this, id] { m_host.assistant().userTyped(id); });
    connect(view->terminal(), &terminal::TerminalWidget::gridSizeChanged, this, &SessionTabs::refreshed);
    connect(view->terminal(), &terminal::TerminalWidget::bell, this, [this, view] {
        mark(view, TabMark::Bell);
        QApplication::alert(m_stack.window()); // of a window that is not in front only
    });
    connect(view->watch(), &SessionWatch::outputSeen, this, [this, view] { mark(view, TabMark::Activity); });
    connect(view->watch(), &SessionWatch::commandFinished, this, [this, view](const core::shell::Block &block) {
        const bool said = isWorthSaying(block, m_preferences.ended);
        // With no status it may as well have been cut off, as when a container's engine goes.
        mark(view, core::base::isFailure(block) ? TabMark::Failed : block.exitCode ? TabMark::Done : TabMark::Activity, said);
        if (said)
            Q_EMIT commandEnded(view, block);
    });
    connect(view->watch(), &SessionWatch::viewersChanged, view, &SessionView::changed); // those of berthctl are known to nobody else
    connect(view->watch(), &SessionWatch::noticeShown, this, [this, view](const QString &text) {
        Q_EMIT notice(placeName(view->place()) + QStringLiteral(": ") + text);
    });
}

// The tab on show is marked only for what is to be found when the window comes to the front again.
void SessionTabs::mark(const SessionView *view, TabMark mark, bool alsoCurrent)
{
    const int index = indexOf(pageOf(view));
    if (index < 0 || (index == currentIndex() && !(alsoCurrent && !m_stack.window()->isActiveWindow())))
        return;
    TabLook look = m_strip.look(index);
    if (mark > look.mark) {
        look.mark = mark;
        m_strip.setLook(index, look);
    }
}

void SessionTabs::showIndex(int index)
{
    TabPage *const shown = page(index);
    for (SessionView *view : views())
        view->watch()->setInSight(pageOf(view) == shown);
    if (shown) {
        m_stack.setCurrentWidget(shown);
        TabLook look = m_strip.look(index);
        look.mark = TabMark::None;
        m_strip.setLook(index, look);
        shown->setFocus();
        for (const Pane *pane : shown->panes()) {
            if (pane->view())
                Q_EMIT seen(pane->view());
        }
    }
    Q_EMIT currentChanged();
}

void SessionTabs::currentSeen()
{
    const TabPage *const shown = currentPage();
    if (!shown)
        return;
    TabLook look = m_strip.look(currentIndex());
    look.mark = TabMark::None;
    m_strip.setLook(currentIndex(), look);
    for (const Pane *pane : shown->panes()) {
        if (pane->view())
            Q_EMIT seen(pane->view());
    }
}

void SessionTabs::refreshLook(TabPage *page)
{
    const int index = indexOf(page);
    if (index < 0)
        return;
    const Pane *const pane = page->active();
    const SessionView *const view = pane->view();
    TabLook look = m_strip.look(index);
    look.title = !page->name().isEmpty() ? page->name() : view ? tabTitle(view->place(), view->session()->info(), *view->session()->frame()) : pane->name();
    look.shortTitle = page->name().isEmpty() && view ? shortTabTitle(view->place(), view->session()->info(), *view->session()->frame()) : QString();
    look.identity = identityOf(view ? view->place() : core::session::Place{});
    look.pill.clear();
    look.reach.clear();
    QString tip;
    if (view) {
        const auto &place = view->session()->info().place;
        const auto viewers = view->session()->viewers();
        look.pill = viewers > 0                              ? tr("%1 viewing").arg(viewers)
            : view->session()->frame()->ended                ? tr("ended")
            : view->terminal()->isReadOnly()                 ? tr("read-only")
            : place.isContainer() && place.user == "root"    ? tr("root")
                                                             : QString();
        QStringList words{QString::fromStdString(view->session()->frame()->screen->title).toHtmlEscaped(), look.pill}; // a narrow tab has no room for a pill
        words.removeAll(QString());
        tip = words.join(QStringLiteral(" · "));
        if (const auto *const container = containerOf(place)) {
            look.reach = containers::reachBrief(container->reach);
            QStringList lines{tip, containers::reachSentence(container->reach).toHtmlEscaped()};
            lines.removeAll(QString());
            tip = lines.join(QLatin1Char('\n'));
        }
    }
    const std::vector<Pane *> panes = page->panes();
    look.recording = std::ranges::any_of(panes, [this](const Pane *p) { return p->view() && m_host.recordings().isRecording(p->view()->id()); });
    m_strip.setLook(index, look);
    if (m_strip.tabToolTip(index) != tip)
        m_strip.setTabToolTip(index, tip);
}

void SessionTabs::refreshLooks()
{
    for (TabPage *page : m_pages)
        refreshLook(page);
    Q_EMIT refreshed();
}

void SessionTabs::rename(int index, const QString &name)
{
    if (TabPage *const named = page(index)) {
        named->setName(name);
        refreshLook(named);
        Q_EMIT refreshed();
    }
}

void SessionTabs::setPreferences(const TabPreferences &preferences)
{
    m_preferences = preferences;
    m_closed.setMost(std::size_t(preferences.closedTabs));
    for (SessionView *view : views()) {
        view->setAppearance(preferences.appearance);
        view->setClipboardPolicy(preferences.clipboard);
    }
}

void SessionTabs::setScheme()
{
    for (SessionView *view : views())
        view->setScheme();
    refreshLooks();
}

} // namespace ui::window
