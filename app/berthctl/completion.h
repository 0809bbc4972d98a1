// Completion scripts for shells, made from the command line's own definitions, so that they know what --help knows.
#pragma once
#include <CLI/App.hpp>
#include <optional>
#include <string>

namespace berthctl {

// shell: "bash", "zsh" or "fish"; nothing for another. Sessions and containers are asked of berthctl while completing.
std::optional<std::string> completionScript(const CLI::App &app, const std::string &shell);

} // namespace berthctl
