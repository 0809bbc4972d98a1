// The buttons that appear at the lower right of a block under the pointer or with the keyboard's attention.
#pragma once
#include "core/shell/block.h"
#include "ui/terminal/block_layout.h"
#include "ui/terminal/terminal_widget.h"

#include <QWidget>

class QPushButton;

namespace ui::terminal {

class BlockActions : public QWidget
{
    Q_OBJECT
public:
    explicit BlockActions(QWidget *parent);

    // Shows what can be done with this block; an invalid id hides.
    void offer(core::base::BlockId block, BlockLook look);
    core::base::BlockId block() const { return m_block; }
    void setScheme(); // the theme changed

Q_SIGNALS:
    void chosen(core::base::BlockId block, ui::terminal::BlockAction action);

private:
    QPushButton *addButton(const QString &text, BlockAction action);

    core::base::BlockId m_block;
    QPushButton *m_explain;
    QPushButton *m_copyCommand;
};

} // namespace ui::terminal
