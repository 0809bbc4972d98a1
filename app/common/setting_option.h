// The option -o key=value, the same in every program: one that is misspelt or out of range is a usage error.
#pragma once
#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace app {

// `into` must outlive the parsing. What follows the option's own description is `scope`, e.g. ", for 'config'".
CLI::Option *addSettingOption(CLI::App &app, std::vector<std::string> &into, const std::string &scope = {});

} // namespace app
