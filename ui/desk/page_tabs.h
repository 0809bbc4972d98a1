// The row of a window's pages: one is chosen by mouse, by Left and Right while it has the keyboard, by Ctrl+Tab,
// Ctrl+PgUp, Ctrl+PgDown and Alt+digit from everywhere in the window. Pages are made when they are first chosen.
#pragma once
#include <QWidget>
#include <functional>
#include <vector>

class QStackedWidget;
class QTabBar;

namespace ui::desk {

class PageTabs : public QWidget
{
    Q_OBJECT
public:
    explicit PageTabs(QWidget *parent);

    using Make = std::function<QWidget *(QWidget *parent)>;
    void add(const QString &name, const QString &iconName, Make make);
    void choose(int index);
    int current() const;
    int count() const { return int(m_makes.size()); }
    QWidget *page(int index) const { return m_pages[std::size_t(index)]; } // null: not made yet

private:
    void show(int index);

    QTabBar *m_bar;
    QStackedWidget *m_stack;
    std::vector<Make> m_makes;
    std::vector<QWidget *> m_pages;
};

} // namespace ui::desk
