// Plain text out of a frame: the end of a finished command's output, for hints and history.
#pragma once
#include "core/shell/block.h"
#include "core/vt/frame.h"

#include <string>

namespace core::session {

// The text between two positions as far as the frame still holds it: wrapped rows joined, the last `maxBytes`.
std::string textBetween(const vt::Frame &frame, base::Position from, base::Position to, std::size_t maxBytes);

// The text between the block's outputStart and end, without trailing blanks.
std::string outputTail(const vt::Frame &frame, const shell::Block &block, std::size_t maxBytes);

} // namespace core::session
