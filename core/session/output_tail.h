// The plain text at the end of a finished command's output, for hints and history.
#pragma once
#include "core/shell/block.h"
#include "core/vt/frame.h"

#include <string>

namespace core::session {

// The text between the block's outputStart and end as far as the frame still holds it: wrapped rows joined, trailing
// blanks trimmed, cut at the front to `maxBytes` between characters.
std::string outputTail(const vt::Frame &frame, const shell::Block &block, std::size_t maxBytes);

} // namespace core::session
