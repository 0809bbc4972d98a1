// The buttons that appear at the lower right of a block under the pointer or when it is selected.
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
    void offer(core::base::BlockId block, BlockLook look, bool canRerun, bool canExplain);
    core::base::BlockId block() const { return m_block; }
    void setScheme(); // the theme changed

Q_SIGNALS:
    void chosen(core::base::BlockId block, ui::terminal::BlockAction action);
    void menuRequested(core::base::BlockId block, QPoint at); // at: global, the menu's top left

private:
    void build();
    QPushButton *addButton(const QString &text, const char *object);
    QPushButton *addButton(const QString &text, const char *object, BlockAction action);

    core::base::BlockId m_block;
    // null until there is a block
    QPushButton *m_explain = nullptr;
    QPushButton *m_rerun = nullptr;
    QPushButton *m_more = nullptr;
};

} // namespace ui::terminal
