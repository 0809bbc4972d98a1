// The known name that a misspelt one most likely meant.
#pragma once
#include <string>
#include <string_view>

namespace core::config {

std::string nearestKey(std::string_view unknown);      // "terminal.font_size" for "terminal.fontsize"; empty: none is near
bool namesASecret(std::string_view key);               // "assistant.api_key": has no place in the file

} // namespace core::config
