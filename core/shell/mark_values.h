// The values inside marks: foreign bytes in, clean and bounded text out. Pure functions.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace core::shell {

// Decimal, not negative.
std::optional<int> toExitCode(std::string_view text);
// Valid UTF-8 without controls other than tab and newline, at most `limit` bytes: fit to be shown and stored.
std::string cleaned(std::string_view raw, std::size_t limit);
// An absolute path.
std::optional<std::string> toPath(std::string_view raw);
std::optional<std::string> fromBase64(std::string_view text);
// file://host/percent%20encoded
std::optional<std::string> fromFileUrl(std::string_view url);
// VS Code's escaping of values: \\ and \xHH.
std::string unescaped(std::string_view value);

} // namespace core::shell
