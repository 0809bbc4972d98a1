// Every action of the window with its shortcut: one list for the menu, the command palette and the keyboard.
#pragma once
#include <QCoreApplication>
#include <array>
#include <vector>

class QAction;
class QMenu;
class QWidget;

namespace ui::window {

struct ActionSet
{
    Q_DECLARE_TR_FUNCTIONS(ui::window::ActionSet)
public:
    // Made as children of `window`, whose shortcuts they become.
    explicit ActionSet(QWidget *window);

    QAction *newTab, *reopenTab, *renameTab, *closePane, *closeTab;
    QAction *nextTab, *previousTab, *moveLeft, *moveRight;
    QAction *splitRight, *splitDown, *zoomPane, *nextPane, *previousPane, *focusLeft, *focusRight, *focusUp, *focusDown, *growPane, *shrinkPane;
    QAction *copy, *paste, *selectAll, *search, *hints, *readOnly, *clear, *save;
    QAction *zoomIn, *zoomOut, *zoomReset, *fullScreen;
    QAction *previousBlock, *nextBlock, *previousFailure, *nextFailure;
    // Of the selected command, or the last one that has ended.
    QAction *blockMenu, *copyCommand, *copyOutput, *copyMarkdown, *selectOutput, *saveOutput, *rerun;
    QAction *foldOutput, *foldAll, *foldSucceeded, *unfoldAll, *onlyFailures;
    QAction *searchHistory;
    QAction *toggleContainers, *toggleAssistant, *focusContainers, *focusAssistant, *answer;
    QAction *record, *recordings, *openRecording;
    QAction *share, *palette, *settings, *quit;
    std::array<QAction *, 9> goToTab; // the ninth goes to the last one

    void setSeveralPanes(bool several); // what only makes sense among several panes
    void fill(QMenu &menu) const;
    std::vector<QAction *> all() const; // but goToTab: the palette names each tab itself
};

} // namespace ui::window
