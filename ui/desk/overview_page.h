// A container at a glance: its state, what it runs, its ports, networks and mounts, and how far it reaches.
#pragma once
#include "ui/desk/watched_container.h"

#include <QWidget>

class QScrollArea;

namespace ui::desk {

class FactCard;
class PageStack;

class OverviewPage : public QWidget
{
    Q_OBJECT
public:
    OverviewPage(WatchedContainer &watched, QWidget *parent); // `watched` outlives it
    QString plainText() const;

Q_SIGNALS:
    void containerRequested(const QString &id); // a link to another one

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    void arrange();
    void follow(const QString &target);

    WatchedContainer &m_watched;
    PageStack *m_stack;
    QWidget *m_cards;
    std::vector<FactCard *> m_shown;
    int m_columns = 0;
};

} // namespace ui::desk
