#include "ui/window/session_view.h"

#include "ui/theme/theme.h"
#include "ui/window/info_bar.h"
#include "ui/window/place_text.h"
#include "ui/window/sticky_header.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

namespace ui::window {

using terminal::TerminalWidget;

SessionView::SessionView(core::session::SessionPtr session, const terminal::Appearance &appearance, QWidget *parent)
    : QWidget(parent), m_session(std::move(session))
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new StickyHeader(this);
    m_terminal = new TerminalWidget(m_session, appearance, this);
    m_bar = new InfoBar(this);
    layout->addWidget(m_header);
    layout->addWidget(m_terminal, 1);
    layout->addWidget(m_bar);
    setFocusProxy(m_terminal);
    // A session without integration has no blocks to name. The header never comes or goes later: the grid would jump.
    m_header->setVisible(m_session->info().integration);

    connect(m_terminal, &TerminalWidget::frameShown, this, &SessionView::refreshHeader);
    connect(m_terminal, &TerminalWidget::frameShown, this, &SessionView::changed);
    connect(m_terminal, &TerminalWidget::titleChanged, this, &SessionView::changed);
    connect(m_terminal, &TerminalWidget::clipboardWriteRequested, this, &SessionView::askClipboard);
    connect(m_terminal, &TerminalWidget::linkActivated, this, [](const QString &uri) {
        const QUrl url(uri, QUrl::StrictMode);
        const QString scheme = url.scheme();
        if (scheme == QLatin1String("http") || scheme == QLatin1String("https") || scheme == QLatin1String("file"))
            QDesktopServices::openUrl(url);
    });
    connect(m_header, &StickyHeader::clicked, this, [this](core::base::BlockId block) { m_terminal->scrollToBlock(block); });
    refreshHeader();
    if (m_session->frame()->ended)
        showEnded();
}

void SessionView::refreshHeader()
{
    const auto frame = m_session->frame();
    const core::shell::Block *block = m_terminal->stickyBlock();
    if (!block && frame->blocks) {
        const auto ran = [](const core::shell::Block &b) { return b.state != core::shell::Block::State::Prompt; };
        const auto last = std::find_if(frame->blocks->rbegin(), frame->blocks->rend(), ran);
        block = last == frame->blocks->rend() ? nullptr : &*last;
    }
    m_header->show(block, QString::fromStdString(frame->cwd));
}

void SessionView::askClipboard(const QString &text)
{
    const QString name = QStringLiteral("clipboard");
    m_bar->say(name, QStringLiteral("A program here wants to put %1 characters on the clipboard.").arg(text.size()));
    m_bar->offer(QStringLiteral("Allow once"), [this, name, text] {
        QGuiApplication::clipboard()->setText(text);
        m_bar->clear(name);
    });
    m_bar->offer(QStringLiteral("No"), [this, name] { m_bar->clear(name); });
}

void SessionView::showEnded()
{
    const auto ended = m_session->frame()->ended;
    m_bar->say(QStringLiteral("ended"), endedText(ended.value_or(core::pty::ExitStatus{})));
    m_bar->offer(QStringLiteral("Restart"), [this] { Q_EMIT restartRequested(); })->setObjectName(QStringLiteral("restart"));
    auto *const close = m_bar->offer(QStringLiteral("Close tab"), [this] { Q_EMIT closeRequested(); });
    close->setObjectName(QStringLiteral("closeEnded"));
    close->setAutoDefault(true);
    if (isVisible())
        close->setFocus();
    Q_EMIT changed();
}

} // namespace ui::window
