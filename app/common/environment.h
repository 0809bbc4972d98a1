// The process's environment as a value, taken once in main() and passed on.
#pragma once
#include <map>
#include <string>

namespace app {
std::map<std::string, std::string> environment();

// After environment() and before any thread: what libraries in this process read from theirs, and no shell inherits.
void tuneLibraries();
}
