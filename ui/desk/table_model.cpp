#include "ui/desk/table_model.h"

#include "ui/theme/theme.h"

#include <QHash>

namespace ui::desk {

TableModel::TableModel(std::vector<TableColumn> columns, QObject *parent) : QAbstractTableModel(parent), m_columns(std::move(columns)) {}

int TableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int TableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

// The order is the view's business: what is new comes last.
void TableModel::setRows(std::vector<TableRow> rows)
{
    QHash<QString, std::size_t> wanted;
    for (std::size_t i = 0; i < rows.size(); ++i)
        wanted.insert(rows[i].key, i);
    std::vector<bool> placed(rows.size());
    for (int i = int(m_rows.size()) - 1; i >= 0; --i) {
        const auto found = wanted.constFind(m_rows[std::size_t(i)].key);
        if (found == wanted.constEnd()) {
            beginRemoveRows({}, i, i);
            m_rows.erase(m_rows.begin() + i);
            endRemoveRows();
            continue;
        }
        placed[*found] = true;
        m_rows[std::size_t(i)] = rows[*found];
    }
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(int(m_rows.size()) - 1, int(m_columns.size()) - 1));
    std::vector<TableRow> fresh;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!placed[i] && wanted.value(rows[i].key) == i) // a key that comes twice is one row
            fresh.push_back(std::move(rows[i]));
    }
    if (fresh.empty())
        return;
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + fresh.size()) - 1);
    std::move(fresh.begin(), fresh.end(), std::back_inserter(m_rows));
    endInsertRows();
}

QVariant TableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TableRow &row = m_rows[std::size_t(index.row())];
    const auto column = std::size_t(index.column());
    if (role == KeyRole)
        return row.key;
    if (role == FixedWidthRole)
        return m_columns[column].isFixedWidth;
    if (column >= row.cells.size())
        return {};
    const TableCell &cell = row.cells[column];
    switch (role) {
    case Qt::DisplayRole: return cell.text;
    case Qt::ToolTipRole: return (cell.tip.isEmpty() ? cell.text : cell.tip).toHtmlEscaped();
    case Qt::AccessibleTextRole: return m_columns[column].title + QStringLiteral(": ") + cell.text;
    case Qt::TextAlignmentRole: return int((m_columns[column].isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case OrderRole: return cell.order.isValid() ? cell.order : QVariant(cell.text.toLower());
    case InkRole: return int(cell.ink);
    default: return {};
    }
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= int(m_columns.size()))
        return {};
    const TableColumn &column = m_columns[std::size_t(section)];
    if (role == Qt::DisplayRole)
        return column.title;
    if (role == Qt::TextAlignmentRole)
        return int((column.isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::FontRole)
        return theme::labelFont();
    return {};
}

} // namespace ui::desk
