// What is kept of a terminal, all of it or some rows, as a text file: wrapped rows joined, trailing blanks left out. Runs on any thread.
#pragma once
#include "ui/terminal/selection.h"

#include <QString>

namespace ui::terminal {

// Replaces the file as a whole or leaves it alone; only its owner may read it. Empty when done, else a sentence for the user.
QString writeScrollback(const core::vt::Frame &frame, const QString &path);
QString writeRows(const Document &document, const Selection::Span &span, const QString &path);

} // namespace ui::terminal
