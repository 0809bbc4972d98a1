// The terminal on screen: paints a session's immutable frames and turns keys, mouse and IME into session commands.
// What a click, drag or paste means is decided in plain classes beside it that need no window.
//
// Threads: GUI. It owns its subscription, never the session. Painting never waits for the session.
#pragma once
#include "core/session/session_handle.h"

#include <QFont>
#include <QWidget>
#include <functional>
#include <memory>

namespace ui::terminal {

enum class Bell { None, Visual, Audible };

struct Appearance
{
    QFont font;               // monospace; family and point size
    qreal lineSpacing = 1.1;  // of the font's own line height
    int paddingPx = 8;
    bool cursorBlink = true;
    bool textBlink = true;    // SGR 5 and 6, while focused
    bool ligatures = false;
    bool smoothScroll = true;
    Bell bell = Bell::Visual;
    std::size_t glyphCacheBytes = 8u << 20; // pictures of characters
    bool boldIsBright = false;
    bool copyOnSelect = false;
    bool pasteGuard = true;   // text of several lines or more than pasteConfirmBytes is shown before it is pasted
    int pasteConfirmBytes = 5 * 1024;
};

// What can be done with a command block. The widget does the first ones itself and the signal only tells of them; the last
// ones are the window's.
enum class BlockAction { CopyCommand, CopyOutput, CopyMarkdown, SelectOutput, ToggleFold, SaveOutput, Rerun, Explain };

enum class Folding { None, All, AllButFailures };

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
    void copy();                         // a long selection in the background
    void paste();                        // from the clipboard
    void pasteText(const QString &text); // as if pasted: through the paste guard
    void runCommand(const std::string &command); // pasted as it is, then Enter: only what a person has agreed to
    // At the prompt: controls stripped, and nothing of it runs. Several lines stay so where the shell takes them as one paste.
    void insertText(const QString &text);
    void replaceTyped(const QString &text); // the same, in place of what is typed at the prompt up to the cursor
    void selectAll();
    void scrollToBottom();
    void scrollPages(int pages);         // negative: up
    // Command blocks. Where no block is named, the selected one is meant, or else the last one that has ended.
    void scrollToBlock(core::base::BlockId block);        // and selects it
    void scrollToNextBlock(int direction);                // -1: the block before the selected one or the view's top edge, +1: after it
    void scrollToNextFailure(int direction);
    core::base::BlockId selectedBlock() const;            // invalid: none
    void selectBlock(core::base::BlockId block);          // invalid: none
    void runBlockAction(BlockAction action);
    void runBlockAction(core::base::BlockId block, BlockAction action);
    void openBlockMenu();                                 // everything that can be done with it, by keyboard
    void openBlockMenu(core::base::BlockId block, QPoint at); // at: global
    QString blockOutput(core::base::BlockId block) const; // empty when it has scrolled out of what is kept
    void saveBlockOutput(core::base::BlockId block, const QString &path); // in the background: outputSaved() tells
    bool isFolded(core::base::BlockId block) const;
    void foldOutputs(Folding which);                      // of what has run so far
    void setFailuresOnly(bool on);                        // nothing but failed commands and their output is on show
    bool isFailuresOnly() const;
    int failureCount() const;                             // of what is kept
    // What is said of a block beyond what is drawn, by who knows where it ran: `toolTip` on its bar and beside its first row
    // (rich text), `spoken` for assistive technology when it is selected. Both are asked when it is to be said.
    using BlockWords = std::function<QString(const core::shell::Block &)>;
    void setBlockWords(BlockWords toolTip, BlockWords spoken);
    void setOffered(BlockAction action, bool offered);    // what is in blockActionRequested() only, where nobody would do it
    void zoom(int steps);                // 0: back to the configured size
    void setScheme();                    // the theme changed: repaint with the current tokens

    // The block whose output is under the view's top edge, for the sticky header; null when none. It belongs to the
    // frame on show: valid until the next frameShown().
    const core::shell::Block *stickyBlock() const;
    bool isAtBottom() const;
    QString visibleText() const;         // the rows on show, trailing blanks trimmed

    bool isSearchOpen() const;
    bool hasHints() const;               // labels are on show
    bool isReadOnly() const;

    QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;
    QSize sizeHint() const override;

public Q_SLOTS:
    // Regular expressions over everything kept; "next" is the next older match.
    void openSearch();
    void closeSearch();
    void findNext();
    void findPrevious();
    // Labels over URLs, paths and hashes: typing one copies what it stands for, with Shift opens it.
    void startHints();
    void setReadOnly(bool readOnly);     // nothing that is typed, pasted or clicked here reaches the program
    void clearScrollback();
    void saveScrollback(const QString &path); // as text, in the background: scrollbackSaved() tells

Q_SIGNALS:
    void gridSizeChanged(int cols, int rows);
    void titleChanged(const QString &title);
    void bell();                         // rang; what the appearance asks for has been done
    void userTyped();                    // a key or text went to the program
    void frameShown();                   // a new frame or another part of it is on show: status bar and sticky header look again
    void linkActivated(const QString &uri);            // http, https or file
    void pathActivated(const QString &path, int line, int column); // as printed; 0: none
    void hoveredLinkChanged(const QString &target);    // empty: none
    void readOnlyChanged(bool readOnly);
    void scrollbackSaved(const QString &path, const QString &problem); // an empty problem: done
    void outputSaved(const QString &path, const QString &problem); // of one command
    void selectedBlockChanged();
    void failuresOnlyChanged(bool on);
    void blockActionRequested(core::base::BlockId block, ui::terminal::BlockAction action);
    void clipboardWriteRequested(const core::session::ClipboardWrite &write); // OSC 52
    void sessionEnded();
    void told(const QString &sentence);                // what was done and is not seen here
    void inputRefused(const QString &message);         // the session did not take a key, paste or resize, or the clipboard not all of a copy: a sentence

protected:
    bool event(QEvent *event) override;
    bool focusNextPrevChild(bool next) override; // Tab belongs to the program
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    friend class AccessibleTerminal;
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ui::terminal
