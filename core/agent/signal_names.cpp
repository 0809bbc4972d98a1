#include "core/agent/signal_names.h"

#include <csignal>
#include <cstring>

namespace core::agent {

std::string signalName(int number)
{
    if (const char *name = number > 0 ? ::sigabbrev_np(number) : nullptr)
        return std::string("SIG") + name;
    return "signal " + std::to_string(number);
}

} // namespace core::agent
