// Puts the tokens into force: fonts, palette and the stylesheet generated from them. Standard widgets then look right by
// themselves; a widget's dynamic property asks for a variant:
//   QPushButton  kind = primary | danger | quiet | link     size = small
//   QLabel       tone = dim | faint | label | ok | warn | fail | assistant | heading | title | warn-title
//   QFrame       kind = card | outline | line               QPlainTextEdit  kind = bare | field
// GUI thread.
#pragma once
#include "ui/theme/tokens.h"

#include <QFont>
#include <string_view>

class QApplication;
class QWidget;

namespace ui::theme {

// The scheme for the setting window.theme: "dark", "light", or "system", which asks the desktop's palette.
Scheme schemeFor(std::string_view setting);
void apply(QApplication &application, Scheme scheme);
QString styleSheet(Scheme scheme);

QFont textFont(int px = kTextPx, QFont::Weight weight = QFont::Normal);
QFont labelFont();              // 11 px semibold capitals with tracking
QFont monoFont(int px = kTextPx);
// The family asked for if this machine has it, else its fixed-width default.
QString monoFamily(const QString &wanted);

// Sets a dynamic property that the stylesheet looks at, and has it looked at again.
void setVariant(QWidget *widget, const char *property, const char *value);

} // namespace ui::theme
