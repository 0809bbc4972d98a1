// One event of an OpenAI-compatible streamed chat completion, or a whole completion from a server that does not stream.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace core::agent {

struct ChatChunk
{
    std::string text;          // UTF-8; may be empty
    bool done = false;         // [DONE], or a finish reason
    bool truncated = false;    // finish reason "length": the model's own limit
    std::optional<int> inputTokens, outputTokens;
    std::string error;         // the server's words, when it reports a failure inside the stream
};

// Nothing when it is not JSON of that shape at all. Unknown fields are ignored.
std::optional<ChatChunk> parseChatChunk(std::string_view data);

} // namespace core::agent
