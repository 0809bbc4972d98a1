// The text that lies between two positions of a frame: a command's output as it is kept.
#pragma once
#include "core/base/coordinates.h"
#include "core/vt/frame.h"

#include <cstddef>
#include <string>

namespace core::assistant {

// Wrapped rows joined, trailing blanks trimmed. A text longer than `maxBytes` keeps a third from its start and two
// thirds from its end, with a line between that says how many lines are left out. Work is bounded by what is kept.
std::string textBetween(const vt::Frame &frame, base::Position from, base::Position to, std::size_t maxBytes);

} // namespace core::assistant
