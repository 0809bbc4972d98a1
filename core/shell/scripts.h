// The integration scripts, from the program's own resources (resources/shell).
#pragma once
#include <string>

namespace core::shell {

std::string scriptText(const std::string &name); // "berth.bash"; a missing one is a broken build and aborts
// Without comments, blank lines and indentation: what travels through a terminal's line discipline into a container.
std::string packed(const std::string &script);

} // namespace core::shell
