// XTGETTCAP: what a program may ask of the terminal's description, and the fixed replies.
#pragma once
#include <string>
#include <string_view>

namespace core::vt {

// The replies to `names`, as they came: in hex, with semicolons between them. One for each, put together from our own
// table; what is not in it is refused without being named. Later ones than the 32nd are not answered.
std::string capabilityReplies(std::string_view names);

} // namespace core::vt
