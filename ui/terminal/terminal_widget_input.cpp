// Keys, text, input methods and pasting: what reaches the session from here.
#include "ui/terminal/terminal_widget.h"

#include "ui/terminal/background.h"
#include "ui/terminal/dropped_text.h"
#include "ui/terminal/paste_guard.h"
#include "ui/terminal/prompt.h"
#include "ui/terminal/selection_mime.h"
#include "ui/terminal/terminal_widget_private.h"

#include <QClipboard>
#include <QDropEvent>
#include <QGuiApplication>
#include <QInputMethod>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <algorithm>

namespace ui::terminal {

using namespace core::session;

bool TerminalWidget::Private::typed(Command command)
{
    if (!post(std::move(command)))
        return false;
    blink->restart();
    source->expectAnswer();
    endHints();
    view.selection().clear();
    selectBlock({});
    setFailuresOnly(false); // what is typed is to be seen
    if (!view.viewport().isAtBottom()) {
        view.viewport().scrollToBottom(view.shown());
        viewMoved();
    } else {
        refresh();
    }
    Q_EMIT q->userTyped();
    return true;
}

void TerminalWidget::Private::pasteNow(const QString &text)
{
    typed(Paste{text.toStdString()});
}

// Where the platform has no primary selection, what is selected here serves as one.
void TerminalWidget::Private::pasteSelection()
{
    const QClipboard *clipboard = QGuiApplication::clipboard();
    q->pasteText(clipboard->supportsSelection() ? clipboard->text(QClipboard::Selection) : q->selectedText());
}

void TerminalWidget::Private::publishSelection()
{
    if (!q->hasSelection())
        return;
    selectBlock({}); // what is copied now is the text
    // The primary selection is made when somebody asks: all of a long scrollback may be selected.
    QClipboard *clipboard = QGuiApplication::clipboard();
    if (clipboard->supportsSelection())
        clipboard->setMimeData(published = new SelectionMime(view.document(), view.selection()), QClipboard::Selection);
    if (appearance.copyOnSelect)
        copySelection();
    announcer.selectionChanged();
}

void TerminalWidget::Private::copySelection()
{
    copyText(view.selection(), {});
}

// What is short is copied at once; all of a long scrollback takes seconds to decode.
void TerminalWidget::Private::copyText(const Selection &selection, std::function<QString(QString)> dress)
{
    constexpr std::size_t kManyRows = 10'000;
    const auto span = selection.span(view.document());
    if (!span)
        return;
    delete copying; // a newer copy wins
    const auto text = [document = view.document(), selection, dress = std::move(dress)] {
        QString found = selection.text(document);
        return dress ? dress(std::move(found)) : found;
    };
    if (span->lastRow - span->firstRow < kManyRows) {
        putOnClipboard(text());
        return;
    }
    copying = new QFutureWatcher<QString>(q);
    QObject::connect(copying, &QFutureWatcher<QString>::finished, q, [this] {
        putOnClipboard(copying->result());
        copying->deleteLater();
    });
    copying->setFuture(inBackground(text));
}

void TerminalWidget::Private::putOnClipboard(const QString &text)
{
    if (text.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(text);
    if (text.size() >= Selection::kMostText)
        Q_EMIT q->inputRefused(TerminalWidget::tr("Only the first %1 million characters were copied; save the scrollback to have all of it.").arg(Selection::kMostText / 1'000'000));
}

void TerminalWidget::Private::runShortcut(Shortcut shortcut)
{
    Viewport &viewport = view.viewport();
    switch (shortcut) {
    case Shortcut::Copy: q->copy(); return;
    case Shortcut::Search: openSearch(); return;
    case Shortcut::Hints: startHints(); return;
    case Shortcut::Paste: q->paste(); return;
    case Shortcut::PasteSelection: pasteSelection(); return;
    case Shortcut::ZoomIn: q->zoom(1); return;
    case Shortcut::ZoomOut: q->zoom(-1); return;
    case Shortcut::ZoomReset: q->zoom(0); return;
    case Shortcut::PreviousBlock: q->scrollToNextBlock(-1); return;
    case Shortcut::NextBlock: q->scrollToNextBlock(1); return;
    case Shortcut::PageUp: q->scrollPages(-1); return;
    case Shortcut::PageDown: q->scrollPages(1); return;
    case Shortcut::LineUp: viewport.scrollBy(view.shown(), -1); break;
    case Shortcut::LineDown: viewport.scrollBy(view.shown(), 1); break;
    case Shortcut::Top: viewport.scrollTo(view.shown(), 0); break;
    case Shortcut::Bottom: viewport.scrollToBottom(view.shown()); break;
    }
    viewMoved();
}

void TerminalWidget::insertText(const QString &text)
{
    QString plain = text.trimmed();
    plain.replace(QLatin1String("\r\n"), QLatin1String("\n"));
    for (QChar &c : plain) {
        if (c.category() == QChar::Other_Control && c != QLatin1Char('\n') && c != QLatin1Char('\t'))
            c = QLatin1Char(' ');
    }
    d->typed(Paste{plain.toStdString(), true});
}

void TerminalWidget::replaceTyped(const QString &text)
{
    // The shells' line editors and a terminal line without one all delete up to the cursor at Ctrl+U.
    const auto frame = session()->frame();
    if (!d->readOnly && promptState(*frame) == PromptState::Waiting && !typedAtPrompt(*frame).isEmpty())
        d->typed(SendKey{{core::vt::Key::None, core::vt::Ctrl, U'u'}});
    insertText(text);
}

void TerminalWidget::runCommand(const std::string &command)
{
    if (d->typed(Paste{command}))
        d->typed(SendKey{{core::vt::Key::Enter, core::vt::NoModifier, 0}});
}

// ---- keys

void TerminalWidget::keyPressEvent(QKeyEvent *event)
{
    if (hasHints()) {
        d->hintKey(*event);
        return;
    }
    if (isSearchOpen() && event->key() == Qt::Key_F3) {
        d->stepSearch(event->modifiers() & Qt::ShiftModifier ? -1 : 1);
        return;
    }
    if (event->key() == Qt::Key_Escape && event->modifiers() == Qt::NoModifier && d->leaveBlocks())
        return;
    // The alternate screen has nothing to scroll: its program may know the key.
    const auto shortcut = shortcutFor(*event);
    if (shortcut && !(d->view.screen().alternate && scrolls(*shortcut))) {
        d->runShortcut(*shortcut);
        return;
    }
    if (const auto input = translateKey(*event); input && belongsToProgram(*event, d->view.screen().input.distinctChords)) {
        // Of Super chords only the emulator knows whether they have bytes (under kitty's protocol, not under modifyOtherKeys):
        // for what may be nobody's nothing changes here.
        const bool mayBeNobodys = event->modifiers() & Qt::MetaModifier;
        std::visit([&](const auto &command) { mayBeNobodys ? d->post(command) : d->typed(command); }, *input);
        return;
    }
    // A Tab that is ignored would move the focus, in the widgets around this one.
    if (event->key() != Qt::Key_Tab && event->key() != Qt::Key_Backtab)
        event->ignore();
}

// ---- input methods

void TerminalWidget::inputMethodEvent(QInputMethodEvent *event)
{
    d->endHints();
    d->preedit.set(*event);
    if (!event->commitString().isEmpty())
        d->typed(SendText{event->commitString().toStdString()});
    d->refresh();
    if (const auto row = d->view.cursorRow())
        update(d->rowsRect(*row, *row));
    updateMicroFocus(Qt::ImCursorRectangle);
    event->accept();
}

QVariant TerminalWidget::inputMethodQuery(Qt::InputMethodQuery query) const
{
    const core::vt::Frame &screen = d->view.screen();
    const auto cursorRow = d->view.cursorRow();
    // The cursor's row up to its last character, and where in it the cursor is: what is behind that is nobody's input.
    const auto surrounding = [&]() -> std::pair<QString, qsizetype> {
        const auto row = std::size_t(std::clamp(screen.cursor.row, 0, int(screen.rows.size()) - 1));
        if (screen.rows.empty() || !screen.rows[row])
            return {};
        const auto text = [&](int from, int to) { return QString::fromStdString(screen.rows[row]->text(from, to)); };
        const int cells = int(screen.rows[row]->cells.size());
        const QString before = text(0, std::min(screen.cursor.col, cells));
        return {before + text(std::min(screen.cursor.col, cells), cells), before.size()};
    };
    switch (query) {
    case Qt::ImEnabled:
        return !d->readOnly;
    case Qt::ImReadOnly:
        return d->readOnly;
    case Qt::ImHints:
        return int(Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase | Qt::ImhSensitiveData);
    case Qt::ImCursorRectangle:
    case Qt::ImAnchorRectangle:
        return d->inputRect(cursorRow.value_or(0)).toAlignedRect();
    case Qt::ImFont:
        return font();
    case Qt::ImCursorPosition:
    case Qt::ImAnchorPosition:
        return int(surrounding().second);
    case Qt::ImSurroundingText:
        return surrounding().first;
    case Qt::ImTextBeforeCursor:
        return surrounding().first.left(surrounding().second);
    case Qt::ImTextAfterCursor:
        return surrounding().first.mid(surrounding().second);
    case Qt::ImCurrentSelection:
        return QString();
    default:
        return QWidget::inputMethodQuery(query);
    }
}

// ---- pasting and dropping

void TerminalWidget::paste()
{
    pasteText(QGuiApplication::clipboard()->text());
}

void TerminalWidget::pasteText(const QString &text)
{
    if (text.isEmpty())
        return;
    const PasteRisk risk = assessPaste(text, d->appearance.pasteConfirmBytes);
    // Read-only: the refusal is said at once, not after a question.
    if (d->readOnly || !(d->appearance.pasteGuard ? risk.needsConsent() : risk.hidesSomething())) {
        d->pasteNow(text);
        return;
    }
    auto *guard = new PasteGuard(text, risk, font(), this);
    connect(guard, &PasteGuard::confirmed, this, [this](const QString &confirmed) { d->pasteNow(confirmed); });
    guard->open();
}

void TerminalWidget::dragEnterEvent(QDragEnterEvent *event)
{
    if (!d->readOnly && (event->mimeData()->hasUrls() || event->mimeData()->hasText()))
        event->acceptProposedAction();
}

void TerminalWidget::dropEvent(QDropEvent *event)
{
    const QString text = droppedText(*event->mimeData());
    if (text.isEmpty())
        return;
    event->setDropAction(Qt::CopyAction); // the files stay where they are
    event->accept();
    window()->activateWindow(); // it came from another one
    setFocus(Qt::MouseFocusReason);
    pasteText(text);
}

// ---- read-only

bool TerminalWidget::isReadOnly() const
{
    return d->readOnly;
}

void TerminalWidget::setReadOnly(bool readOnly)
{
    if (d->readOnly == readOnly)
        return;
    d->readOnly = readOnly;
    d->preedit.clear();
    QGuiApplication::inputMethod()->reset();
    QGuiApplication::inputMethod()->update(Qt::ImEnabled | Qt::ImReadOnly);
    d->refresh();
    update();
    Q_EMIT readOnlyChanged(readOnly);
}

} // namespace ui::terminal
