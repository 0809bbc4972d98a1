// berth's command line. Everything after -e is a command, whatever it looks like.
#pragma once
#include "core/base/coordinates.h"

#include <optional>
#include <string>
#include <vector>

namespace app {

struct CommandLine
{
    std::vector<std::string> command; // -e: empty for the login shell
    std::optional<core::base::GridSize> geometry;
    std::vector<std::string> overrides;
    std::string configFile;
    std::string workingDirectory; // absolute: a window that runs already has another current directory; empty: the current one
};

// The exit code when there is nothing more to do (--help, --version, a usage error).
std::optional<int> parseCommandLine(int argc, char **argv, CommandLine &out);

// A window that runs already takes the folder alone: a sentence about what else was asked for, if anything.
std::optional<std::string> unusedByRunningWindow(const CommandLine &line);

// "120x40"; an X-style offset ("+10+20") is accepted and left to the window manager.
std::optional<core::base::GridSize> parseGeometry(const std::string &text);

} // namespace app
