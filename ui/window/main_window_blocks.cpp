// Command blocks: what the window does with them, and what is said of one that ends unseen.
#include "core/base/exit_status.h"
#include "ui/notify/desktop_notifier.h"
#include "ui/window/action_set.h"
#include "ui/window/ended_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/output_file_name.h"
#include "ui/window/rerun_dialog.h"
#include "ui/window/session_view.h"
#include "ui/window/status_strip.h"

#include <QAction>
#include <QApplication>
#include <QFileDialog>

namespace ui::window {

using core::base::BlockId;
using core::base::SessionId;
using core::shell::Block;
using terminal::BlockAction;
using terminal::TerminalWidget;

namespace {

QString keyOf(SessionId session)
{
    return QString::number(session.value);
}

const Block *blockIn(const core::session::SessionFrame &frame, BlockId id)
{
    if (!frame.blocks)
        return nullptr;
    const auto found = frame.blocks->find(id);
    return found == frame.blocks->end() ? nullptr : &*found;
}

} // namespace

void MainWindow::connectBlockActions()
{
    const auto on = [this](QAction *action, auto run) {
        connect(action, &QAction::triggered, this, [this, run](bool checked) {
            if (SessionView *view = m_tabs->current())
                run(*view->terminal(), checked);
        });
    };
    const auto acts = [](BlockAction what) { return [what](TerminalWidget &t, bool) { t.runBlockAction(what); }; };
    on(m_actions->previousBlock, [](TerminalWidget &t, bool) { t.scrollToNextBlock(-1); });
    on(m_actions->nextBlock, [](TerminalWidget &t, bool) { t.scrollToNextBlock(1); });
    on(m_actions->previousFailure, [](TerminalWidget &t, bool) { t.scrollToNextFailure(-1); });
    on(m_actions->nextFailure, [](TerminalWidget &t, bool) { t.scrollToNextFailure(1); });
    on(m_actions->blockMenu, [](TerminalWidget &t, bool) { t.openBlockMenu(); });
    on(m_actions->copyCommand, acts(BlockAction::CopyCommand));
    on(m_actions->copyOutput, acts(BlockAction::CopyOutput));
    on(m_actions->copyMarkdown, acts(BlockAction::CopyMarkdown));
    on(m_actions->selectOutput, acts(BlockAction::SelectOutput));
    on(m_actions->saveOutput, acts(BlockAction::SaveOutput));
    on(m_actions->rerun, acts(BlockAction::Rerun));
    on(m_actions->foldOutput, acts(BlockAction::ToggleFold));
    on(m_actions->foldAll, [](TerminalWidget &t, bool) { t.foldOutputs(terminal::Folding::All); });
    on(m_actions->foldSucceeded, [](TerminalWidget &t, bool) { t.foldOutputs(terminal::Folding::AllButFailures); });
    on(m_actions->unfoldAll, [](TerminalWidget &t, bool) { t.foldOutputs(terminal::Folding::None); });
    on(m_actions->onlyFailures, [this](TerminalWidget &t, bool checked) {
        t.setFailuresOnly(checked);
        refreshBlockActions(); // a full-screen program has no commands to list
    });
}

void MainWindow::refreshBlockActions()
{
    const SessionView *const view = m_tabs->current();
    m_actions->onlyFailures->setChecked(view && view->terminal()->isFailuresOnly());
    for (QAction *action : {m_actions->previousBlock, m_actions->nextBlock, m_actions->previousFailure, m_actions->nextFailure, m_actions->blockMenu,
                            m_actions->copyCommand, m_actions->copyOutput, m_actions->copyMarkdown, m_actions->selectOutput, m_actions->saveOutput,
                            m_actions->rerun, m_actions->foldOutput, m_actions->foldAll, m_actions->foldSucceeded, m_actions->unfoldAll, m_actions->onlyFailures})
        action->setEnabled(view);
}

void MainWindow::runBlockAction(SessionView *view, BlockId id, BlockAction action)
{
    const auto frame = view->session()->frame();
    const Block *const block = blockIn(*frame, id);
    if (!block)
        return;
    switch (action) {
    case BlockAction::CopyCommand: m_status->showNotice(tr("The command is copied.")); break;
    case BlockAction::CopyOutput: m_status->showNotice(tr("The output is copied.")); break;
    case BlockAction::CopyMarkdown: m_status->showNotice(tr("Command and output are copied as Markdown.")); break;
    case BlockAction::SelectOutput:
    case BlockAction::ToggleFold: break;
    case BlockAction::SaveOutput: openSaveOutput(view, *block); break;
    case BlockAction::Rerun: askToRerun(view, *block); break;
    case BlockAction::Explain: explain(view, *block); break;
    }
}

void MainWindow::explain(SessionView *view, const Block &block)
{
    setPanelWanted(PanelSide::Right, true);
    const std::string question = tr("Why did this fail: ").toStdString() + block.command;
    const auto context = m_host.assistant().contextFor(view->session()->info(), *view->session()->frame());
    if (const auto asked = m_host.assistant().ask(view->session()->info(), question, context); !asked)
        m_status->showNotice(QString::fromStdString(asked.error().message));
}

void MainWindow::askToRerun(SessionView *view, const Block &block)
{
    if (!block.trusted || block.command.empty()) {
        m_status->showNotice(tr("The shell did not report this command itself, so it cannot be run from here."));
        return;
    }
    auto *const dialog = new RerunDialog(block, *view->terminal(), view); // goes with its session
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RerunDialog::confirmed, view->terminal(), &TerminalWidget::runCommand);
    connect(dialog, &QDialog::finished, view, [view] { view->setFocus(); });
    dialog->open();
}

