#include "ui/window/action_set.h"

#include "ui/theme/icons.h"

#include <QAction>
#include <QMenu>

namespace ui::window {
namespace {

QAction *make(QWidget *window, const QString &text, const char *keys, const char *icon = nullptr)
{
    auto *const action = new QAction(text, window);
    if (*keys)
        action->setShortcuts(QKeySequence::listFromString(QLatin1String(keys)));
    if (icon)
        action->setIcon(theme::icon(QLatin1String(icon)));
    window->addAction(action);
    return action;
}

} // namespace

// Plain Ctrl and Alt combinations belong to the programs in the terminal; what is ours has Ctrl+Shift or is a key they do
// not get. Copy, paste, zoom and the steps between commands are the terminal's own too: it answers when it has the keyboard.
ActionSet::ActionSet(QWidget *window)
    : newTab(make(window, tr("New tab"), "Ctrl+Shift+T", "plus")),
      reopenTab(make(window, tr("Reopen closed tab"), "Ctrl+Shift+Z", "history")),
      renameTab(make(window, tr("Rename tab…"), "Ctrl+Shift+R")),
      closePane(make(window, tr("Close pane"), "Ctrl+Shift+W", "x")),
      closeTab(make(window, tr("Close tab"), "Ctrl+Shift+F4")),
      nextTab(make(window, tr("Next tab"), "Ctrl+PgDown; Ctrl+Tab")),
      previousTab(make(window, tr("Previous tab"), "Ctrl+PgUp; Ctrl+Shift+Tab")),
      moveLeft(make(window, tr("Move tab left"), "Ctrl+Shift+PgUp")),
      moveRight(make(window, tr("Move tab right"), "Ctrl+Shift+PgDown")),
      splitRight(make(window, tr("Split right"), "Ctrl+Shift+D", "panel-right")),
      splitDown(make(window, tr("Split down"), "Ctrl+Shift+E")),
      zoomPane(make(window, tr("Zoom pane"), "Ctrl+Shift+Return")),
      nextPane(make(window, tr("Next pane"), "Ctrl+Shift+O")),
      previousPane(make(window, tr("Previous pane"), "Ctrl+Shift+Alt+O")),
      focusLeft(make(window, tr("Pane on the left"), "Ctrl+Shift+Alt+Left")),
      focusRight(make(window, tr("Pane on the right"), "Ctrl+Shift+Alt+Right")),
      focusUp(make(window, tr("Pane above"), "Ctrl+Shift+Alt+Up")),
      focusDown(make(window, tr("Pane below"), "Ctrl+Shift+Alt+Down")),
      growPane(make(window, tr("Grow pane"), "Ctrl+Shift+Alt+PgUp")),
      shrinkPane(make(window, tr("Shrink pane"), "Ctrl+Shift+Alt+PgDown")),
      copy(make(window, tr("Copy"), "Ctrl+Shift+C", "copy")),
      paste(make(window, tr("Paste"), "Ctrl+Shift+V")),
      selectAll(make(window, tr("Select all"), "")),
      search(make(window, tr("Find in the output…"), "Ctrl+Shift+F", "search")),
      hints(make(window, tr("Hints for links and paths"), "Ctrl+Shift+H")),
      readOnly(make(window, tr("Read-only"), "Ctrl+Shift+L")),
      clear(make(window, tr("Clear scrollback"), "Ctrl+Shift+K")),
      save(make(window, tr("Save scrollback…"), "", "download")),
      zoomIn(make(window, tr("Zoom in"), "Ctrl++; Ctrl+=")),
      zoomOut(make(window, tr("Zoom out"), "Ctrl+-")),
      zoomReset(make(window, tr("Reset zoom"), "Ctrl+0")),
      fullScreen(make(window, tr("Full screen"), "F11", "maximize")),
      previousBlock(make(window, tr("Previous command"), "Ctrl+Shift+Up")),
      nextBlock(make(window, tr("Next command"), "Ctrl+Shift+Down")),
      previousFailure(make(window, tr("Previous failure"), "Ctrl+Shift+Left")),
      nextFailure(make(window, tr("Next failure"), "Ctrl+Shift+Right")),
      blockMenu(make(window, tr("Command menu…"), "Ctrl+Shift+M")),
      copyCommand(make(window, tr("Copy command"), "")),
      copyOutput(make(window, tr("Copy output"), "")),
      copyMarkdown(make(window, tr("Copy command and output as Markdown"), "")),
      selectOutput(make(window, tr("Select output"), "")),
      saveOutput(make(window, tr("Save output of a command…"), "")),
      rerun(make(window, tr("Run again…"), "", "rotate-cw")),
      foldOutput(make(window, tr("Fold or unfold output"), "Ctrl+Shift+J")),
      foldAll(make(window, tr("Fold all outputs"), "")),
      foldSucceeded(make(window, tr("Fold all outputs but failures"), "")),
      unfoldAll(make(window, tr("Unfold all outputs"), "")),
      onlyFailures(make(window, tr("Only failures"), "Ctrl+Shift+X", "circle-alert")),
      searchHistory(make(window, tr("Search history…"), "Ctrl+Shift+Y", "history")),
      toggleContainers(make(window, tr("Containers panel"), "Ctrl+Shift+B", "panel-left")),
      toggleAssistant(make(window, tr("Assistant panel"), "Ctrl+Shift+A", "panel-right")),
      focusContainers(make(window, tr("Find a container"), "Ctrl+Shift+G", "container")),
      focusAssistant(make(window, tr("Ask the assistant"), "Ctrl+Shift+Space", "sparkles")),
      answer(make(window, tr("Answer what is asked"), "Ctrl+Shift+I")),
      record(make(window, tr("Record this session"), "", "record")),
      recordings(make(window, tr("Recordings…"), "", "film")),
      openRecording(make(window, tr("Open a recording…"), "")),
      share(make(window, tr("Share this session…"), "Ctrl+Shift+S", "share-2")),
      palette(make(window, tr("Search or run…"), "Ctrl+Shift+P", "search")),
      settings(make(window, tr("Settings…"), "Ctrl+,", "settings")),
      quit(make(window, tr("Quit"), "Ctrl+Shift+Q")),
      goToTab{}
{
    for (QAction *action : {toggleContainers, toggleAssistant, fullScreen, zoomPane, readOnly, onlyFailures})
        action->setCheckable(true);
    for (std::size_t i = 0; i < goToTab.size(); ++i)
        goToTab[i] = make(window, tr("Go to tab %1").arg(i + 1), qPrintable(QStringLiteral("Alt+%1").arg(i + 1)));
}

void ActionSet::setSeveralPanes(bool several)
{
    for (QAction *action : {zoomPane, nextPane, previousPane, focusLeft, focusRight, focusUp, focusDown, growPane, shrinkPane})
        action->setEnabled(several);
}

void ActionSet::fill(QMenu &menu) const
{
    menu.addActions({newTab, reopenTab, renameTab});
    QMenu *const panes = menu.addMenu(tr("Panes"));
    panes->addActions({splitRight, splitDown});
    panes->addSeparator();
    panes->addActions({focusLeft, focusRight, focusUp, focusDown, nextPane, previousPane});
    panes->addSeparator();
    panes->addActions({zoomPane, growPane, shrinkPane, closePane});
    menu.addAction(closeTab);
    menu.addSeparator();
    menu.addActions({copy, paste, selectAll, search, searchHistory});
    QMenu *const output = menu.addMenu(tr("Output"));
    output->addActions({hints, readOnly, save, clear});
    QMenu *const commands = menu.addMenu(tr("Commands"));
    commands->addActions({previousBlock, nextBlock, previousFailure, nextFailure});
    commands->addSeparator();
    commands->addActions({blockMenu, copyCommand, copyOutput, copyMarkdown, selectOutput, saveOutput, rerun});
    commands->addSeparator();
    commands->addActions({foldOutput, foldAll, foldSucceeded, unfoldAll, onlyFailures});
    menu.addActions({record, recordings});
    menu.addSeparator();
    menu.addActions({toggleContainers, toggleAssistant, fullScreen});
    QMenu *const zoom = menu.addMenu(tr("Zoom"));
    zoom->addActions({zoomIn, zoomOut, zoomReset});
    QMenu *const go = menu.addMenu(tr("Go"));
    go->addActions({nextTab, previousTab, moveLeft, moveRight});
    go->addSeparator();
    go->addActions({focusContainers, focusAssistant, answer});
    menu.addSeparator();
    menu.addActions({palette, share, settings});
    menu.addSeparator();
    menu.addAction(quit);
}

std::vector<QAction *> ActionSet::all() const
{
    return {newTab, reopenTab, renameTab, closePane, closeTab, nextTab, previousTab, moveLeft, moveRight,
            splitRight, splitDown, zoomPane, nextPane, previousPane, focusLeft, focusRight, focusUp, focusDown, growPane, shrinkPane,
            copy, paste, selectAll, search, hints, readOnly, clear, save, zoomIn, zoomOut, zoomReset, fullScreen, previousBlock, nextBlock, searchHistory,
            previousFailure, nextFailure, blockMenu, copyCommand, copyOutput, copyMarkdown, selectOutput, saveOutput, rerun,
            foldOutput, foldAll, foldSucceeded, unfoldAll, onlyFailures,
            toggleContainers, toggleAssistant, focusContainers, focusAssistant, answer, record, recordings, openRecording, share, settings, quit};
}

} // namespace ui::window
