// Rows that nobody writes any more, wrapped at another width: lines, places within them, links and styles stay.
#pragma once
#include "core/vt/frame.h"

namespace ui::window {

// REQUIRES: rows in order, none null; cols >= 2.
std::vector<core::vt::RowPtr> rewrapped(const std::vector<core::vt::RowPtr> &rows, int cols);

} // namespace ui::window
