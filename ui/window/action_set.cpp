#include "ui/window/action_set.h"

#include "ui/theme/icons.h"

#include <QAction>
#include <QMenu>

namespace ui::window {
namespace {

QAction *make(QWidget *window, const QString &text, const QString &keys, const char *icon = nullptr)
{
    auto *const action = new QAction(text, window);
    if (!keys.isEmpty())
        action->setShortcuts(QKeySequence::listFromString(keys));
    if (icon)
        action->setIcon(theme::icon(QLatin1String(icon)));
    window->addAction(action);
    return action;
}

} // namespace

// Plain Ctrl combinations belong to the programs in the terminal; what is ours has Shift or is a key they do not get.
ActionSet::ActionSet(QWidget *window)
    : newTab(make(window, QStringLiteral("New tab"), QStringLiteral("Ctrl+Shift+T"), "plus")),
      closeTab(make(window, QStringLiteral("Close tab"), QStringLiteral("Ctrl+Shift+W"), "x")),
      nextTab(make(window, QStringLiteral("Next tab"), QStringLiteral("Ctrl+PgDown; Ctrl+Tab"))),
      previousTab(make(window, QStringLiteral("Previous tab"), QStringLiteral("Ctrl+PgUp; Ctrl+Shift+Tab"))),
      moveLeft(make(window, QStringLiteral("Move tab left"), QStringLiteral("Ctrl+Shift+PgUp"))),
      moveRight(make(window, QStringLiteral("Move tab right"), QStringLiteral("Ctrl+Shift+PgDown"))),
      copy(make(window, QStringLiteral("Copy"), QStringLiteral("Ctrl+Shift+C"), "copy")),
      paste(make(window, QStringLiteral("Paste"), QStringLiteral("Ctrl+Shift+V"))),
      selectAll(make(window, QStringLiteral("Select all"), {})),
      clear(make(window, QStringLiteral("Clear scrollback"), QStringLiteral("Ctrl+Shift+K"))),
      zoomIn(make(window, QStringLiteral("Zoom in"), QStringLiteral("Ctrl++; Ctrl+="))),
      zoomOut(make(window, QStringLiteral("Zoom out"), QStringLiteral("Ctrl+-"))),
      zoomReset(make(window, QStringLiteral("Reset zoom"), QStringLiteral("Ctrl+0"))),
      fullScreen(make(window, QStringLiteral("Full screen"), QStringLiteral("F11"), "maximize")),
      previousBlock(make(window, QStringLiteral("Previous command"), QStringLiteral("Ctrl+Shift+Up"))),
      nextBlock(make(window, QStringLiteral("Next command"), QStringLiteral("Ctrl+Shift+Down"))),
      toggleContainers(make(window, QStringLiteral("Containers panel"), QStringLiteral("Ctrl+Shift+B"), "panel-left")),
      toggleAssistant(make(window, QStringLiteral("Assistant panel"), QStringLiteral("Ctrl+Shift+A"), "panel-right")),
      focusContainers(make(window, QStringLiteral("Find a container"), QStringLiteral("Ctrl+Shift+E"), "container")),
      focusAssistant(make(window, QStringLiteral("Ask the assistant"), QStringLiteral("Ctrl+Shift+Space"), "sparkles")),
      share(make(window, QStringLiteral("Share this session…"), QStringLiteral("Ctrl+Shift+S"), "share-2")),
      palette(make(window, QStringLiteral("Search or run…"), QStringLiteral("Ctrl+Shift+P"), "search")),
      settings(make(window, QStringLiteral("Settings…"), QStringLiteral("Ctrl+,"), "settings")),
      quit(make(window, QStringLiteral("Quit"), QStringLiteral("Ctrl+Shift+Q")))
{
    toggleContainers->setCheckable(true);
    toggleAssistant->setCheckable(true);
    fullScreen->setCheckable(true);
}

void ActionSet::fill(QMenu &menu) const
{
    menu.addActions({newTab, closeTab});
    menu.addSeparator();
    menu.addActions({copy, paste, selectAll, clear});
    menu.addSeparator();
    menu.addActions({toggleContainers, toggleAssistant, fullScreen});
    QMenu *const zoom = menu.addMenu(QStringLiteral("Zoom"));
    zoom->addActions({zoomIn, zoomOut, zoomReset});
    QMenu *const go = menu.addMenu(QStringLiteral("Go"));
    go->addActions({nextTab, previousTab, moveLeft, moveRight});
    go->addSeparator();
    go->addActions({previousBlock, nextBlock});
    go->addSeparator();
    go->addActions({focusContainers, focusAssistant});
    menu.addSeparator();
    menu.addActions({palette, share, settings});
    menu.addSeparator();
    menu.addAction(quit);
}

std::vector<QAction *> ActionSet::all() const
{
    return {newTab, closeTab, nextTab, previousTab, moveLeft, moveRight, copy, paste, selectAll, clear, zoomIn, zoomOut, zoomReset, fullScreen,
            previousBlock, nextBlock, toggleContainers, toggleAssistant, focusContainers, focusAssistant, share, settings, quit};
}

} // namespace ui::window
