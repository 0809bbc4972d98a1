#pragma once
#include <string>

namespace core::agent {

// "SIGKILL" for 9; "signal 77" for one without a name.
std::string signalName(int number);

} // namespace core::agent
