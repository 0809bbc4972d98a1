// What the command line parser does not say well enough by itself.
#pragma once
#include <CLI/App.hpp>
#include <optional>
#include <string>

namespace berthctl {

// A sentence when the first word that is no option is no command either; names the command that was likely meant.
std::optional<std::string> unknownCommand(const CLI::App &app, int argc, const char *const *argv);

} // namespace berthctl
