// Pasted text as it is sent to the program.
#pragma once
#include <string>
#include <string_view>

namespace core::vt {

// Valid UTF-8 without controls other than tab; newlines become CR. So neither ESC [ 201 ~ nor its C1 form can be in it,
// however it was spelled or cut.
std::string encodePasted(std::string_view text, bool bracketed);

// The same for text that must not run: without brackets, where a line end runs the line and a tab completes it, both
// become blanks; line ends at the very end go in any case.
std::string encodeInserted(std::string_view text, bool bracketed);

} // namespace core::vt
