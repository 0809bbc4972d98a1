// Asks before a command is run once more: the exact text, where it would run and how it went the last time. Cancel is what
// Enter and Esc do. It looks again with every frame, so that what has come in the way meanwhile takes the button away.
#pragma once
#include "core/session/session_handle.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace ui::terminal { class TerminalWidget; }

namespace ui::window {

class RerunDialog : public QDialog
{
    Q_OBJECT
public:
    RerunDialog(core::shell::Block block, terminal::TerminalWidget &terminal, QWidget *parent);

Q_SIGNALS:
    void confirmed(const std::string &command); // exactly the bytes that were shown

private:
    QWidget *makePreview(const QFont &font);
    QWidget *makeFacts();
    void check();
    void run();

    const core::shell::Block m_block;
    terminal::TerminalWidget &m_terminal; // its parent, or above: outlived
    QLabel *m_folder;
    QLabel *m_obstacle;
    QPushButton *m_run;
};

} // namespace ui::window
