#include "ui/window/pane.h"

#include "ui/theme/theme.h"
#include "ui/window/place_text.h"
#include "ui/window/session_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace ui::window {

using namespace ui::theme;

Pane::Pane(PaneSpec spec, QWidget *parent) : QWidget(parent), m_spec(std::move(spec)), m_layout(new QVBoxLayout(this))
{
    setFocusPolicy(Qt::StrongFocus); // also while there is nothing in it: the keyboard is here, not in another pane
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
}

void Pane::setView(SessionView *view)
{
    const QWidget *const focus = window()->focusWidget(); // also before the window is active
    const bool focused = focus == this || isAncestorOf(focus);
    dropMessage();
    if (m_view) {
        m_view->hide();
        m_view->deleteLater();
    }
    m_view = view;
    m_layout->addWidget(view);
    view->setAmongOthers(m_several, m_active);
    view->showEarlier(std::exchange(m_earlier, nullptr), m_earlierClosedAt);
    view->show();
    setFocusProxy(view);
    if (focused)
        view->setFocus();
    Q_EMIT viewChanged();
}

PaneSpec Pane::spec() const
{
    if (!m_view)
        return m_spec;
    PaneSpec now = m_spec;
    const auto &place = m_view->place();
    now.engine = place.engine;
    now.container = place.containerName.empty() ? place.containerId : place.containerName;
    if (place.isContainer())
        now.user = place.user;
    if (const auto frame = m_view->session()->frame(); !frame->cwd.empty())
        now.cwd = frame->cwd;
    return now;
}

QString Pane::name() const
{
    if (m_view)
        return placeName(m_view->place());
    return m_spec.isContainer() ? QString::fromStdString(m_spec.container) : tr("host");
}

void Pane::showWaiting(const QString &sentence)
{
    showMessage(sentence, false);
}

void Pane::showFailure(const QString &sentence)
{
    showMessage(sentence, true);
}

// Later: one of its buttons may be what asked for another.
void Pane::dropMessage()
{
    if (!m_message)
        return;
    m_message->hide();
    m_message->setParent(nullptr);
    m_message->deleteLater();
    m_message = nullptr;
}

void Pane::showMessage(const QString &sentence, bool failed)
{
    if (m_view)
        return;
    dropMessage();
    m_message = new QWidget(this);
    auto *const column = new QVBoxLayout(m_message);
    column->setContentsMargins(kSpace6, kSpace4, kSpace6, kSpace4);
    column->setSpacing(kSpace3);
    auto *const title = new QLabel(name(), m_message);
    title->setTextFormat(Qt::PlainText);
    setVariant(title, "tone", "title");
    auto *const words = new QLabel(sentence, m_message);
    words->setObjectName(QStringLiteral("paneMessage"));
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignCenter);
    setVariant(words, "tone", failed ? "warn" : "dim");
    column->addStretch();
    column->addWidget(title, 0, Qt::AlignHCenter);
    column->addWidget(words);
    if (failed) {
        auto *const row = new QHBoxLayout;
        auto *const again = new QPushButton(tr("Try again"), m_message);
        again->setObjectName(QStringLiteral("paneRetry"));
        auto *const close = new QPushButton(tr("Close"), m_message);
        close->setObjectName(QStringLiteral("paneClose"));
        connect(again, &QPushButton::clicked, this, &Pane::retryRequested);
        connect(close, &QPushButton::clicked, this, &Pane::closeRequested);
        row->addStretch();
        row->addWidget(again);
        row->addWidget(close);
        row->addStretch();
        column->addLayout(row);
        setFocusProxy(again);
    }
    column->addStretch();
    m_layout->addWidget(m_message);
    m_message->show();
}

void Pane::setAmongOthers(bool several, bool active)
{
    m_several = several;
    m_active = active;
    if (m_view)
        m_view->setAmongOthers(several, active);
}

void Pane::setEarlier(core::session::SessionPtr frozen, const QString &closedAt)
{
    m_earlier = std::move(frozen);
    m_earlierClosedAt = closedAt;
}

} // namespace ui::window
