// A command that failed, as the agent sees it: already redacted, its output plain text.
#pragma once
#include <string>

namespace core::agent {

struct Failure
{
    std::string command;
    std::string cwd;       // absolute, or empty when unknown
    int exitCode = 0;
    std::string output;    // the end of what it printed
    std::string user;      // empty when unknown
    bool inContainer = false;
    int attempt = 1;       // failures of this kind in a row, from 1
};

} // namespace core::agent
