#include "ui/window/scale_change.h"

#include <QEvent>
#include <QVariant>
#include <QWidget>

namespace ui::window {
namespace {

constexpr const char *kPaintedScale = "berthPaintedScale";

} // namespace

ScaleChange::ScaleChange(QObject *application)
    : QObject(application)
{
    application->installEventFilter(this);
}

// What is marked at an update is painted by this very one. A window's first picture comes without an update, with the scale
// that it was shown at: a dialog opens on the first display's and moves to its parent's.
bool ScaleChange::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Show && watched->isWidgetType()) {
        if (auto *window = static_cast<QWidget *>(watched); window->isWindow())
            window->setProperty(kPaintedScale, window->devicePixelRatioF());
    } else if (event->type() == QEvent::UpdateRequest && watched->isWidgetType()) {
        auto *window = static_cast<QWidget *>(watched);
        const QVariant painted = window->property(kPaintedScale);
        if (const qreal scale = window->devicePixelRatioF(); painted.toReal() != scale) {
            window->setProperty(kPaintedScale, scale);
            if (painted.isValid())
                window->update();
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace ui::window
