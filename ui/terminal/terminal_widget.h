// The terminal on screen: paints a session's immutable frames and turns keys, mouse and IME into session commands.
// What a click, drag or paste means is decided in plain classes beside it that need no window.
//
// Threads: GUI. It owns its subscription, never the session. Painting never waits for the session.
#pragma once
#include "core/session/session_handle.h"

#include <QFont>
#include <QWidget>
#include <memory>

namespace ui::terminal {

struct Appearance
{
    QFont font;               // monospace; family and point size
    int paddingPx = 8;
    bool cursorBlink = true;
    bool boldIsBright = false;
    bool copyOnSelect = false;
};

enum class BlockAction { CopyCommand, CopyOutput, Rerun, Explain };

class TerminalWidget : public QWidget
{
    Q_OBJECT
public:
    TerminalWidget(core::session::SessionPtr session, const Appearance &appearance, QWidget *parent = nullptr);
    ~TerminalWidget() override;

    const core::session::SessionPtr &session() const;
    core::base::GridSize gridSize() const;
    QSize pixelSizeFor(core::base::GridSize grid) const; // of the widget, padding and gutter included
    void setAppearance(const Appearance &appearance);

    bool hasSelection() const;
    QString selectedText() const;
    void copy();
    void paste();                        // from the clipboard
    void pasteText(const QString &text); // as if pasted
    void insertText(const QString &text); // at the prompt, controls stripped, no newline
    void selectAll();
    void scrollToBottom();
    void scrollPages(int pages);         // negative: up
    void scrollToBlock(core::base::BlockId block);
    void zoom(int steps);                // 0: back to the configured size
    void setScheme();                    // the theme changed: repaint with the current tokens

    // The block whose output is under the view's top edge, for the sticky header; null when none.
    const core::shell::Block *stickyBlock() const;
    bool isAtBottom() const;

Q_SIGNALS:
    void gridSizeChanged(int cols, int rows);
    void titleChanged(const QString &title);
    void bell();
    void userTyped();                    // a key or text went to the program
    void frameShown();                   // a new frame was painted: status bar and sticky header look again
    void linkActivated(const QString &uri);
    void blockActionRequested(core::base::BlockId block, ui::terminal::BlockAction action);
    void clipboardWriteRequested(const QString &text); // OSC 52
    void sessionEnded();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ui::terminal
