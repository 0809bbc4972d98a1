#include "ui/window/history_opener.h"

#include "ui/history/history_overlay.h"
#include "ui/terminal/prompt.h"
#include "ui/window/session_tabs.h"
#include "ui/window/session_view.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QKeyEvent>

namespace ui::window {

using terminal::PromptState;

HistoryOpener::HistoryOpener(core::host::Host &host, SessionTabs &tabs, QWidget *window)
    : QObject(window), m_host(host), m_tabs(tabs), m_window(window)
{
}

history::HistoryOverlay &HistoryOpener::overlay()
{
    if (!m_overlay) {
        m_overlay = new history::HistoryOverlay(m_host.store(), QDir::homePath(), m_window);
        connect(m_overlay, &history::HistoryOverlay::chosen, this, &HistoryOpener::insert);
        connect(m_overlay, &history::HistoryOverlay::copied, this, [this] { Q_EMIT notice(tr("The command is copied.")); });
        connect(m_overlay, &history::HistoryOverlay::settingsRequested, this, &HistoryOpener::settingsRequested);
        connect(m_overlay, &history::HistoryOverlay::dismissed, this, [this] {
            if (SessionView *view = m_view ? m_view.data() : m_tabs.current())
                view->setFocus();
        });
    }
    return *m_overlay;
}

void HistoryOpener::watch(SessionView *view)
{
    view->terminal()->installEventFilter(this);
}

bool HistoryOpener::eventFilter(QObject *watched, QEvent *event)
{
    if (!m_ctrlR || (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride))
        return false;
    const auto *const key = static_cast<QKeyEvent *>(event);
    const auto *const on = qobject_cast<terminal::TerminalWidget *>(watched);
    if (!on || key->key() != Qt::Key_R || key->modifiers() != Qt::ControlModifier || terminal::promptState(*on->session()->frame()) != PromptState::Waiting)
        return false;
    event->accept();
    if (event->type() == QEvent::KeyPress)
        open();
    return true;
}

void HistoryOpener::open(const QString &text)
{
    const SessionView *const view = m_tabs.current();
    history::Scope scope;
    history::Filter filter;
    filter.text = text;
    if (view) {
        const auto &place = view->place();
        const auto frame = view->session()->frame();
        scope.cwd = QString::fromStdString(frame->cwd);
        scope.container = QString::fromStdString(place.containerName.empty() ? place.containerId : place.containerName);
        scope.engine = QString::fromStdString(place.engine);
        if (text.isEmpty())
            filter.text = terminal::typedAtPrompt(*frame);
    }
    show(scope, filter);
}

void HistoryOpener::openFor(const QString &engineId, const QString &container)
{
    const SessionView *const view = m_tabs.current();
    history::Scope scope;
    scope.container = container;
    scope.engine = engineId;
    scope.elsewhere = !view || QString::fromStdString(view->place().containerName) != container
        || QString::fromStdString(view->place().engine) != engineId;
    if (!scope.elsewhere)
        scope.cwd = QString::fromStdString(view->session()->frame()->cwd);
    history::Filter filter;
    filter.place = true;
    show(scope, filter);
}

void HistoryOpener::show(const history::Scope &scope, const history::Filter &filter)
{
    m_view = m_tabs.current();
    history::Opening opening;
    opening.scope = scope;
    opening.filter = filter;
    opening.historyOn = m_historyOn;
    opening.canInsert = m_view && !m_view->terminal()->isReadOnly() && terminal::promptState(*m_view->session()->frame()) != PromptState::Busy;
    overlay().open(opening, m_view ? m_view->terminal() : m_window);
}

void HistoryOpener::insert(const QString &command)
{
    const auto copyInstead = [&](const QString &why) {
        QGuiApplication::clipboard()->setText(command);
        Q_EMIT notice(why);
    };
    if (!m_view || terminal::promptState(*m_view->session()->frame()) == PromptState::Busy) // since it was opened
        copyInstead(tr("The command is copied: there is no prompt to put it at."));
    else if (command.trimmed().contains(QLatin1Char('\n')) && !m_view->session()->frame()->screen->input.bracketedPaste)
        copyInstead(tr("The command is copied: this shell would run each of its lines at once."));
    else
        m_view->terminal()->replaceTyped(command);
}

} // namespace ui::window
