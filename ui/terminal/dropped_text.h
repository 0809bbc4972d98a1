// What a drop means as text for a shell.
#pragma once
#include <QString>

class QMimeData;

namespace ui::terminal {

// Files as quoted paths with a blank after them, anything else as the text it carries; empty when there is none.
QString droppedText(const QMimeData &data);

// One word for a POSIX shell. A name with control characters is written as $'…', which bash, zsh and ksh read.
QString shellQuoted(const QString &word);

} // namespace ui::terminal
