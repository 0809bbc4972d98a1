// The top row: brand cell as wide as the panel below it, tabs, a new tab, and what is always at hand.
#pragma once
#include <QWidget>

class QPushButton;
class QToolButton;

namespace ui::window {

class TabStrip;

class TopBar : public QWidget
{
    Q_OBJECT
public:
    explicit TopBar(QWidget *parent);

    TabStrip *tabs() const { return m_tabs; }
    QPushButton *search() const { return m_search; }
    QPushButton *share() const { return m_share; }
    QToolButton *menu() const { return m_menu; }
    QToolButton *plus() const { return m_plus; }
    // 0: the panel is hidden, the cell is as wide as its words, or as its picture where the window is narrow.
    void setBrandWidth(int width);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void setCompact(bool compact);

    class Brand;
    bool m_compact = false; // a narrow window: icons instead of words
    int m_brandWidth = 0;
    Brand *m_brand;
    TabStrip *m_tabs;
    QToolButton *m_plus;
    QPushButton *m_search;
    QPushButton *m_share;
    QToolButton *m_menu;
};

} // namespace ui::window
