// A table of things that have a key each: rows that stay keep their place, selection and scroll position over updates.
// GUI thread.
#pragma once
#include "ui/theme/tokens.h"

#include <QAbstractTableModel>
#include <QVariant>
#include <vector>

namespace ui::desk {

struct TableColumn
{
    QString title;
    int width = 120;         // of the first one: the least; it takes what is left
    bool isNumber = false;   // at the right
    bool isFixedWidth = false; // ids and digests
    int rank = 0;            // where there is no room, the highest ones are left out first; 0: never
};

struct TableCell
{
    QString text;
    QVariant order = {}; // what it is sorted by; invalid: the text
    theme::Role ink = theme::Role::Text;
    QString tip = {};
};

struct TableRow
{
    QString key;
    std::vector<TableCell> cells;
};

class TableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role { OrderRole = Qt::UserRole, InkRole, KeyRole, FixedWidthRole };

    explicit TableModel(std::vector<TableColumn> columns, QObject *parent = nullptr);
    void setRows(std::vector<TableRow> rows);

    const std::vector<TableColumn> &columns() const { return m_columns; }
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<TableColumn> m_columns;
    std::vector<TableRow> m_rows;
};

} // namespace ui::desk
