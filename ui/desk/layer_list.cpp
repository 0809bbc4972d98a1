#include "ui/desk/layer_list.h"

#include "ui/desk/engine_text.h"
#include "ui/theme/theme.h"

#include <QPaintEvent>
#include <QPainter>

namespace ui::desk {

using namespace ui::theme;

namespace {

constexpr int kLayerLine = 22;
constexpr int kBarWidth = 120;
constexpr int kWhatLeft = 112, kWhatWidth = 130, kPartWidth = 168;

// In the engine's words, of which the last is the one that matters.
bool isLayerDone(const core::engine::LayerProgress &layer)
{
    return layer.what == "Pull complete" || layer.what == "Already exists" || layer.what == "Download complete";
}

} // namespace

void LayerList::setLayers(const std::vector<core::engine::LayerProgress> &layers)
{
    const bool grows = layers.size() != m_layers.size();
    m_layers = layers;
    if (grows) {
        setFixedHeight(sizeHint().height());
        updateGeometry();
    }
    update();
}

QSize LayerList::sizeHint() const
{
    return {300, int(m_layers.size()) * kLayerLine};
}

void LayerList::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont fixed = monoFont(12), plain = textFont(12);
    const int right = width() - kSpace1, barLeft = right - kBarWidth;
    const int first = event->rect().top() / kLayerLine;
    for (int i = first; i < int(m_layers.size()) && i * kLayerLine <= event->rect().bottom(); ++i) {
        const auto &layer = m_layers[std::size_t(i)];
        const QRect line(0, i * kLayerLine, width(), kLayerLine);
        painter.setFont(fixed);
        painter.setPen(color(Role::Dim));
        painter.drawText(line, Qt::AlignVCenter | Qt::TextSingleLine, oneLine(layer.id, 12));
        painter.setFont(plain);
        painter.setPen(color(isLayerDone(layer) ? Role::Ok : Role::Dim));
        const QString what = oneLine(layer.what, 60);
        const bool hasRoom = barLeft - kWhatLeft >= kWhatWidth + kPartWidth;
        const QRect place(kWhatLeft, line.top(), barLeft - kWhatLeft - (hasRoom ? kPartWidth : kSpace2), kLayerLine);
        painter.drawText(place, Qt::AlignVCenter | Qt::TextSingleLine, painter.fontMetrics().elidedText(what, Qt::ElideRight, place.width()));
        if (layer.total <= 0)
            continue;
        painter.setPen(color(Role::Dim));
        if (hasRoom)
            painter.drawText(QRect(barLeft - kPartWidth, line.top(), kPartWidth - kSpace3, kLayerLine), Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine,
                             partText(layer.done, layer.total));
        QRectF bar(barLeft, line.center().y() - 1, kBarWidth, 3);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Role::Line));
        painter.drawRoundedRect(bar, 1.5, 1.5);
        bar.setWidth(kBarWidth * double(layer.done) / double(layer.total));
        painter.setBrush(color(isLayerDone(layer) ? Role::Ok : Role::Accent));
        painter.drawRoundedRect(bar, 1.5, 1.5);
    }
}

} // namespace ui::desk
