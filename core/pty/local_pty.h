// A local process on a pseudo-terminal of its own.
#pragma once
#include "core/pty/pty.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace core::pty {

struct LocalSpec
{
    std::string program;                 // absolute, or looked up in PATH
    std::vector<std::string> arguments;  // argv, including argv[0] ("-bash" for a login shell)
    std::vector<std::pair<std::string, std::string>> environment; // the whole environment, not additions
    std::string workingDirectory;        // empty or missing: the home directory, then /
    base::GridSize size;
};

// Codes: pty.not_found (no such program), pty.not_executable, pty.no_terminal (out of PTYs or descriptors), pty.start.
// The child gets default signals, its own session and controlling terminal, and no inherited descriptors.
base::Result<std::unique_ptr<Pty>> startLocal(const LocalSpec &spec);

} // namespace core::pty
