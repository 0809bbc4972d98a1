// The layers of a pull, a line each: its id, what is done to it, how far. GUI thread.
#pragma once
#include "core/engine/operation.h"

#include <QWidget>

namespace ui::desk {

class LayerList : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;
    void setLayers(const std::vector<core::engine::LayerProgress> &layers);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<core::engine::LayerProgress> m_layers;
};

} // namespace ui::desk
