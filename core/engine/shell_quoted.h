// A word as a shell reads it back. Pure.
#pragma once
#include <string>
#include <string_view>

namespace core::engine {

// For every sh. A word with control characters, which a terminal would act on when it is shown or pasted, becomes
// $'\033…', which bash, zsh, ksh and busybox read, but not dash and fish.
std::string shellQuoted(std::string_view word);

} // namespace core::engine
