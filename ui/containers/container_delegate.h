// Paints the panel's rows, and says where a row's hover buttons are.
#pragma once
#include <QStyledItemDelegate>
#include <optional>

namespace ui::containers {

enum class RowButton { Shell, StartStop, Menu, Why, Port };

class ContainerDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    // The button under `pos` of the row at `row`; which buttons a row has follows from its index.
    std::optional<RowButton> buttonAt(const QRect &row, const QModelIndex &index, const QPoint &pos) const;
    void setHoveredButton(std::optional<RowButton> button) { m_hovered = button; }

private:
    void paintEngine(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintGroup(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintContainer(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintFailed(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintButtons(QPainter &painter, const QRect &row, const QModelIndex &index) const;

    std::optional<RowButton> m_hovered;
};

} // namespace ui::containers
