#include "ui/window/session_view.h"

#include "ui/terminal/paste_guard.h"
#include "ui/theme/theme.h"
#include "ui/window/block_facts.h"
#include "ui/window/earlier_output.h"
#include "ui/window/failures_bar.h"
#include "ui/window/info_bar.h"
#include "ui/window/place_text.h"
#include "ui/window/session_watch.h"
#include "ui/window/sticky_header.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

namespace ui::window {

using core::session::ClipboardWrite;
using terminal::TerminalWidget;

namespace {

bool goesToSelection(const ClipboardWrite &write)
{
    return write.primary && QGuiApplication::clipboard()->supportsSelection();
}

} // namespace

SessionView::SessionView(core::session::SessionPtr session, const terminal::Appearance &appearance, QWidget *parent)
    : QWidget(parent), m_session(std::move(session)), m_place(m_session->info().place), m_appearance(appearance), m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_header = new StickyHeader(this);
    m_terminal = new TerminalWidget(m_session, appearance, this);
    m_bar = new InfoBar(this);
    m_watch = new SessionWatch(m_session, this);
    m_layout->addWidget(m_header);
    m_layout->addWidget(m_terminal, 3);
    m_layout->addWidget(m_bar);
    setFocusProxy(m_terminal);
    // A session without integration has no blocks to name. Alone in its tab its header never comes or goes: the grid would jump.
    placeHeader();
    connectBlocks();

    connect(m_terminal, &TerminalWidget::frameShown, this, &SessionView::refreshHeader);
    connect(m_terminal, &TerminalWidget::frameShown, this, &SessionView::changed);
    connect(m_terminal, &TerminalWidget::titleChanged, this, &SessionView::changed);
    connect(m_terminal, &TerminalWidget::clipboardWriteRequested, this, &SessionView::onClipboardWrite);
    connect(m_terminal, &TerminalWidget::linkActivated, this, [this](const QString &uri) {
        const QUrl url(uri, QUrl::StrictMode);
        const QString scheme = url.scheme();
        const bool mayOpen = scheme == QLatin1String("http") || scheme == QLatin1String("https") || scheme == QLatin1String("file");
        if (mayOpen && !QDesktopServices::openUrl(url))
            Q_EMIT notice(tr("This desktop has no program that opens %1.").arg(uri));
    });
    connect(m_bar, &InfoBar::left, m_terminal, [this] { m_terminal->setFocus(); });
    connect(m_terminal, &TerminalWidget::readOnlyChanged, m_header, &StickyHeader::setReadOnly);
    connect(m_terminal, &TerminalWidget::readOnlyChanged, this, &SessionView::changed);
    refreshHeader();
    if (theme::current() != theme::Scheme::Dark) // whose colours a session has from the start
        tellPalette();
    if (m_session->frame()->ended)
        showEnded();
}

void SessionView::connectBlocks()
{
    using core::base::BlockId;
    connect(m_header, &StickyHeader::clicked, m_terminal, &TerminalWidget::scrollToBlock);
    connect(m_header, &StickyHeader::chosen, m_terminal, [this](BlockId block, terminal::BlockAction action) { m_terminal->runBlockAction(block, action); });
    connect(m_header, &StickyHeader::menuRequested, m_terminal, [this](BlockId block, QPoint at) { m_terminal->openBlockMenu(block, at); });
    m_terminal->setBlockWords([this](const core::shell::Block &block) { return blockToolTip(block, placeAndUser(), QDateTime::currentDateTime()); },
                              [this](const core::shell::Block &block) { return blockSpoken(block, placeAndUser(), QDateTime::currentDateTime()); });
    connect(m_terminal, &TerminalWidget::failuresOnlyChanged, this, &SessionView::placeHeader);
}

// One takes the other's place: the grid keeps its size.
void SessionView::placeHeader()
{
    const bool failuresOnly = m_terminal->isFailuresOnly();
    m_header->setVisible(!failuresOnly && (m_several || m_session->info().integration));
    if (failuresOnly && !m_failures)
        makeFailuresBar();
    if (m_failures)
        m_failures->setVisible(failuresOnly);
    refreshHeader();
}

