// The environment that a shell in Berth starts with, and which shell that is. Pure functions.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace core::host {

using Environment = std::map<std::string, std::string>;

// The user's environment without what describes Berth's own terminal, service manager or start; with what describes ours.
std::vector<std::pair<std::string, std::string>> shellEnvironment(const Environment &program, const std::string &shell);

// What a program inside a container is told of the terminal: "NAME=value".
std::vector<std::string> containerEnvironment();

// $SHELL if it can be run, else the user database's, else /bin/sh. Absolute.
std::string loginShell(const Environment &program, unsigned uid);

} // namespace core::host
