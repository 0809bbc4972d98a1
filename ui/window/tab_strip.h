// The tabs: identity square, title, pill, how far its container reaches, close; the active one has its container's colour along the top edge.
#pragma once
#include <QColor>
#include <QTabBar>

class QLineEdit;

namespace ui::window {

// What happened in a tab since it was last on show; a later one in this list outranks an earlier one.
enum class TabMark { None, Activity, Done, Failed, Bell };

struct TabLook
{
    QString title, shortTitle; // the latter where the tab has no room; empty for none
    QColor identity;
    QString pill;           // "2 viewing"; empty for none
    QString reach;          // "can reach docker.sock": a shield behind the title and the pill; empty for none
    bool recording = false; // its session is being recorded: a mark before the title
    TabMark mark = TabMark::None; // in the place of the close cross until the pointer is there
};

class TabStrip : public QTabBar
{
    Q_OBJECT
public:
    explicit TabStrip(QWidget *parent = nullptr);

    void setLook(int tab, const TabLook &look);
    TabLook look(int tab) const;
    void editTitle(int tab); // in place; titleEdited() tells the outcome
    QRect closeRect(const QRect &tab) const;
    int hoveredClose() const { return m_hoveredClose; }
    int hoveredTab() const { return m_hoveredTab; }

Q_SIGNALS:
    void titleEdited(int tab, const QString &title); // empty: the tab names itself again
    void titleEditLeft();

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void tabLayoutChange() override;
    void tabRemoved(int tab) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void setHovered(const QPoint &pos);

    void finishEdit(bool take);
    QRect editRect(int tab) const;

    QLineEdit *m_editor = nullptr; // while a title is edited
    int m_edited = -1;
    int m_hoveredTab = -1;
    int m_hoveredClose = -1;
    int m_pressedClose = -1;
};

} // namespace ui::window

Q_DECLARE_METATYPE(ui::window::TabLook)
