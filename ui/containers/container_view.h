// The panel's list on screen: hover buttons, Enter and double click, Delete, the context-menu key.
#pragma once
#include "ui/containers/container_delegate.h"

#include <QListView>

namespace ui::containers {

class ContainerView : public QListView
{
    Q_OBJECT
public:
    explicit ContainerView(QWidget *parent = nullptr);

Q_SIGNALS:
    void shellRequested(const QModelIndex &index);
    void buttonPressed(const QModelIndex &index, ui::containers::RowButton button, const QPoint &globalPos);
    void menuRequested(const QModelIndex &index, const QPoint &globalPos);
    void detailsRequested(const QModelIndex &index);
    void engineRequested(const QModelIndex &index);
    void removeRequested(const QModelIndex &index);
    void foldToggled(const QModelIndex &index);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    std::optional<RowButton> buttonUnder(const QPoint &pos) const;
    void activate(const QModelIndex &index);

    ContainerDelegate m_delegate;
};

} // namespace ui::containers
