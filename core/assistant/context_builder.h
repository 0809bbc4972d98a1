// The text that a question takes along: the last finished commands of a session with the ends of their outputs.
#pragma once
#include "core/assistant/assistant.h"

#include <cstddef>

namespace core::assistant {

struct ContextLimits
{
    std::size_t blocks = 3;         // commands
    std::size_t bytes = 24 * 1024;  // of output, all commands together; the newest gets the largest share
};

// Pure. Escapes are gone, secrets are replaced; the bytes are those that will be sent.
Context buildContext(const session::SessionInfo &info, const session::SessionFrame &frame, const ContextLimits &limits);

} // namespace core::assistant
