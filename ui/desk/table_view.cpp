#include "ui/desk/table_view.h"

#include "ui/theme/theme.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace ui::desk {

using namespace ui::theme;

namespace {

constexpr int kTableRow = 30;
constexpr int kLeastColumn = 48;

// The row's ground is the view's.
class CellDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {40, kTableRow}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QFont font = index.data(TableModel::FixedWidthRole).toBool() ? monoFont(12) : textFont();
        const bool stale = option.widget && option.widget->property("stale").toBool();
        painter->setFont(font);
        painter->setPen(color(stale ? Role::Dim : Role(index.data(TableModel::InkRole).toInt())));
        const QRect box = option.rect.adjusted(kSpace3, 0, -kSpace4, 0);
        const auto align = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
        painter->drawText(box, int(align) | Qt::TextSingleLine,
                          QFontMetrics(font).elidedText(index.data().toString().simplified(), Qt::ElideRight, box.width()));
    }
};

} // namespace

void TableView::Sorted::setWords(const QStringList &words)
{
    m_words = words;
    invalidateFilter();
}

bool TableView::Sorted::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    return std::ranges::all_of(m_words, [&](const QString &word) {
        for (int column = 0; column < sourceModel()->columnCount(parent); ++column) {
            if (sourceModel()->index(row, column, parent).data().toString().contains(word, Qt::CaseInsensitive))
                return true;
        }
        return false;
    });
}

TableView::TableView(TableModel &model, const QString &accessibleName, QWidget *parent) : QTreeView(parent), m_model(model)
{
    setAccessibleName(accessibleName);
    m_sorted.setSourceModel(&model);
    m_sorted.setSortRole(TableModel::OrderRole);
    m_sorted.setDynamicSortFilter(true);
    setModel(&m_sorted);
    setItemDelegate(new CellDelegate(this));
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setMouseTracking(true);
    setAllColumnsShowFocus(false); // drawRow() shows it
    setSelectionMode(SingleSelection);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSortingEnabled(true);
    sortByColumn(0, Qt::AscendingOrder);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    header()->setHighlightSections(false);
    header()->setMinimumSectionSize(kLeastColumn);
    for (int i = 0; i < int(model.columns().size()); ++i) {
        header()->setSectionResizeMode(i, i == 0 ? QHeaderView::Stretch : QHeaderView::Interactive);
        header()->resizeSection(i, model.columns()[std::size_t(i)].width);
    }
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, &TableView::keyChanged);
    connect(&m_sorted, &QAbstractItemModel::rowsInserted, this, [this] {
        if (!currentIndex().isValid() && m_sorted.rowCount() > 0)
            setCurrentIndex(m_sorted.index(0, 0));
    });
}

QString TableView::currentKey() const
{
    return currentIndex().data(TableModel::KeyRole).toString();
}

void TableView::setCurrentKey(const QString &key)
{
    for (int row = 0; row < m_sorted.rowCount(); ++row) {
        if (m_sorted.index(row, 0).data(TableModel::KeyRole).toString() == key)
            return setCurrentIndex(m_sorted.index(row, 0));
    }
}

void TableView::setFilter(const QString &words)
{
    m_sorted.setWords(words.split(QLatin1Char(' '), Qt::SkipEmptyParts));
    if (!currentIndex().isValid() && m_sorted.rowCount() > 0)
        setCurrentIndex(m_sorted.index(0, 0));
}

void TableView::setStale(bool stale)
{
    setProperty("stale", stale);
    viewport()->update();
}

// Columns have their width or are left out, so that what is shown can be read; those that are never left out give way last.
void TableView::shareWidth()
{
    const auto &columns = m_model.columns();
    if (columns.empty())
        return;
    const int room = std::max(1, viewport()->width() - columns.front().width);
    int rank = 0;
    for (const TableColumn &column : columns)
        rank = std::max(rank, column.rank);
    const auto widthUpTo = [&](int most) {
        int sum = 0;
        for (std::size_t i = 1; i < columns.size(); ++i)
            sum += columns[i].rank <= most ? columns[i].width : 0;
        return sum;
    };
    while (rank > 0 && widthUpTo(rank) > room)
        --rank;
    const int wanted = widthUpTo(rank);
    for (std::size_t i = 1; i < columns.size(); ++i) {
        header()->setSectionHidden(int(i), columns[i].rank > rank);
        header()->resizeSection(int(i), wanted > room ? std::max(kLeastColumn, columns[i].width * room / wanted) : columns[i].width);
    }
}

void TableView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        shareWidth();
}

void TableView::drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool chosen = selectionModel()->isSelected(index);
    const QModelIndex hovered = indexAt(viewport()->mapFromGlobal(QCursor::pos()));
    if (chosen || (viewport()->underMouse() && hovered.isValid() && hovered.row() == index.row())) {
        QColor ground = color(Role::Hover);
        if (!chosen)
            ground.setAlphaF(0.5F);
        painter->fillRect(option.rect, ground);
    }
    if (chosen && hasFocus())
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), 2, option.rect.height()), color(Role::Accent));
    QTreeView::drawRow(painter, option, index);
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    const bool any = currentIndex().isValid();
    if (any && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        Q_EMIT enterPressed();
    else if (any && event->key() == Qt::Key_Space)
        Q_EMIT spacePressed();
    else if (any && event->key() == Qt::Key_Delete)
        Q_EMIT removeRequested();
    else
        QTreeView::keyPressEvent(event);
}

void TableView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && indexAt(event->pos()).isValid())
        Q_EMIT enterPressed();
}

void TableView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
    if (!index.isValid())
        return;
    setCurrentIndex(index);
    Q_EMIT menuRequested(byKey ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos());
}

} // namespace ui::desk
