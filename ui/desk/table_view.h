// A TableModel on screen: sorted by a click on a title, filtered by words, used by keyboard (Enter, Space, Delete, menu key).
#pragma once
#include "ui/desk/table_model.h"

#include <QSortFilterProxyModel>
#include <QTreeView>

namespace ui::desk {

class TableView : public QTreeView
{
    Q_OBJECT
public:
    TableView(TableModel &model, const QString &accessibleName, QWidget *parent = nullptr);

    QString currentKey() const;           // empty: no row is chosen
    void setCurrentKey(const QString &key);
    void setFilter(const QString &words); // each has to be in some cell of the row
    int shownRows() const { return m_sorted.rowCount(); }
    void setStale(bool stale);            // dimmed: it may not be true any more

Q_SIGNALS:
    void keyChanged();
    void enterPressed();                      // or a double click
    void spacePressed();
    void removeRequested();
    void menuRequested(const QPoint &globalPos);

protected:
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    class Sorted : public QSortFilterProxyModel
    {
    public:
        using QSortFilterProxyModel::QSortFilterProxyModel;
        void setWords(const QStringList &words);

    protected:
        bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

    private:
        QStringList m_words;
    };

    void shareWidth();

    TableModel &m_model;
    Sorted m_sorted;
};

} // namespace ui::desk
