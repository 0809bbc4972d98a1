// Over the terminal: the command whose output is on screen, where it ran, how long, and how it ended.
#pragma once
#include "core/shell/block.h"

#include <QWidget>

namespace ui::window {

class StickyHeader : public QWidget
{
    Q_OBJECT
public:
    explicit StickyHeader(QWidget *parent);

    // Null: only `cwd` is shown.
    void show(const core::shell::Block *block, const QString &cwd);

Q_SIGNALS:
    void clicked(core::base::BlockId block); // the user wants to see where it began

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    core::base::BlockId m_block;
    QString m_command, m_cwd, m_duration, m_exit;
    bool m_failed = false;
};

} // namespace ui::window
