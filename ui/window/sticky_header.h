// Over the terminal: the command whose output is on screen, where it ran, how long, how it ended, and what can be done
// with it.
#pragma once
#include "core/shell/block.h"
#include "ui/terminal/terminal_widget.h"

#include <QColor>
#include <QWidget>

class QPainter;
class QToolButton;

namespace ui::window {

class StickyHeader : public QWidget
{
    Q_OBJECT
public:
    explicit StickyHeader(QWidget *parent);

    // Null: only `cwd` is shown. `where` the session is, for the tool tip.
    void show(const core::shell::Block *block, const core::session::Place &where, const QString &cwd);
    // Among several panes: where this one is, with its colour along the top edge while it has the keyboard. An empty name
    // for a pane that is alone.
    void setPlace(const QString &name, const QColor &identity, bool active);
    void setReadOnly(bool readOnly);

Q_SIGNALS:
    void clicked(core::base::BlockId block); // the user wants to see where it began
    void chosen(core::base::BlockId block, ui::terminal::BlockAction action);
    void menuRequested(core::base::BlockId block, QPoint at); // at: global

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    void makeButtons();
    QToolButton *addButton(const char *icon, const QString &words, const char *object);
    void placeButtons();
    int paintPlace(QPainter &painter, const QRect &line) const;

    core::base::BlockId m_block;
    core::shell::Block m_shown; // with m_block: that one
    core::session::Place m_where;
    QWidget *m_buttons = nullptr;     // until there is an ended command
    QToolButton *m_rerun = nullptr;
    QString m_command, m_cwd, m_duration, m_exit;
    bool m_failed = false; // what m_exit says
    QString m_place;
    QColor m_identity;
    bool m_active = true;
    bool m_readOnly = false;
};

} // namespace ui::window
