#include "ui/window/session_tabs.h"

#include "ui/window/confirm_dialog.h"
#include "ui/window/place_text.h"
#include "ui/window/session_view.h"
#include "ui/window/tab_strip.h"

#include <QStackedWidget>
#include <algorithm>

namespace ui::window {

using core::base::SessionId;

SessionTabs::SessionTabs(core::host::Host &host, TabStrip &strip, QStackedWidget &pages, terminal::Appearance appearance, QObject *parent)
    : QObject(parent), m_host(host), m_strip(strip), m_pages(pages), m_appearance(std::move(appearance))
{
    using core::host::Host;
    connect(&host, &Host::sessionOpened, this, &SessionTabs::add);
    connect(&host, &Host::sessionClosed, this, &SessionTabs::remove);
    connect(&host, &Host::sessionEnded, this, &SessionTabs::onEnded);
    connect(&host.attach(), &core::attach::AttachServer::changed, this, &SessionTabs::refreshLooks);
    connect(&strip, &QTabBar::currentChanged, this, &SessionTabs::showIndex);
    connect(&strip, &QTabBar::tabCloseRequested, this, [this](int index) { requestClose(at(index)); });
    connect(&strip, &QTabBar::tabMoved, this, [this](int from, int to) {
        const auto first = m_views.begin();
        if (from < to)
            std::rotate(first + from, first + from + 1, first + to + 1);
        else
            std::rotate(first + to, first + from, first + from + 1);
    });
    for (const auto &session : host.sessions())
        add(session->info().id);
}

SessionView *SessionTabs::current() const
{
    return at(m_strip.currentIndex());
}

SessionView *SessionTabs::at(int index) const
{
    return index >= 0 && index < count() ? m_views[std::size_t(index)] : nullptr;
}

SessionView *SessionTabs::view(SessionId id) const
{
    const auto found = std::find_if(m_views.begin(), m_views.end(), [&](const SessionView *v) { return v->id() == id; });
    return found == m_views.end() ? nullptr : *found;
}

int SessionTabs::indexOf(const SessionView *view) const
{
    const auto found = std::find(m_views.begin(), m_views.end(), view);
    return found == m_views.end() ? -1 : int(found - m_views.begin());
}

void SessionTabs::select(SessionId id)
{
    selectIndex(indexOf(view(id)));
}

void SessionTabs::selectIndex(int index)
{
    if (index >= 0 && index < count())
        m_strip.setCurrentIndex(index);
}

void SessionTabs::step(int by)
{
    if (count() > 0)
        selectIndex((m_strip.currentIndex() + by + count()) % count());
}

void SessionTabs::moveCurrent(int by)
{
    const int from = m_strip.currentIndex();
    const int to = from + by;
    if (from >= 0 && to >= 0 && to < count())
        m_strip.moveTab(from, to);
}

void SessionTabs::add(SessionId id)
{
    const auto session = m_host.session(id);
    if (!session || view(id))
        return;
    auto *const made = new SessionView(session, m_appearance, &m_pages);
    m_views.push_back(made);
    m_pages.addWidget(made);
    connect(made, &SessionView::closeRequested, this, [this, made] { m_host.close(made->id()); });
    connect(made, &SessionView::restartRequested, this, [this, made] { Q_EMIT restartRequested(made->id()); });
    connect(made, &SessionView::changed, this, [this, made] {
        refreshLook(made);
        if (made == current())
            Q_EMIT refreshed();
    });
    connect(made->terminal(), &terminal::TerminalWidget::userTyped, this, [this, id] { m_host.assistant().userTyped(id); });
    connect(made->terminal(), &terminal::TerminalWidget::gridSizeChanged, this, &SessionTabs::refreshed);
    connect(made->terminal(), &terminal::TerminalWidget::bell, this, [this, made] {
        if (const int index = indexOf(made); made != current()) {
            TabLook look = m_strip.look(index);
            look.attention = true;
            m_strip.setLook(index, look);
        }
    });
    const int index = m_strip.addTab(QString());
    refreshLook(made);
    Q_EMIT opened(made);
    // The first tab becomes current by itself, before it had a page.
    if (m_strip.currentIndex() == index)
        showIndex(index);
    else
        m_strip.setCurrentIndex(index);
}

void SessionTabs::showIndex(int index)
{
    if (SessionView *shown = at(index)) {
        m_pages.setCurrentWidget(shown);
        TabLook look = m_strip.look(index);
        look.attention = false;
        m_strip.setLook(index, look);
        shown->setFocus();
    }
    Q_EMIT currentChanged();
}

void SessionTabs::refreshLook(SessionView *view)
{
    const int index = indexOf(view);
    if (index < 0)
        return;
    const auto &info = view->session()->info();
    TabLook look = m_strip.look(index);
    look.title = tabTitle(info);
    look.identity = identityOf(info.place);
    const auto viewers = view->session()->viewers();
    look.pill = viewers > 0                               ? QStringLiteral("%1 viewing").arg(viewers)
        : view->session()->frame()->ended                 ? QStringLiteral("ended")
        : info.place.isContainer() && info.place.user == "root" ? QStringLiteral("root")
                                                          : QString();
    m_strip.setLook(index, look);
    const auto &title = view->session()->frame()->screen->title;
    m_strip.setTabToolTip(index, QString::fromStdString(title).toHtmlEscaped());
}

void SessionTabs::refreshLooks()
{
    for (SessionView *view : m_views)
        refreshLook(view);
    Q_EMIT refreshed();
}

void SessionTabs::onEnded(SessionId id)
{
    SessionView *const ended = view(id);
    if (!ended)
        return;
    // A shell that was left on purpose takes its tab with it; anything else stays to be read.
    const auto status = ended->session()->frame()->ended;
    if (status && status->code == 0)
        m_host.close(id);
    else
        ended->showEnded();
}

void SessionTabs::remove(SessionId id)
{
    SessionView *const gone = view(id);
    const int index = indexOf(gone);
    if (index < 0)
        return;
    m_views.erase(m_views.begin() + index);
    m_pages.removeWidget(gone);
    gone->deleteLater();
    m_strip.removeTab(index); // selects a neighbour
    if (m_views.empty())
        Q_EMIT emptied();
}

void SessionTabs::requestClose(SessionView *view)
{
    if (!view)
        return;
    const SessionId id = view->id();
    const QString running = runningText(*view->session());
    if (running.isEmpty() || !m_confirmClose) {
        m_host.close(id);
        return;
    }
    auto *const question = new ConfirmDialog(QStringLiteral("Close this tab?"), running + QStringLiteral(" Closing the tab ends it."),
                                             QStringLiteral("Close tab"), QStringLiteral("Keep it"), view->window());
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QDialog::accepted, this, [this, id] { m_host.close(id); });
    question->open();
}

void SessionTabs::setAppearance(const terminal::Appearance &appearance)
{
    m_appearance = appearance;
    for (SessionView *view : m_views)
        view->terminal()->setAppearance(appearance);
}

void SessionTabs::setScheme()
{
    for (SessionView *view : m_views)
        view->terminal()->setScheme();
    refreshLooks();
}

QStringList SessionTabs::running() const
{
    QStringList sentences;
    if (!m_confirmClose)
        return sentences;
    for (const SessionView *view : m_views) {
        if (const QString running = runningText(*view->session()); !running.isEmpty())
            sentences << running;
    }
    return sentences;
}

} // namespace ui::window