void MainWindow::openSaveOutput(SessionView *view, const Block &block)
{
    auto *const dialog = new QFileDialog(view, tr("Save output"), {}, tr("Text (*.txt)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("txt"));
    dialog->selectFile(outputFileName(block));
    connect(dialog, &QFileDialog::fileSelected, view->terminal(),
            [terminal = view->terminal(), block = block.id](const QString &path) { terminal->saveBlockOutput(block, path); });
    dialog->open();
}

// ---- commands that end unseen

bool MainWindow::isInSight(const SessionView *view) const
{
    return isActiveWindow() && !isMinimized() && view->isVisible();
}

void MainWindow::announceEnded(SessionView *view, const Block &block)
{
    if (isInSight(view))
        return;
    if (!m_notifier) {
        m_notifier = new notify::DesktopNotifier(this);
        connect(m_notifier, &notify::DesktopNotifier::clicked, this, &MainWindow::showEndedCommand);
        connect(m_tabs, &SessionTabs::seen, this, [this](const SessionView *seen) {
            if (isActiveWindow())
                m_notifier->withdraw(keyOf(seen->id()));
        });
    }
    const EndedNotice said = endedNotice(block, view->session()->info().place);
    m_notifier->show({keyOf(view->id()), said.title, said.text, core::base::isFailure(block)});
    view->setEndedUnseen(block.id);
}

void MainWindow::showEndedCommand(const QString &key, const QString &activationToken)
{
    SessionView *const view = m_tabs->view(SessionId{key.toULongLong()});
    if (!view)
        return; // closed meanwhile
    if (!activationToken.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", activationToken.toUtf8()); // Wayland raises a window only with one; Qt takes it from here
    setWindowState(windowState() & ~Qt::WindowMinimized);
    raise();
    activateWindow();
    m_tabs->select(view->id());
    view->terminal()->scrollToBlock(view->endedUnseen());
}

bool MainWindow::event(QEvent *event)
{
    if (event->type() == QEvent::WindowActivate && m_tabs)
        m_tabs->currentSeen();
    return QWidget::event(event);
}

} // namespace ui::window