void SessionView::makeFailuresBar()
{
    m_failures = new FailuresBar(this);
    m_failures->setFixedHeight(m_header->height());
    m_layout->insertWidget(m_layout->indexOf(m_terminal), m_failures);
    connect(m_failures, &FailuresBar::left, m_terminal, [this] {
        m_terminal->setFailuresOnly(false);
        m_terminal->setFocus();
    });
}

// What a program is told that asks for the terminal's colours.
void SessionView::tellPalette()
{
    const auto rgb = [](const QColor &color) { return std::uint32_t(color.rgb() & 0xffffffU); };
    core::vt::Palette palette;
    for (std::size_t i = 0; i < palette.ansi.size(); ++i)
        palette.ansi[i] = rgb(theme::ansi(int(i), theme::current()));
    palette.foreground = palette.cursor = rgb(theme::color(theme::Role::Text));
    palette.background = rgb(theme::color(theme::Role::Terminal));
    (void)m_session->post(core::session::SetPalette{palette}, {}); // refused by a session that has ended: nothing asks any more
}

void SessionView::refreshHeader()
{
    const auto frame = m_session->frame();
    const core::shell::Block *block = m_terminal->stickyBlock();
    if (!block && frame->blocks && m_terminal->isAtBottom()) { // further up the newest is not what is looked at
        // What printed text claims has a bar in the gutter and is told nowhere else.
        const auto ran = [](const core::shell::Block &b) { return b.trusted && b.state != core::shell::Block::State::Prompt; };
        const auto last = std::find_if(frame->blocks->rbegin(), frame->blocks->rend(), ran);
        block = last == frame->blocks->rend() ? nullptr : &*last;
    }
    m_header->show(block, placeAndUser(), QString::fromStdString(frame->cwd));
    if (m_failures && m_terminal->isFailuresOnly())
        m_failures->setCount(m_terminal->failureCount());
}

void SessionView::setUserSource(std::function<std::string()> user)
{
    m_userSource = std::move(user);
    refreshHeader();
}

core::session::Place SessionView::placeAndUser() const
{
    core::session::Place place = m_place;
    if (place.user.empty() && m_userSource)
        place.user = m_userSource();
    return place;
}

void SessionView::setContainerName(const std::string &name)
{
    if (m_place.containerName == name)
        return;
    m_place.containerName = name;
    setAmongOthers(m_several, m_active);
    Q_EMIT changed();
}

void SessionView::setAmongOthers(bool several, bool active)
{
    m_several = several;
    m_active = active;
    m_header->setPlace(several ? placeName(m_place) : QString(), identityOf(m_place), active || !several);
    placeHeader();
}

void SessionView::setAppearance(const terminal::Appearance &appearance)
{
    m_appearance = appearance;
    m_terminal->setAppearance(appearance);
    if (m_earlier)
        m_earlier->terminal()->setAppearance(appearance);
}

void SessionView::setScheme()
{
    m_terminal->setScheme();
    if (m_earlier)
        m_earlier->terminal()->setScheme();
    setAmongOthers(m_several, m_active);
    tellPalette();
}

void SessionView::onClipboardWrite(const ClipboardWrite &write)
{
    const ClipboardPolicy verdict = m_clipboard.verdict();
    if (verdict == ClipboardPolicy::Deny)
        Q_EMIT notice(tr("A program wanted to write the clipboard; this tab may not."));
    else if (write.tooLarge > 0)
        Q_EMIT notice(tr("A program wanted to put %1 on the clipboard, which is too much; nothing was changed.").arg(locale().formattedDataSize(qint64(write.tooLarge))));
    else if (verdict == ClipboardPolicy::Allow)
        putOnClipboard(write);
    else
        askForClipboard(write);
}

