// Everything kept of a terminal as a text file: wrapped rows joined, trailing blanks left out. Runs on any thread.
#pragma once
#include "core/vt/frame.h"

#include <QString>

namespace ui::terminal {

// Replaces the file as a whole or leaves it alone; only its owner may read it. Empty when done, else a sentence for the user.
QString writeScrollback(const core::vt::Frame &frame, const QString &path);

} // namespace ui::terminal
