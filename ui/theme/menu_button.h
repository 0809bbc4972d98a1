// A button with a picture that opens its menu at once.
#pragma once
#include <QMenu>
#include <QToolButton>

namespace ui::theme {

class MenuButton : public QToolButton
{
    Q_OBJECT
public:
    // `help` is its tool tip and its name for assistive technology. The menu is there, and empty.
    MenuButton(const QString &icon, const QString &help, QSize size, QWidget *parent);
};

} // namespace ui::theme
