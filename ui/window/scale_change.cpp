#include "ui/window/scale_change.h"

#include <QBackingStore>
#include <QEvent>
#include <QVariant>
#include <QWidget>
#include <QWindow>

namespace ui::window {
namespace {

constexpr const char *kPaintedScale = "berthPaintedScale", *kImageScale = "berthImageScale";

// Notes `scale` under `name`; whether there was another one.
bool changes(QWidget &window, const char *name, qreal scale)
{
    const QVariant before = window.property(name);
    if (before.toReal() == scale)
        return false;
    window.setProperty(name, scale);
    return before.isValid();
}

} // namespace

ScaleChange::ScaleChange(QObject *application)
    : QObject(application)
{
    application->installEventFilter(this);
}

bool ScaleChange::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::UpdateRequest && watched->isWidgetType()) {
        auto *window = static_cast<QWidget *>(watched);
        if (changes(*window, kPaintedScale, window->devicePixelRatioF()))
            window->update(); // what is marked now is painted by this very update
    } else if (event->type() == QEvent::Paint && watched->isWidgetType()) {
        // A dialog is shown for the first display and at once on its parent's: its image follows some pictures later.
        QWidget *const window = static_cast<QWidget *>(watched)->window();
        // Before a window is on show its store may have no image yet: a widget can be painted elsewhere, into a drag's picture.
        QBackingStore *const store = window->isVisible() && window->windowHandle() && window->windowHandle()->isExposed() ? window->backingStore() : nullptr;
        if (store && changes(*window, kImageScale, store->paintDevice()->devicePixelRatio()))
            window->update();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace ui::window
