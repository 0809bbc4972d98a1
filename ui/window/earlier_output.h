// Above a reopened tab's terminal: what the closed one showed last, to scroll and copy from, with a divider that says so.
#pragma once
#include "ui/terminal/terminal_widget.h"

#include <QWidget>

namespace ui::window {

class EarlierOutput : public QWidget
{
    Q_OBJECT
public:
    EarlierOutput(core::session::SessionPtr frozen, const terminal::Appearance &appearance, const QString &closedAt, QWidget *parent);
    terminal::TerminalWidget *terminal() const { return m_terminal; }

Q_SIGNALS:
    void dismissed();

private:
    terminal::TerminalWidget *m_terminal;
};

} // namespace ui::window
