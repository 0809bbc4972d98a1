// Keys, text, input methods and pasting: what reaches the session from here.
#include "ui/terminal/terminal_widget.h"

#include "ui/terminal/paste_guard.h"
#include "ui/terminal/terminal_widget_private.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>

namespace ui::terminal {

using namespace core::session;

void TerminalWidget::Private::typed(Command command)
{
    if (!post(std::move(command)))
        return;
    blink->restart();
    view.selection().clear();
    focusedBlock = {};
    if (!view.viewport().isAtBottom()) {
        view.viewport().scrollToBottom(view.document());
        viewMoved();
    } else {
        refresh();
    }
    Q_EMIT q->userTyped();
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
    const QString text = q->selectedText();
    if (text.isEmpty())
        return;
    QClipboard *clipboard = QGuiApplication::clipboard();
    if (clipboard->supportsSelection())
        clipboard->setText(text, QClipboard::Selection);
    if (appearance.copyOnSelect)
        clipboard->setText(text);
}

void TerminalWidget::Private::runShortcut(Shortcut shortcut)
{
    Viewport &viewport = view.viewport();
    switch (shortcut) {
    case Shortcut::Copy: q->copy(); return;
    case Shortcut::Paste: q->paste(); return;
    case Shortcut::PasteSelection: pasteSelection(); return;
    case Shortcut::ZoomIn: q->zoom(1); return;
    case Shortcut::ZoomOut: q->zoom(-1); return;
    case Shortcut::ZoomReset: q->zoom(0); return;
    case Shortcut::PreviousBlock: q->scrollToNextBlock(-1); return;
    case Shortcut::NextBlock: q->scrollToNextBlock(1); return;
    case Shortcut::PageUp: q->scrollPages(-1); return;
    case Shortcut::PageDown: q->scrollPages(1); return;
    case Shortcut::LineUp: viewport.scrollBy(view.document(), -1); break;
    case Shortcut::LineDown: viewport.scrollBy(view.document(), 1); break;
    case Shortcut::Top: viewport.scrollTo(view.document(), 0); break;
    case Shortcut::Bottom: viewport.scrollToBottom(view.document()); break;
    }
    viewMoved();
}

void TerminalWidget::paste()
{
    pasteText(QGuiApplication::clipboard()->text());
}

void TerminalWidget::pasteText(const QString &text)
{
    if (text.isEmpty())
        return;
    if (!d->appearance.pasteGuard || !assessPaste(text).needsConsent()) {
        d->pasteNow(text);
        return;
    }
    auto *guard = new PasteGuard(text, font(), this);
    connect(guard, &PasteGuard::confirmed, this, [this](const QString &confirmed) { d->pasteNow(confirmed); });
    guard->open();
}

void TerminalWidget::insertText(const QString &text)
{
    QString plain;
    for (const QChar c : text)
        plain += c.category() == QChar::Other_Control ? QLatin1Char(' ') : c;
    d->pasteNow(plain.trimmed());
}

void TerminalWidget::keyPressEvent(QKeyEvent *event)
{
    if (const auto shortcut = shortcutFor(*event)) {
        d->runShortcut(*shortcut);
        return;
    }
    if (const auto input = translateKey(*event); input && belongsToProgram(*event)) {
        std::visit([this](const auto &command) { d->typed(command); }, *input);
        return;
    }
    event->ignore();
}

void TerminalWidget::inputMethodEvent(QInputMethodEvent *event)
{
    d->preedit = event->preeditString();
    if (!event->commitString().isEmpty())
        d->typed(SendText{event->commitString().toStdString()});
    d->refresh();
    if (const auto row = d->view.cursorRow())
        update(d->rowsRect(*row, *row));
    event->accept();
}

QVariant TerminalWidget::inputMethodQuery(Qt::InputMethodQuery query) const
{
    switch (query) {
    case Qt::ImEnabled:
        return true;
    case Qt::ImHints:
        return int(Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase | Qt::ImhSensitiveData);
    case Qt::ImCursorRectangle:
        return d->cellRect(d->view.cursorRow().value_or(0), d->view.screen().cursor.col).toAlignedRect();
    case Qt::ImFont:
        return font();
    case Qt::ImCursorPosition:
    case Qt::ImAnchorPosition:
        return 0;
    case Qt::ImSurroundingText:
    case Qt::ImCurrentSelection:
        return QString();
    default:
        return QWidget::inputMethodQuery(query);
    }
}

} // namespace ui::terminal
