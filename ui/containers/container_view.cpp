#include "ui/containers/container_view.h"

#include "ui/containers/container_model.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QResizeEvent>

namespace ui::containers {
namespace {

ContainerModel::Kind kindOf(const QModelIndex &index)
{
    return ContainerModel::Kind(index.data(ContainerModel::KindRole).toInt());
}

} // namespace

ContainerView::ContainerView(QWidget *parent) : QListView(parent)
{
    setItemDelegate(&m_delegate);
    setMouseTracking(true);
    setSelectionMode(SingleSelection);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(NoFrame);
    setAccessibleName(tr("Containers"));
    viewport()->setAutoFillBackground(false);
}

std::optional<RowButton> ContainerView::buttonUnder(const QPoint &pos) const
{
    const QModelIndex index = indexAt(pos);
    return index.isValid() ? m_delegate.buttonAt(visualRect(index), index, pos) : std::nullopt;
}

// Rows are as high as their words need at this width.
void ContainerView::resizeEvent(QResizeEvent *event)
{
    if (event->size().width() != event->oldSize().width())
        scheduleDelayedItemsLayout();
    QListView::resizeEvent(event);
}

void ContainerView::mouseMoveEvent(QMouseEvent *event)
{
    const auto button = buttonUnder(event->pos());
    m_delegate.setHoveredButton(button);
    viewport()->setCursor(button == RowButton::Why || button == RowButton::Port ? Qt::PointingHandCursor : Qt::ArrowCursor);
    viewport()->update();
    QListView::mouseMoveEvent(event);
}

void ContainerView::leaveEvent(QEvent *event)
{
    m_delegate.setHoveredButton({});
    viewport()->update();
    QListView::leaveEvent(event);
}

void ContainerView::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    if (event->button() == Qt::LeftButton && index.isValid()) {
        if (const auto button = buttonUnder(event->pos())) {
            setCurrentIndex(index);
            Q_EMIT buttonPressed(index, *button, event->globalPosition().toPoint());
            return;
        }
        if (kindOf(index) == ContainerModel::Kind::Group) {
            Q_EMIT foldToggled(index);
            return;
        }
    }
    QListView::mousePressEvent(event);
}

void ContainerView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    if (event->button() == Qt::LeftButton && index.isValid() && !buttonUnder(event->pos()))
        activate(index);
}

void ContainerView::activate(const QModelIndex &index)
{
    switch (kindOf(index)) {
    case ContainerModel::Kind::Container: Q_EMIT shellRequested(index); break;
    case ContainerModel::Kind::Group: Q_EMIT foldToggled(index); break;
    case ContainerModel::Kind::Failed: Q_EMIT buttonPressed(index, RowButton::Why, mapToGlobal(visualRect(index).center())); break;
    case ContainerModel::Kind::Engine: Q_EMIT engineRequested(index); break;
    }
}

void ContainerView::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex index = currentIndex();
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (index.isValid() && enter && event->modifiers() == Qt::AltModifier && kindOf(index) == ContainerModel::Kind::Container)
        Q_EMIT detailsRequested(index);
    else if (index.isValid() && enter)
        activate(index);
    else if (index.isValid() && event->key() == Qt::Key_Delete && kindOf(index) == ContainerModel::Kind::Container)
        Q_EMIT removeRequested(index);
    else
        QListView::keyPressEvent(event);
}

void ContainerView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
    if (!index.isValid() || kindOf(index) == ContainerModel::Kind::Failed)
        return;
    setCurrentIndex(index);
    Q_EMIT menuRequested(index, byKey ? mapToGlobal(visualRect(index).center()) : event->globalPos());
}

} // namespace ui::containers
