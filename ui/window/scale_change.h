// A window that comes to a display of another scale is painted whole. Qt's Wayland backing store makes itself a new, black
// image then, and paints into it only what was due anyway: a blinking cursor on a black window, when a display is unplugged.
// GUI thread; lives as long as the application.
#pragma once
#include <QObject>

namespace ui::window {

class ScaleChange : public QObject
{
public:
    explicit ScaleChange(QObject *application);

private:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace ui::window
