// The tabs: identity square, title, pill, close; the active one has its container's colour along the top edge.
#pragma once
#include <QColor>
#include <QTabBar>

namespace ui::window {

struct TabLook
{
    QString title;
    QColor identity;
    QString pill;           // "2 viewing"; empty for none
    bool attention = false; // something happened there: a dot instead of the close cross
};

class TabStrip : public QTabBar
{
    Q_OBJECT
public:
    explicit TabStrip(QWidget *parent = nullptr);

    void setLook(int tab, const TabLook &look);
    TabLook look(int tab) const;
    QRect closeRect(const QRect &tab) const;
    int hoveredClose() const { return m_hoveredClose; }
    int hoveredTab() const { return m_hoveredTab; }

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void setHovered(const QPoint &pos);

    int m_hoveredTab = -1;
    int m_hoveredClose = -1;
    int m_pressedClose = -1;
};

} // namespace ui::window

Q_DECLARE_METATYPE(ui::window::TabLook)
