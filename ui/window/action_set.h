// Every action of the window with its shortcut: one list for the menu, the command palette and the keyboard.
#pragma once
#include <QObject>
#include <vector>

class QAction;
class QMenu;
class QWidget;

namespace ui::window {

struct ActionSet
{
    // Made as children of `window`, whose shortcuts they become.
    explicit ActionSet(QWidget *window);

    QAction *newTab, *closeTab, *nextTab, *previousTab, *moveLeft, *moveRight;
    QAction *copy, *paste, *selectAll, *clear;
    QAction *zoomIn, *zoomOut, *zoomReset, *fullScreen;
    QAction *previousBlock, *nextBlock;
    QAction *toggleContainers, *toggleAssistant, *focusContainers, *focusAssistant;
    QAction *share, *palette, *settings, *quit;

    void fill(QMenu &menu) const;
    std::vector<QAction *> all() const;
};

} // namespace ui::window