void SessionView::askForClipboard(const ClipboardWrite &write)
{
    const QString name = QStringLiteral("clipboard");
    if (m_bar->isVisible() && m_bar->name() == name)
        return; // what is asked about must not change under the pointer
    constexpr qsizetype kPreview = 60;
    const QString text = QString::fromStdString(write.text);
    QString preview = terminal::pastePreview(text.left(kPreview)).simplified();
    if (text.size() > kPreview)
        preview += QChar(0x2026);
    const QString question = goesToSelection(write) ? tr("A program in %1 wants to put this on the selection, for the middle button (characters: %2): “%3”")
                                                    : tr("A program in %1 wants to put this on the clipboard (characters: %2): “%3”");
    m_bar->say(name, question.arg(placeName(m_place), locale().toString(text.size()), preview));
    const auto offer = [this, name](const QString &words, const QString &shortWords, const char *object, std::function<void()> then) {
        const auto run = [this, name, then = std::move(then)] {
            m_bar->clear(name);
            then();
            m_terminal->setFocus();
        };
        m_bar->offer(words, run, shortWords)->setObjectName(QLatin1String(object));
    };
    offer(tr("Allow"), {}, "clipboardAllow", [this, write] { putOnClipboard(write); });
    offer(tr("Always for this tab"), tr("Always"), "clipboardAlways", [this, write] {
        m_clipboard.answer(true);
        putOnClipboard(write);
    });
    offer(tr("Never for this tab"), tr("Never"), "clipboardDeny", [this] { m_clipboard.answer(false); });
}

void SessionView::putOnClipboard(const ClipboardWrite &write)
{
    const QString text = QString::fromStdString(write.text);
    const bool toSelection = goesToSelection(write);
    QGuiApplication::clipboard()->setText(text, toSelection ? QClipboard::Selection : QClipboard::Clipboard);
    Q_EMIT notice((toSelection ? tr("A program put text on the selection (characters: %1).") : tr("A program put text on the clipboard (characters: %1).")).arg(text.size()));
}

void SessionView::showEarlier(core::session::SessionPtr frozen, const QString &closedAt)
{
    if (!frozen || m_earlier)
        return;
    m_earlier = new EarlierOutput(std::move(frozen), m_appearance, closedAt, this);
    m_layout->insertWidget(1, m_earlier, 2);
    m_earlier->show();
    connect(m_earlier, &EarlierOutput::dismissed, this, &SessionView::dropEarlier);
}

void SessionView::dropEarlier()
{
    m_earlier->hide();
    m_earlier->deleteLater();
    m_earlier = nullptr;
    m_terminal->setFocus();
}

void SessionView::clearScrollback()
{
    m_terminal->clearScrollback();
    if (m_earlier)
        dropEarlier();
}

void SessionView::containerIsGone()
{
    if (m_bar->name() == QStringLiteral("ended") && m_bar->findChild<QPushButton *>(QStringLiteral("restart")))
        showEnded(false);
}

void SessionView::showEnded(bool canRestart)
{
    // Which goes with the buttons that were there. A key that was meant for another question must not close anything.
    const bool hadFocus = m_bar->isAncestorOf(QApplication::focusWidget()), answered = hadFocus && m_bar->name() != QStringLiteral("ended");
    const auto ended = m_session->frame()->ended;
    const QString words = endedText(ended.value_or(core::pty::ExitStatus{}));
    m_bar->say(QStringLiteral("ended"), canRestart || words.endsWith(QLatin1Char('.')) ? words : tr("%1; its container is gone").arg(words));
    if (canRestart)
        m_bar->offer(tr("Restart"), [this] { Q_EMIT restartRequested(); })->setObjectName(QStringLiteral("restart"));
    auto *const close = m_bar->offer(tr("Close"), [this] { Q_EMIT closeRequested(); });
    close->setObjectName(QStringLiteral("closeEnded"));
    close->setAutoDefault(true);
    // Not when it was ended under the typing hand: a container was stopped, a process killed.
    const bool byItself = ended && ended->code.value_or(128) < 128;
    if (answered)
        m_terminal->setFocus();
    else if (hadFocus || (byItself && isVisible() && m_terminal->hasFocus()))
        close->setFocus();
    Q_EMIT changed();
}

} // namespace ui::window
