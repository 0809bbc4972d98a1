// One tab's page: its panes, split beside and under each other with dividers between them. Knows which pane has the
// keyboard, and can show that one alone.
#pragma once
#include "ui/window/pane_geometry.h"
#include "ui/window/window_layout.h"

#include <QWidget>
#include <vector>

class QSplitter;
class QVBoxLayout;

namespace ui::window {

class Pane;
class SessionView;

class TabPage : public QWidget
{
    Q_OBJECT
public:
    TabPage(const TabLayout &layout, QWidget *parent); // makes the panes, empty: who opens sessions fills them

    QString name() const { return m_name; }      // given by the user; empty for none
    void setName(const QString &name) { m_name = name; }
    std::vector<Pane *> panes() const;           // in reading order; at least one
    Pane *active() const { return m_active; }
    void setActive(Pane *pane);
    // A new pane beside (Horizontal) or under (Vertical) this one, each with half of its room; null when there is too little,
    // or when it would be nested deeper than a layout may be (window_layout.h).
    Pane *split(Pane *pane, Qt::Orientation orientation, PaneSpec spec);
    void remove(Pane *pane);                     // not the last one: that is the tab's end
    void focusTowards(Direction direction);
    void step(int by);                           // to the next or previous pane, around the end
    void grow(int by);                           // the active pane's share, in steps
    void setZoomed(bool zoomed);                 // the active pane alone; the others run on
    bool isZoomed() const { return m_zoomed; }
    TabLayout layoutNow() const;

Q_SIGNALS:
    void activeChanged();
    void panesChanged(); // one came or went, or zoom changed

private:
    QWidget *build(const SplitNode &node);
    Pane *makePane(const PaneSpec &spec);
    QSplitter *makeSplitter(Qt::Orientation orientation);
    bool mayDivide(Pane *pane, Qt::Orientation orientation) const;
    QSplitter *splitterOf(const QWidget *child) const;
    void replace(QWidget *old, QWidget *with);
    void refreshPanes();
    void onFocusChanged(const QWidget *now);

    QString m_name;
    QVBoxLayout *m_layout;
    QWidget *m_root = nullptr;
    Pane *m_active = nullptr;
    bool m_zoomed = false;
    SplitNode m_unzoomed; // the shares of before: a splitter says 0 for what is hidden
};

} // namespace ui::window
