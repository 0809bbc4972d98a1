// What keys do in the overlay, and what is done with the chosen command.
#include "ui/history/history_delegate.h"
#include "ui/history/history_model.h"
#include "ui/history/history_overlay.h"
#include "ui/history/preview.h"
#include "ui/history/removal_bar.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>

namespace ui::history {

int HistoryOverlay::rowOf(const QKeyEvent &key) const
{
    const int row = currentRow();
    const int last = m_model->rowCount() - 1;
    const int page = qMax(1, m_list->viewport()->height() / HistoryDelegate::kRowHeight - 1);
    if (key.modifiers() == Qt::ControlModifier) {
        switch (key.key()) {
        case Qt::Key_R: // once more, as in a shell
        case Qt::Key_N: return qMin(row + 1, last);
        case Qt::Key_S:
        case Qt::Key_P: return qMax(row - 1, 0);
        case Qt::Key_Home: return 0;
        case Qt::Key_End: return qMax(last, 0);
        default: return -1;
        }
    }
    if (key.modifiers() & ~Qt::KeypadModifier)
        return -1;
    switch (key.key()) {
    case Qt::Key_Down: return qMin(row + 1, last);
    case Qt::Key_Up: return qMax(row - 1, 0);
    case Qt::Key_PageDown: return qMin(row + page, last);
    case Qt::Key_PageUp: return qMax(row - page, 0);
    default: return -1;
    }
}

bool HistoryOverlay::takeKey(const QKeyEvent &key)
{
    if (const int row = rowOf(key); row >= 0) {
        step(row - currentRow());
        return true;
    }
    switch (key.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: choose(); return true; // with any modifier: nothing here runs a command
    case Qt::Key_Escape: dismiss(); return true;
    case Qt::Key_C:
        if (key.modifiers() != Qt::ControlModifier)
            return false;
        copyCurrent();
        return true;
    case Qt::Key_Delete:
        // In the line it deletes what is right of the cursor, where there is something.
        if (key.modifiers() != Qt::ShiftModifier && m_line->hasFocus() && (m_line->hasSelectedText() || m_line->cursorPosition() < m_line->text().size()))
            return false;
        askToRemove();
        return true;
    default: return false;
    }
}

bool HistoryOverlay::event(QEvent *event)
{
    // The keys here are not the window's, and those that nothing here takes are not the terminal's.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *const key = static_cast<QKeyEvent *>(event);
        if (rowOf(*key) >= 0 || key->key() == Qt::Key_Escape || (key->modifiers() == Qt::ControlModifier && key->key() != Qt::Key_Comma))
            event->accept();
        return true;
    }
    return QFrame::event(event);
}

bool HistoryOverlay::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible())
            QMetaObject::invokeMethod(this, &HistoryOverlay::place, Qt::QueuedConnection); // once the terminal has its new place
        return false;
    }
    if (event->type() == QEvent::KeyPress) {
        const auto *const key = static_cast<QKeyEvent *>(event);
        if (watched == m_line)
            return takeKey(*key);
        // In the preview moving scrolls the text, and what is selected there is what is copied.
        const auto *const text = qobject_cast<QPlainTextEdit *>(watched);
        if (rowOf(*key) >= 0 || (text && text->textCursor().hasSelection() && key->matches(QKeySequence::Copy)))
            return false;
        return takeKey(*key);
    }
    return false;
}

// From a chip that has the keyboard, and what nothing else took.
void HistoryOverlay::keyPressEvent(QKeyEvent *event)
{
    takeKey(*event);
    event->accept();
}

void HistoryOverlay::choose()
{
    const int row = currentRow();
    if (row < 0)
        return;
    const QString command = QString::fromStdString(m_model->record(row).command);
    if (!m_opening.canInsert)
        copyCurrent();
    dismiss();
    if (m_opening.canInsert)
        Q_EMIT chosen(command);
}

void HistoryOverlay::copyCurrent()
{
    const int row = currentRow();
    if (row < 0)
        return;
    QGuiApplication::clipboard()->setText(QString::fromStdString(m_model->record(row).command));
    Q_EMIT copied();
}

void HistoryOverlay::askToRemove()
{
    const int row = currentRow();
    if (row < 0)
        return;
    if (m_store.isReadOnly())
        showBanner(tr("Nothing can be removed: the history is read-only."));
    else
        m_removal->ask(m_model->record(row), !m_model->filter().everyRun);
}

} // namespace ui::history
