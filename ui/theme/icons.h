// Icons from resources/icons, drawn in a token's colour at the pixel ratio of whatever they are painted on.
// An icon made once follows a change of the theme. GUI thread.
#pragma once
#include "ui/theme/tokens.h"

#include <QIcon>
#include <QPixmap>

class QPainter;

namespace ui::theme {

QIcon icon(const QString &name, Role role = Role::Dim);
// The window's and the launcher's picture of Berth.
QIcon applicationIcon();
void drawIcon(QPainter &painter, const QRectF &box, const QString &name, const QColor &color);

} // namespace ui::theme
