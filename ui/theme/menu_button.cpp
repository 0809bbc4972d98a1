#include "ui/theme/menu_button.h"

#include "ui/theme/icons.h"

#include <QCursor>
#include <QTimer>

namespace ui::theme {

MenuButton::MenuButton(const QString &icon, const QString &help, QSize size, QWidget *parent) : QToolButton(parent)
{
    setIcon(theme::icon(icon));
    setFixedSize(size);
    setPopupMode(QToolButton::InstantPopup);
    setToolTip(help);
    setAccessibleName(help);
    setMenu(new QMenu(this));
    // No event says that the pointer went while the menu had it: the button would stay lit (Qt 6.4).
    connect(menu(), &QMenu::aboutToHide, this, [this] {
        QTimer::singleShot(0, this, [this] {
            setAttribute(Qt::WA_UnderMouse, rect().contains(mapFromGlobal(QCursor::pos())));
            update();
        });
    });
}

} // namespace ui::theme
