// The known name that a misspelt one most likely meant.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace core::config {

std::string nearestKey(std::string_view unknown);      // "terminal.font_size" for "terminal.fontsize"; empty: none is near
std::string nearestName(std::string_view unknown, std::span<const std::string> known); // empty: none is near
bool namesASecret(std::string_view key);               // "assistant.api_key": has no place in the file

} // namespace core::config
